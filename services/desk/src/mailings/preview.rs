//! The mail one reader of a send will get, before it leaves.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use portrea_actions::{App, prepare_mailing};
use portrea_domain::PersonId;
use portrea_domain::mailing::MailingState;
use portrea_post::{Letter, LetterError, preview_letter, sender_name};
use portrea_web::{Desk, Html, Page, PageError, mail_frame};

use super::held::{Head, Held};
use crate::words::name_of;

#[derive(Template)]
#[template(path = "pages/desk/mailings/preview.html")]
struct Preview {
    page: Page,
    head: Head,
    name: String,
    /// Where its HTML is.
    frame: String,
    letter: Shown,
}

/// A letter as a page shows it.
pub(crate) struct Shown {
    pub(crate) subject: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) reply_to: Option<String>,
    pub(crate) text: String,
}

impl Shown {
    pub(crate) fn of(app: &App, letter: &Letter, to: String) -> Self {
        let sender = sender_name(letter.territory.as_deref());
        let reply_to = letter.reply_to.as_ref().and_then(|person| {
            let email = person.email.as_ref()?;
            Some(addressed(&person.name, email.as_str()))
        });
        Self {
            subject: letter.mail.subject.clone(),
            from: addressed(&sender, app.house.mail_from.as_str()),
            to,
            reply_to,
            text: letter.mail.text.clone(),
        }
    }
}

/// « Anne Le Goff <anne@exemple.fr> ».
pub(crate) fn addressed(name: &str, address: &str) -> String {
    match name.trim() {
        "" => address.to_owned(),
        name => format!("{name} <{address}>"),
    }
}

/// `GET …/apercu/{person}`.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing, person)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let reader = reader(&app, &held, &person).await?;
    let mut tx = app.storage.read().await?;
    let person = tx.people().require(reader).await?;
    let email = person.email.as_ref().map(ToString::to_string);
    let letter = preview_letter(&mut tx, &app, held.mailing.id, reader)
        .await
        .map_err(letter_failed)?;
    let to = addressed(&person.name, &email.unwrap_or_default());
    Ok(Html(Preview {
        page: desk.page(&app),
        head: held.head(),
        frame: format!("{}/apercu/{reader}/html", held.address()),
        name: name_of(&person),
        letter: Shown::of(&app, &letter, to),
    })
    .into_response())
}

/// `GET …/apercu/{person}/html`: what the frame of the page holds.
pub(super) async fn html(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing, person)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let reader = reader(&app, &held, &person).await?;
    let mut tx = app.storage.read().await?;
    let letter = preview_letter(&mut tx, &app, held.mailing.id, reader)
        .await
        .map_err(letter_failed)?;
    Ok(mail_frame(&letter.mail.html))
}

/// A person the send writes to; nobody else’s mail can be read through it.
async fn reader(app: &App, held: &Held, person: &str) -> Result<PersonId, PageError> {
    let id: PersonId = person.parse().map_err(|_no_id| PageError::NotFound)?;
    let is_reader = if held.mailing.state == MailingState::Draft {
        let list = prepare_mailing(app, held.mailing.id).await?;
        list.recipients.iter().any(|row| row.person.id == id)
    } else {
        let mut tx = app.storage.read().await?;
        let fates = tx.mailings().fates(held.mailing.id).await?;
        fates.iter().any(|fate| fate.person_id == id)
    };
    if is_reader {
        Ok(id)
    } else {
        Err(PageError::NotFound)
    }
}

/// Why a letter could not be written, for a page.
pub(crate) fn letter_failed(error: LetterError) -> PageError {
    match error {
        LetterError::Stop(reason) => {
            let why = reason.label();
            PageError::Refused(format!("Ce mail ne partira pas\u{a0}: {why}."))
        }
        LetterError::Words(error) => PageError::Refused(error.to_string()),
        LetterError::Action(error) => error.into(),
        LetterError::Storage(error) => error.into(),
        error @ LetterError::Render(_) => {
            tracing::error!(%error, "page.letter");
            PageError::Internal
        }
    }
}
