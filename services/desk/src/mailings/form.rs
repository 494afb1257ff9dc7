//! The form of a send: what, to whom, in which words, when. Nothing leaves from here.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, draft_mailing, prepare_invitations, redraft_mailing};
use portrea_domain::EventId;
use portrea_domain::contact::ContactRole;
use portrea_domain::event::Event;
use portrea_domain::mailing::{Mailing, MailingKind, MailingState};
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::Family;
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use super::choices::{Choice, Standing, communes};
use super::held::Held;
use super::typed::Typed;
use super::when::office_hours;
use crate::access::{portrait_for, territory_name};
use crate::meeting;
use crate::words::counted;

#[derive(Template)]
#[template(path = "pages/desk/mailings/form.html")]
struct FormPage {
    page: Page,
    id: String,
    territory: String,
    /// Whether a draft is being changed.
    changing: bool,
    action: String,
    back: String,
    meeting: String,
    meeting_when: String,
    refusal: Option<String>,
    typed: Typed,
    /// « 3 personnes » not invited yet, and invited without an answer.
    to_invite: String,
    to_remind: String,
    roles: Vec<Choice>,
    communes: Vec<Choice>,
    themes: Vec<Choice>,
    people: Vec<Choice>,
    hours: String,
}

/// Which meeting, and what about it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct About {
    reunion: Option<String>,
    quoi: Option<String>,
}

/// What a form is filled in for.
struct Subject {
    portrait: Portrait,
    event: Event,
    /// The draft that is changed, when it exists already.
    mailing: Option<Mailing>,
}

/// `GET …/envois/nouveau`.
pub(super) async fn begin(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(about): Query<About>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let event = chosen_meeting(&app, &portrait, about.reunion.as_deref()).await?;
    let kind = about.quoi.and_then(|kind| kind.parse().ok());
    let typed = Typed::fresh(kind.unwrap_or(MailingKind::Invitation));
    let subject = Subject {
        portrait,
        event,
        mailing: None,
    };
    Ok(page(&app, &desk, subject, typed, None)
        .await?
        .into_response())
}

/// `POST …/envois/nouveau`: begins the draft.
pub(super) async fn create(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(about): Query<About>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let event = chosen_meeting(&app, &portrait, about.reunion.as_deref()).await?;
    let mut typed = Typed::posted(&posted);
    let subject = Subject {
        portrait,
        event,
        mailing: None,
    };
    let Some(draft) = typed.read(subject.portrait.zone) else {
        return refused(&app, &desk, subject, typed, None).await;
    };
    match draft_mailing(&app, subject.event.id, &draft).await {
        Ok(mailing) => Ok(to_draft(&mailing)),
        Err(ActionError::Refused(words)) => refused(&app, &desk, subject, typed, Some(words)).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET …/envois/{mailing}/modifier`: what is decided is shown instead.
pub(super) async fn edit(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    if held.mailing.state != MailingState::Draft {
        return Ok(to_draft(&held.mailing));
    }
    let typed = Typed::of(&held.mailing, held.portrait.zone);
    let subject = Subject::from(held);
    Ok(page(&app, &desk, subject, typed, None)
        .await?
        .into_response())
}

/// `POST …/envois/{mailing}/modifier`: changes the draft.
pub(super) async fn change(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let mut typed = Typed::posted(&posted);
    let Some(draft) = typed.read(held.portrait.zone) else {
        return refused(&app, &desk, Subject::from(held), typed, None).await;
    };
    match redraft_mailing(&app, held.mailing.id, &draft).await {
        Ok(mailing) => Ok(to_draft(&mailing)),
        Err(ActionError::Refused(words)) => {
            refused(&app, &desk, Subject::from(held), typed, Some(words)).await
        }
        Err(error) => Err(error.into()),
    }
}

impl From<Held> for Subject {
    fn from(held: Held) -> Self {
        Self {
            portrait: held.portrait,
            event: held.event,
            mailing: Some(held.mailing),
        }
    }
}

fn to_draft(mailing: &Mailing) -> Response {
    let address = format!(
        "/bureau/portraits/{}/envois/{}",
        mailing.portrait_id, mailing.id
    );
    Redirect::to(&address).into_response()
}

/// The meeting an address names, else the next one; nobody is written to about one that began.
async fn chosen_meeting(
    app: &App,
    portrait: &Portrait,
    named: Option<&str>,
) -> Result<Event, PageError> {
    let mut tx = app.storage.read().await?;
    let events = tx.events().of_portrait(portrait.id).await?;
    let event = match named {
        Some(id) => {
            let id: EventId = id.parse().map_err(|_no_id| PageError::NotFound)?;
            let found = events.iter().find(|event| event.id == id);
            found.ok_or(PageError::NotFound)?
        }
        None => meeting::to_come(&events, app.now()).ok_or_else(too_late)?,
    };
    if event.is_open(app.now()) {
        Ok(event.clone())
    } else {
        Err(too_late())
    }
}

fn too_late() -> PageError {
    PageError::Refused(
        "La réunion a commencé, est annulée ou n’existe pas encore\u{a0}: il n’y a personne à qui écrire.".to_owned(),
    )
}

/// The form again, with what is wrong; nothing typed is lost.
async fn refused(
    app: &App,
    desk: &Desk,
    subject: Subject,
    typed: Typed,
    words: Option<String>,
) -> Result<Response, PageError> {
    let decided = subject
        .mailing
        .as_ref()
        .is_some_and(|mailing| mailing.state != MailingState::Draft);
    let status = if decided {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok((status, page(app, desk, subject, typed, words).await?).into_response())
}

async fn page(
    app: &App,
    desk: &Desk,
    subject: Subject,
    typed: Typed,
    refusal: Option<String>,
) -> Result<Html<FormPage>, PageError> {
    let Subject {
        portrait,
        event,
        mailing,
    } = subject;
    let list = prepare_invitations(app, event.id).await?;
    let to_invite = list.recipients.len() + list.unreachable.len();
    let mut tx = app.storage.read().await?;
    let office = tx.rules().office(portrait.id).await?;
    let standing = Standing::load(&mut tx, &portrait, &event).await?;
    let id = portrait.id.to_string();
    let (action, back) = match &mailing {
        Some(mailing) => {
            let address = format!("/bureau/portraits/{id}/envois/{}", mailing.id);
            (format!("{address}/modifier"), address)
        }
        None => (
            format!("/bureau/portraits/{id}/envois/nouveau?reunion={}", event.id),
            format!("/bureau/portraits/{id}/envois"),
        ),
    };
    Ok(Html(FormPage {
        page: desk.page(app),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        communes: communes(&mut tx, &portrait, &typed).await?,
        roles: ContactRole::ALL
            .map(|role| Choice::new(&role.as_str(), role.label(), &typed.roles))
            .into(),
        themes: Family::ALL
            .map(|theme| Choice::new(&theme.as_str(), theme.label(), &typed.themes))
            .into(),
        to_invite: counted(to_invite, "personne", "personnes"),
        to_remind: counted(standing.to_remind(), "personne", "personnes"),
        people: standing.choices(&typed),
        changing: mailing.is_some(),
        action,
        back,
        meeting_when: french::span(event.starts_at, event.ends_at, portrait.zone),
        meeting: event.title,
        refusal,
        typed,
        hours: office_hours(&office),
        id,
    }))
}
