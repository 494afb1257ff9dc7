//! Sending a list, and the lists that were sent.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, SentList, UNDO_DAYS, open_import, undo_import};
use portrea_domain::contact_import::{ContactImport, ImportState};
use portrea_domain::portrait::Portrait;
use portrea_domain::{ImportId, Timestamp};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::{portrait_for, territory_name};
use crate::words::counted;

#[derive(Template)]
#[template(path = "pages/desk/contacts/import.html")]
struct Import {
    page: Page,
    id: String,
    territory: String,
    /// Why the list was refused.
    refusal: Option<String>,
    /// What was pasted, given back when it is refused.
    pasted: String,
    /// What was just undone.
    undone: Option<String>,
    /// Whether one of them can be undone.
    can_undo: bool,
    lists: Vec<Sent>,
}

/// A list that was sent.
struct Sent {
    import: String,
    label: String,
    source: String,
    when: String,
    state: String,
    is_draft: bool,
    can_undo: bool,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    retires: Option<usize>,
    remis: Option<usize>,
    gardes: Option<usize>,
}

/// Where a list is pasted or chosen.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let mut page = page(&app, &desk, &portrait).await?;
    page.undone = arrival.retires.map(|removed| undone(removed, &arrival));
    Ok(Html(page).into_response())
}

fn undone(removed: usize, arrival: &Arrival) -> String {
    let mut words = vec![counted(removed, "contact retiré", "contacts retirés")];
    if let Some(restored) = arrival.remis.filter(|count| *count > 0) {
        words.push(counted(restored, "remis comme avant", "remis comme avant"));
    }
    let mut text = format!("L’import est annulé\u{a0}: {}.", words.join(", "));
    if let Some(kept) = arrival.gardes.filter(|count| *count > 0) {
        let _ = write!(
            text,
            " {} parce qu’il s’est passé quelque chose depuis\u{a0}: invitation, message, réponse ou correction.",
            counted(kept, "contact est gardé", "contacts sont gardés")
        );
    }
    text
}

/// Reads the list that was sent and opens its preview, or says why it is none.
pub(crate) async fn send(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let mut form = SentForm::default();
    while let Some(part) = parts.next_field().await.map_err(|error| unread(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|error| unread(&error))?;
        // The token comes first: nothing is kept for whoever has none.
        if name == "csrf" {
            desk.check(&app, std::str::from_utf8(&bytes).ok())?;
            form.checked = true;
        } else if form.checked {
            form.take(&name, file, bytes.to_vec());
        }
    }
    if !form.checked {
        return Err(PageError::StaleForm);
    }
    let pasted = form.pasted.clone();
    let outcome = match form.list() {
        Some(list) => open_import(&app, portrait.id, desk.person.id, list).await,
        None => Err(ActionError::Refused(
            "Collez une liste, ou choisissez un fichier.".to_owned(),
        )),
    };
    match outcome {
        Ok(import) => {
            let address = format!(
                "/bureau/portraits/{}/contacts/importer/{import}",
                portrait.id
            );
            Ok(Redirect::to(&address).into_response())
        }
        Err(ActionError::Refused(words)) => {
            let mut page = page(&app, &desk, &portrait).await?;
            page.refusal = Some(words);
            page.pasted = pasted;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Default)]
struct SentForm {
    checked: bool,
    pasted: String,
    file: Option<(String, Vec<u8>)>,
}

impl SentForm {
    fn take(&mut self, name: &str, file: Option<String>, bytes: Vec<u8>) {
        match (name, file) {
            ("liste", _) => {
                let text = String::from_utf8_lossy(&bytes);
                text.trim().clone_into(&mut self.pasted);
            }
            // A browser sends the field without a name when no file was chosen.
            ("fichier", Some(file)) if !file.is_empty() => self.file = Some((file, bytes)),
            _ => {}
        }
    }

    fn list(self) -> Option<SentList> {
        match self.file {
            Some((name, bytes)) => Some(SentList::File { name, bytes }),
            None if self.pasted.is_empty() => None,
            None => Some(SentList::Pasted(self.pasted)),
        }
    }
}

fn unread(error: &MultipartError) -> PageError {
    let words = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        "Ce fichier est trop lourd\u{a0}: 10 Mo au plus. Gardez la feuille des contacts et supprimez les images."
    } else {
        "L’envoi s’est interrompu\u{a0}: rien n’a été lu. Recommencez."
    };
    PageError::Refused(words.to_owned())
}

/// Undoes an import, and says what it left.
pub(crate) async fn undo(
    State(app): State<App>,
    desk: Desk,
    Path((id, import)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let import = of_portrait(&app, &portrait, &import).await?;
    let undone = undo_import(&app, import.id).await?;
    let address = format!(
        "/bureau/portraits/{}/contacts/importer?retires={}&remis={}&gardes={}",
        portrait.id, undone.removed, undone.restored, undone.kept
    );
    Ok(Redirect::to(&address).into_response())
}

/// A list of this portrait; not found when it is another’s.
pub(super) async fn of_portrait(
    app: &App,
    portrait: &Portrait,
    import: &str,
) -> Result<ContactImport, PageError> {
    let id: ImportId = import.parse().map_err(|_no_id| PageError::NotFound)?;
    let mut tx = app.storage.read().await?;
    let found = tx.contact_imports().get(id).await?;
    found
        .filter(|import| import.portrait_id == portrait.id)
        .ok_or(PageError::NotFound)
}

async fn page(app: &App, desk: &Desk, portrait: &Portrait) -> Result<Import, PageError> {
    let mut tx = app.storage.read().await?;
    let territory = territory_name(&mut tx, &portrait.epci).await?;
    let imports = tx.contact_imports().of_portrait(portrait.id).await?;
    let mut lists = Vec::new();
    for import in imports {
        let (created, touched) = tx.contact_imports().counts(import.id).await?;
        lists.push(sent(
            import,
            created,
            touched - created,
            portrait,
            app.now(),
        ));
    }
    Ok(Import {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory,
        refusal: None,
        pasted: String::new(),
        undone: None,
        can_undo: lists.iter().any(|list| list.can_undo),
        lists,
    })
}

fn sent(
    import: ContactImport,
    created: i64,
    changed: i64,
    portrait: &Portrait,
    now: Timestamp,
) -> Sent {
    let count = |count: i64| usize::try_from(count).unwrap_or_default();
    let recent = import
        .done_at
        .is_some_and(|at| at.plus_days(UNDO_DAYS) >= now);
    Sent {
        state: match import.state {
            ImportState::Draft => "à relire\u{a0}: rien n’est importé".to_owned(),
            ImportState::Done if !recent => "importée".to_owned(),
            ImportState::Done => format!(
                "importée\u{a0}: {}, {}",
                counted(count(created), "contact créé", "contacts créés"),
                counted(count(changed), "complété", "complétés")
            ),
            ImportState::Undone => "import annulé".to_owned(),
        },
        is_draft: import.state == ImportState::Draft,
        can_undo: import.state == ImportState::Done && recent,
        when: french::date(import.created_at, portrait.zone),
        import: import.id.to_string(),
        label: import.label,
        source: import.source,
    }
}
