//! Who will be told, read before anything is decided: the page between a form and what it does.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portrea_actions::{App, Telling, prepare_telling};
use portrea_storage::InvitationRow;
use portrea_web::{Desk, Html, Page, PageError};

use super::Meeting;
use crate::words::{Long, counted, name_of};

#[derive(Template)]
#[template(path = "pages/desk/reunions/confirm.html")]
struct Confirm {
    page: Page,
    id: String,
    address: String,
    title: String,
    asked: Asked,
    refusal: Option<String>,
    fingerprint: String,
    /// « 12 personnes ».
    count: String,
    nobody: bool,
    told: Long<Told>,
    to_call: Vec<Told>,
}

/// What is about to be done.
pub(super) struct Asked {
    /// « Déplacer la réunion ».
    pub(super) heading: &'static str,
    /// What changes, line by line: label and words.
    pub(super) lines: Vec<(&'static str, String)>,
    /// What to point out.
    pub(super) remark: Option<String>,
    /// Where the form goes, below the address of the meeting.
    pub(super) action: &'static str,
    /// What was typed, carried along.
    pub(super) fields: Vec<(&'static str, String)>,
    /// « Déplacer et prévenir »; the count follows.
    pub(super) button: &'static str,
    /// The button when nobody is to be told.
    pub(super) button_alone: &'static str,
}

struct Told {
    name: String,
    fictional: bool,
    answer: &'static str,
}

/// The page, with why nothing was done when something was asked.
pub(super) async fn page(
    app: &App,
    desk: &Desk,
    meeting: &Meeting,
    asked: Asked,
    refusal: Option<String>,
) -> Result<Response, PageError> {
    let Telling {
        told,
        to_call,
        fingerprint,
    } = prepare_telling(app, meeting.event.id).await?;
    let status = if refusal.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let page = Html(Confirm {
        page: desk.page(app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: meeting.event.title.clone(),
        asked,
        refusal,
        fingerprint,
        count: counted(told.len(), "personne", "personnes"),
        nobody: told.is_empty(),
        told: Long::new(told.iter().map(row).collect()),
        to_call: to_call.iter().map(row).collect(),
    });
    Ok((status, page).into_response())
}

fn row(row: &InvitationRow) -> Told {
    Told {
        name: name_of(&row.person),
        fictional: row.person.fictional,
        answer: super::attendance::answer_of(row),
    }
}
