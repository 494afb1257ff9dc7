//! One contact: everything known, what was sent to them, and what they object to.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{App, ContactEdit, correct_address, edit_contact, erase_person};
use portrea_domain::mail_typo::likely_address;
use portrea_domain::message::{Message, Stream};
use portrea_domain::person::EmailAddress;
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use super::directory::{Directory, Entry};
use super::fields::{self, Fields};
use super::list::states;
use crate::access::portrait_for;
use crate::words::name_of;

#[derive(Template)]
#[template(path = "pages/desk/contacts/sheet.html")]
struct Sheet {
    page: Page,
    id: String,
    territory: String,
    contact: String,
    person: String,
    name: String,
    fictional: bool,
    email: String,
    bounced: Option<String>,
    suggestion: String,
    states: Vec<&'static str>,
    told: String,
    opposed: Vec<&'static str>,
    sent: Vec<Sent>,
    fields: Fields,
    saved: bool,
}

/// Something that was or will be sent.
struct Sent {
    what: &'static str,
    when: String,
    fate: &'static str,
    reason: String,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    /// Set after something was saved.
    #[serde(default)]
    fait: String,
}

/// The sheet.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, contact)): Path<(String, String)>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let entry = directory.entry(&contact).ok_or(PageError::NotFound)?;
    let mut sheet = sheet(&app, &desk, &directory, entry, &edit_of(entry)).await?;
    sheet.saved = !arrival.fait.is_empty();
    Ok(Html(sheet).into_response())
}

/// Saves the sheet, or shows what is wrong with it.
pub(crate) async fn save(
    State(app): State<App>,
    desk: Desk,
    Path((id, contact)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let entry = directory.entry(&contact).ok_or(PageError::NotFound)?;
    let edit = fields::read(&posted, &entry.row.contact.communes);
    match edit_contact(&app, entry.row.contact.id, edit.clone()).await {
        Ok(()) => Ok(back(&directory, &contact)),
        Err(error) => {
            let mut sheet = sheet(&app, &desk, &directory, entry, &edit).await?;
            sheet.fields = sheet.fields.with(error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(sheet)).into_response())
        }
    }
}

/// Gives the contact the address that works.
pub(crate) async fn correct(
    State(app): State<App>,
    desk: Desk,
    Path((id, contact)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let entry = directory.entry(&contact).ok_or(PageError::NotFound)?;
    let typed = posted.get("email").unwrap_or_default();
    let outcome = match typed.parse::<EmailAddress>() {
        Ok(email) => correct_address(&app, entry.row.person.id, &email).await,
        Err(_no_address) => Err(portrea_actions::ActionError::Refused(
            "Cette adresse mail n’est pas complète. Exemple\u{a0}: jeanne@exemple.fr.".to_owned(),
        )),
    };
    match outcome {
        Ok(_waiting_again) => Ok(back(&directory, &contact)),
        Err(error) => {
            let mut sheet = sheet(&app, &desk, &directory, entry, &edit_of(entry)).await?;
            sheet.fields = sheet.fields.with(error)?;
            sheet.suggestion = likely_address(typed).map_or_else(|| typed.to_owned(), String::from);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(sheet)).into_response())
        }
    }
}

/// Erases the person, once it is confirmed.
pub(crate) async fn erase(
    State(app): State<App>,
    desk: Desk,
    Path((id, contact)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let directory = Directory::load(&app, portrait).await?;
    let entry = directory.entry(&contact).ok_or(PageError::NotFound)?;
    if posted.get("confirmer") != Some("oui") {
        return Err(PageError::Refused(
            "Cochez la case pour confirmer l’effacement. Rien n’a été effacé.".to_owned(),
        ));
    }
    erase_person(&app, entry.row.person.id).await?;
    let address = format!("/bureau/portraits/{}/contacts", directory.portrait.id);
    Ok(Redirect::to(&address).into_response())
}

fn back(directory: &Directory, contact: &str) -> Response {
    let id = directory.portrait.id;
    Redirect::to(&format!(
        "/bureau/portraits/{id}/contacts/{contact}?fait=oui"
    ))
    .into_response()
}

/// What is known of a contact, as its fields hold it.
pub(super) fn edit_of(entry: &Entry) -> ContactEdit {
    let contact = &entry.row.contact;
    ContactEdit {
        name: entry.row.person.name.clone(),
        reach: entry.reach.clone(),
        roles: contact.roles.clone(),
        organisation: contact.organisation.clone(),
        communes: contact.communes.clone(),
        themes: contact.themes.clone(),
        channel: contact.channel,
        source: contact.source.clone(),
        note: contact.note.clone(),
    }
}

async fn sheet(
    app: &App,
    desk: &Desk,
    directory: &Directory,
    entry: &Entry,
    edit: &ContactEdit,
) -> Result<Sheet, PageError> {
    let zone = directory.portrait.zone;
    let (contact, person) = (&entry.row.contact, &entry.row.person);
    let mut tx = app.storage.read().await?;
    let messages = tx.outbox().of_person(person.id).await?;
    let sent = |message: &Message| Sent {
        what: what(message),
        when: french::date(message.due_at, zone),
        fate: message.state.label(),
        reason: message.reason.clone(),
    };
    let email = person
        .email
        .as_ref()
        .map_or_else(String::new, ToString::to_string);
    Ok(Sheet {
        page: desk.page(app),
        id: directory.portrait.id.to_string(),
        territory: directory.territory.clone(),
        contact: contact.id.to_string(),
        person: contact.person_id.to_string(),
        name: name_of(person),
        fictional: person.fictional,
        bounced: entry.bounced.clone(),
        suggestion: likely_address(&email).map_or_else(|| email.clone(), String::from),
        email,
        states: states(entry),
        told: match contact.noticed_at {
            Some(at) => format!(
                "Prévenu de l’origine de ses coordonnées le {}.",
                french::date(at, zone)
            ),
            None => {
                "Pas encore prévenu de l’origine de ses coordonnées\u{a0}: le premier mail le dira."
                    .to_owned()
            }
        },
        opposed: entry.opposed.iter().map(|stream| stream.label()).collect(),
        sent: messages.iter().rev().map(sent).collect(),
        fields: Fields::of(edit, &directory.communes),
        saved: false,
    })
}

const fn what(message: &Message) -> &'static str {
    match message.purpose.stream() {
        Stream::Event => "à propos d’une réunion",
        Stream::Update => "demande de vérification",
        Stream::News => "nouvelles du territoire",
        Stream::Service => "message demandé",
    }
}
