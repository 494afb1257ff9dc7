//! Undoing an import: contacts it created that nothing happened to go away, fields it changed are put back.

use std::collections::BTreeSet;

use portrea_domain::contact_import::{ImportChange, ImportState};
use portrea_domain::person::Reach;
use portrea_domain::{ImportId, PersonId};
use portrea_storage::{ContactRow, Tx};

use crate::app::App;
use crate::contact_list::{Known, apply, fingerprint_of};
use crate::error::ActionError;
use crate::import_open::UNDO_DAYS;
use crate::import_run::write;

/// What undoing an import did, and what it left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Contacts that are gone.
    pub removed: usize,
    /// Contacts put back as they were.
    pub restored: usize,
    /// Contacts left as they are: invited, written to, heard, or changed since.
    pub kept: usize,
}

/// Undoes an import. What has been invited, answered or changed since is kept, and counted. Undoing twice changes
/// nothing more; refused a month after the import, when what it changed is forgotten.
pub async fn undo_import(app: &App, id: ImportId) -> Result<Undone, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let import = tx
        .contact_imports()
        .get(id)
        .await?
        .ok_or(ActionError::Missing("import"))?;
    tx.portraits().lock(import.portrait_id).await?;
    match import.state {
        ImportState::Draft => {
            return Err(ActionError::refused("Cette liste n’a pas été importée."));
        }
        ImportState::Undone => return Ok(Undone::default()),
        ImportState::Done => {}
    }
    if import
        .done_at
        .is_some_and(|at| at.plus_days(UNDO_DAYS) < now)
    {
        return Err(ActionError::refused(
            "Cet import a plus d’un mois\u{a0}: il ne peut plus être annulé. Corrigez les contacts un par un.",
        ));
    }
    let changes = tx.contact_imports().changes(id).await?;
    let lived: BTreeSet<PersonId> = tx
        .contact_imports()
        .lived(id, import.done_at.unwrap_or(now))
        .await?
        .into_iter()
        .collect();
    let mut contacts = Known::load(&mut tx, import.portrait_id, &[])
        .await?
        .into_contacts();
    let mut undone = Undone::default();
    for change in changes {
        let Some((row, reach)) = contacts.remove(&change.person_id) else {
            continue; // Erased or removed since.
        };
        let did = if change.created {
            remove(&mut tx, &change, &row, &reach, &lived).await?
        } else {
            restore(&mut tx, &change, row, reach).await?
        };
        match did {
            Did::Removed => undone.removed += 1,
            Did::Restored => undone.restored += 1,
            Did::Kept => undone.kept += 1,
        }
    }
    tx.contact_imports().forget_changes_of(id).await?;
    tx.contact_imports().undone(id, now).await?;
    tx.commit().await?;
    tracing::info!(import.id = %id, removed = undone.removed, restored = undone.restored, kept = undone.kept, "contacts.import_undone");
    Ok(undone)
}

enum Did {
    Removed,
    Restored,
    Kept,
}

async fn remove(
    tx: &mut Tx,
    change: &ImportChange,
    row: &ContactRow,
    reach: &Reach,
    lived: &BTreeSet<PersonId>,
) -> Result<Did, ActionError> {
    let touched = fingerprint_of(&row.contact, &row.person, reach) != change.fingerprint;
    if touched || lived.contains(&row.person.id) || row.contact.noticed_at.is_some() {
        return Ok(Did::Kept);
    }
    tx.contact_imports().delete_contact(row.contact.id).await?;
    if change.person_created {
        tx.contact_imports().delete_person(row.person.id).await?;
    } else {
        put_back(tx, change, row.clone(), reach.clone()).await?;
    }
    Ok(Did::Removed)
}

async fn restore(
    tx: &mut Tx,
    change: &ImportChange,
    row: ContactRow,
    reach: Reach,
) -> Result<Did, ActionError> {
    let whole = put_back(tx, change, row, reach).await?;
    Ok(if whole { Did::Restored } else { Did::Kept })
}

/// Puts back the fields that still read as the import left them; false when one does not.
async fn put_back(
    tx: &mut Tx,
    change: &ImportChange,
    mut row: ContactRow,
    mut reach: Reach,
) -> Result<bool, ActionError> {
    let mut back = Vec::new();
    for field in &change.changes {
        let done = apply(
            &mut row,
            &mut reach,
            field.field,
            &field.after,
            &field.before,
        );
        if done {
            back.push(field.clone());
        }
    }
    write(tx, &row, &reach, &back).await?;
    Ok(back.len() == change.changes.len())
}
