//! `/bureau/portraits/{id}/courriers`: letters for those a mail does not reach, and the PDF of those that were printed.

mod paper;
mod wording;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, LetterSubject, LetterTo, prepare_letters, print_letters};
use portrea_domain::PersonId;
use portrea_domain::portrait::Portrait;
use portrea_render::french;
use portrea_storage::ContactRow;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

pub(crate) use paper::show as pdf;

use crate::access::{portrait_for, territory_name};
use crate::meeting;
use crate::words::{counted, name_of};

#[derive(Template)]
#[template(path = "pages/desk/day/letters.html")]
struct LettersPage {
    page: Page,
    id: String,
    territory: String,
    /// `reunion` or `fiches`.
    about: &'static str,
    /// The meeting to come: its title and when.
    meeting: Option<(String, String)>,
    /// « 12 courriers ».
    count: String,
    recipients: Vec<Row>,
    without_address: Vec<Row>,
    fingerprint: String,
    words: String,
    refusal: Option<String>,
    batches: Vec<Printed>,
}

/// Somebody to write to.
struct Row {
    person: PersonId,
    name: String,
    fictional: bool,
    organisation: String,
    address: Vec<String>,
}

/// Letters that were printed.
struct Printed {
    id: String,
    when: String,
    count: String,
    is_new: bool,
}

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What the letters are about.
    #[serde(default)]
    objet: String,
    /// The batch that was just printed.
    #[serde(default)]
    imprime: String,
}

/// `GET …/courriers`: the frozen list, and what was printed before.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let page = page(&app, &desk, &portrait, &asked).await?;
    Ok(Html(page).into_response())
}

/// `POST …/courriers`: notes that the letters of the list that was read are written, and leads to their PDF.
pub(crate) async fn print(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let asked = Asked {
        objet: posted.get("objet").unwrap_or_default().to_owned(),
        imprime: String::new(),
    };
    let words = posted.get("words").unwrap_or_default();
    let fingerprint = posted.get("fingerprint").unwrap_or_default();
    let printed = match subject(&app, &portrait, &asked).await? {
        Some((subject, _)) => {
            let what = (fingerprint, words);
            print_letters(&app, portrait.id, subject, what, desk.person.id).await
        }
        None => Err(ActionError::Refused(
            "Aucune réunion n’est à venir. Rien n’est imprimé.".to_owned(),
        )),
    };
    match printed {
        Ok(batch) => Ok(Redirect::to(&format!(
            "/bureau/portraits/{}/courriers?objet={}&imprime={batch}",
            portrait.id,
            about(&asked)
        ))
        .into_response()),
        Err(ActionError::Refused(refusal)) => {
            let page = LettersPage {
                words: words.to_owned(),
                refusal: Some(refusal),
                ..page(&app, &desk, &portrait, &asked).await?
            };
            Ok((StatusCode::CONFLICT, Html(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn about(asked: &Asked) -> &'static str {
    if asked.objet == "fiches" {
        "fiches"
    } else {
        "reunion"
    }
}

/// What the letters are about, and the title and date of the meeting to come; nothing without one.
async fn subject(
    app: &App,
    portrait: &Portrait,
    asked: &Asked,
) -> Result<Option<(LetterSubject, Option<(String, String)>)>, PageError> {
    if about(asked) == "fiches" {
        return Ok(Some((LetterSubject::Listings, None)));
    }
    let mut tx = app.storage.read().await?;
    let events = tx.events().of_portrait(portrait.id).await?;
    Ok(meeting::to_come(&events, app.now()).map(|event| {
        let when = french::span(event.starts_at, event.ends_at, portrait.zone);
        let title = event.title.clone();
        (LetterSubject::Meeting(event.id), Some((title, when)))
    }))
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    asked: &Asked,
) -> Result<LettersPage, PageError> {
    let subject = subject(app, portrait, asked).await?;
    let (mut recipients, mut without_address) = (Vec::new(), Vec::new());
    let (mut fingerprint, mut meeting) = (String::new(), None);
    if let Some((subject, about)) = subject {
        let list = prepare_letters(app, portrait.id, subject).await?;
        recipients = list.recipients.into_iter().map(to_write).collect();
        without_address = list.without_address.into_iter().map(to_call).collect();
        (fingerprint, meeting) = (list.fingerprint, about);
    }
    let mut tx = app.storage.read().await?;
    let mut batches = Vec::new();
    for batch in tx.paper_letters().batches(portrait.id).await? {
        let count = tx.paper_letters().of_batch(batch.id).await?.len();
        let id = batch.id.to_string();
        batches.push(Printed {
            is_new: id == asked.imprime,
            id,
            when: french::date(batch.printed_at, portrait.zone),
            count: counted(count, "courrier", "courriers"),
        });
    }
    let about = about(asked);
    Ok(LettersPage {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        about,
        meeting,
        count: counted(recipients.len(), "courrier", "courriers"),
        recipients,
        without_address,
        fingerprint,
        words: wording::usual(about).to_owned(),
        refusal: None,
        batches,
    })
}

fn to_write(to: LetterTo) -> Row {
    let address = to.reach.postal_address.lines().map(str::to_owned).collect();
    Row {
        address,
        ..to_call(to.row)
    }
}

fn to_call(row: ContactRow) -> Row {
    Row {
        person: row.person.id,
        name: name_of(&row.person),
        fictional: row.person.fictional,
        organisation: row.contact.organisation,
        address: Vec::new(),
    }
}
