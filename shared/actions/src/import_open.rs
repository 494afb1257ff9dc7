//! Sending a list of contacts: it is read and kept as a draft. Nothing is written of anybody.

use portrea_domain::contact_import::{ContactImport, ImportState};
use portrea_domain::retention::{Kept, rule};
use portrea_domain::{ImportId, PersonId, PortraitId};
use portrea_standards::contact_table::{guess, looks_like_addresses, read_addresses};
use portrea_standards::table::{self, Table};
use portrea_storage::StorageError;

use crate::app::{App, mint};
use crate::contact_list::Places;
use crate::error::ActionError;

/// A list as it is sent.
#[derive(Clone, Debug)]
pub enum SentList {
    /// The bytes of a file, and its name.
    File {
        /// The name.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A text pasted into the page: addresses or lines of a table.
    Pasted(String),
}

/// How long a draft is kept, in days.
pub const DRAFT_DAYS: i64 = rule(Kept::ImportDrafts).days;
/// How long an import can be undone, in days.
pub const UNDO_DAYS: i64 = rule(Kept::ImportChanges).days;
const LABEL: usize = 120;

/// Reads a list and keeps it as a draft. Refused, in French words, when it is no table.
pub async fn open_import(
    app: &App,
    portrait: PortraitId,
    person: PersonId,
    sent: SentList,
) -> Result<ImportId, ActionError> {
    // Reading may take a second of work: not on a thread that serves pages.
    let (label, table) = tokio::task::spawn_blocking(move || read(sent))
        .await
        .map_err(|_stopped| ActionError::refused("Ce fichier n’a pas pu être lu."))??;
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let epci = tx.portraits().require(portrait).await?.epci;
    let places = Places::of_epci(&mut tx, &epci).await?;
    let layout = guess(&table, &|text| places.knows(text));
    let import = ContactImport {
        id: mint!(app, ImportId),
        portrait_id: portrait,
        person_id: person,
        state: ImportState::Draft,
        label,
        source: String::new(),
        remarks: table.remarks,
        created_at: now,
        done_at: None,
        undone_at: None,
    };
    tx.contact_imports()
        .forget(now.plus_days(-DRAFT_DAYS), now.plus_days(-UNDO_DAYS))
        .await?;
    tx.contact_imports()
        .insert(&import, &json(&table.lines)?, &json(&layout)?)
        .await?;
    tx.commit().await?;
    tracing::info!(import.id = %import.id, lines = table.lines.len(), "contacts.import_opened");
    Ok(import.id)
}

fn read(sent: SentList) -> Result<(String, Table), ActionError> {
    let refused = |error: table::TableError| ActionError::refused(error.to_string());
    match sent {
        SentList::File { name, bytes } => {
            let label = name.rsplit(['/', '\\']).next().unwrap_or_default();
            let label: String = label
                .chars()
                .filter(|c| !c.is_control())
                .take(LABEL)
                .collect();
            Ok((label, table::read(&bytes).map_err(refused)?))
        }
        SentList::Pasted(text) => {
            let table = if looks_like_addresses(&text) {
                read_addresses(&text)
            } else {
                table::read_text(&text)
            };
            Ok(("liste collée".to_owned(), table.map_err(refused)?))
        }
    }
}

/// Writes what a draft holds.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|error| StorageError::Corrupt(error.to_string()))
}
