//! `/bureau/portraits/{id}/inviter`: the exact list of who will be written to, and the button that does it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, Preparation, prepare_invitations, send_invitations};
use portrea_domain::event::Event;
use portrea_domain::portrait::Portrait;
use portrea_render::french;
use portrea_storage::ContactRow;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use crate::access::{portrait_for, territory_name};
use crate::meeting;
use crate::words::{counted, name_of};

#[derive(Template)]
#[template(path = "pages/desk/invite.html")]
struct Invite {
    page: Page,
    id: String,
    territory: String,
    meeting: Option<Meeting>,
    /// Why nothing was sent, when something was asked.
    refusal: Option<String>,
}

/// The meeting to come and who would be invited to it.
struct Meeting {
    title: String,
    when: String,
    place: String,
    fingerprint: String,
    /// « 12 invitations ».
    count: String,
    recipients: Vec<Recipient>,
    unreachable: Vec<Recipient>,
}

struct Recipient {
    name: String,
    fictional: bool,
    organisation: String,
    role: String,
    email: String,
}

/// The frozen list.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let event = next_meeting(&app, &portrait).await?;
    Ok(page(&app, &desk, &portrait, event, None)
        .await?
        .into_response())
}

/// Sends the invitations of the list that was read; if it changed meanwhile, shows why nothing left, and the new list.
pub(crate) async fn send(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let Some(event) = next_meeting(&app, &portrait).await? else {
        let words = "La réunion a commencé ou n’existe plus. Rien n’est parti.".to_owned();
        let page = page(&app, &desk, &portrait, None, Some(words)).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    };
    // Sending an empty list would send nothing; after a second press of the button there is nobody left.
    if prepare_invitations(&app, event.id)
        .await?
        .recipients
        .is_empty()
    {
        let page = page(&app, &desk, &portrait, Some(event), None).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let fingerprint = posted.get("fingerprint").unwrap_or_default();
    match send_invitations(&app, event.id, fingerprint).await {
        Ok(count) => {
            let address = format!("/bureau/portraits/{}?envoi={count}", portrait.id);
            Ok(Redirect::to(&address).into_response())
        }
        Err(ActionError::Refused(words)) => {
            let page = page(&app, &desk, &portrait, Some(event), Some(words)).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn next_meeting(app: &App, portrait: &Portrait) -> Result<Option<Event>, PageError> {
    let events = app
        .storage
        .read()
        .await?
        .events()
        .of_portrait(portrait.id)
        .await?;
    Ok(meeting::to_come(&events, app.now()).cloned())
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    event: Option<Event>,
    refusal: Option<String>,
) -> Result<Html<Invite>, PageError> {
    let territory = territory_name(&mut app.storage.read().await?, &portrait.epci).await?;
    let meeting = match event {
        Some(event) => {
            let preparation = prepare_invitations(app, event.id).await?;
            Some(meeting_of(portrait, event, preparation))
        }
        None => None,
    };
    Ok(Html(Invite {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory,
        meeting,
        refusal,
    }))
}

fn meeting_of(portrait: &Portrait, event: Event, preparation: Preparation) -> Meeting {
    Meeting {
        when: french::span(event.starts_at, event.ends_at, portrait.zone),
        title: event.title,
        place: event.place,
        fingerprint: preparation.fingerprint,
        count: counted(preparation.recipients.len(), "invitation", "invitations"),
        recipients: preparation.recipients.into_iter().map(recipient).collect(),
        unreachable: preparation
            .unreachable
            .into_iter()
            .map(|(row, _why)| recipient(row))
            .collect(),
    }
}

fn recipient(row: ContactRow) -> Recipient {
    Recipient {
        name: name_of(&row.person),
        fictional: row.person.fictional,
        role: row.contact.role_words(),
        organisation: row.contact.organisation,
        email: row.person.email.map(String::from).unwrap_or_default(),
    }
}
