//! `…/reunions/{event}/relances` and `…/relances`: the sequence of messages around a meeting, or after the
//! consolidation of a portrait began, with the date of each in words.

mod subject;
mod typed;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, keep_sequence};
use portrea_domain::EventId;
use portrea_domain::portrait::Portrait;
use portrea_domain::sending::Office;
use portrea_domain::sequence::Audience;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::{portrait_for, territory_name};
use crate::mailings::moment;
use subject::{Lead, Subject};
use typed::Typed;

#[derive(Template)]
#[template(path = "pages/desk/sequence.html")]
struct SequencePage {
    page: Page,
    id: String,
    territory: String,
    /// Where the form is posted.
    action: String,
    lead: Lead,
    audiences: &'static [Audience],
    steps: Vec<Line>,
    error: Option<String>,
    kept: bool,
    /// Whether what is shown is not kept yet.
    unkept: bool,
}

/// A step to read and change.
struct Line {
    typed: Typed,
    /// When it leaves, in words; empty when it cannot be told.
    leaves: String,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    garde: Option<String>,
}

/// The sequence around a meeting as it stands.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, event)): Path<(String, String)>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let (portrait, subject) = meeting(&app, &desk, &id, &event).await?;
    shown(&app, &desk, &portrait, &subject, &arrival).await
}

/// Keeps the sequence around a meeting, adds a line to fill in, or goes back to the usual one.
pub(crate) async fn keep(
    State(app): State<App>,
    desk: Desk,
    Path((id, event)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let (portrait, subject) = meeting(&app, &desk, &id, &event).await?;
    kept(&app, &desk, &portrait, &subject, &posted).await
}

/// The sequence of the consolidation as it stands.
pub(crate) async fn show_phase(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    shown(&app, &desk, &portrait, &Subject::Consolidation, &arrival).await
}

/// Keeps the sequence of the consolidation, adds a line to fill in, or goes back to the usual one.
pub(crate) async fn keep_phase(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    kept(&app, &desk, &portrait, &Subject::Consolidation, &posted).await
}

async fn shown(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    subject: &Subject,
    arrival: &Arrival,
) -> Result<Response, PageError> {
    let steps = subject
        .steps(&mut app.storage.read().await?, portrait.id)
        .await?;
    let typed = steps.iter().map(Typed::of).collect();
    let mut page = page(app, desk, portrait, subject, typed).await?;
    page.kept = arrival.garde.is_some();
    Ok(Html(page).into_response())
}

async fn kept(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    subject: &Subject,
    posted: &Posted,
) -> Result<Response, PageError> {
    let mut typed = Typed::posted(posted);
    if posted.get("ajouter").is_some() {
        typed.push(Typed::fresh(app.now(), subject.audiences()[0]));
        let mut page = page(app, desk, portrait, subject, typed).await?;
        page.unkept = true;
        return Ok(Html(page).into_response());
    }
    let steps = if posted.get("habituelle").is_some() {
        Ok(subject.usual())
    } else {
        typed
            .iter()
            .filter(|step| !step.removed)
            .map(|step| step.read(subject.audiences()))
            .collect()
    };
    let words = match steps {
        Err(words) => words,
        Ok(steps) => match keep_sequence(app, subject.key(portrait), &steps).await {
            Ok(()) => {
                let address = format!("{}?garde=oui", subject.address(portrait));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(ActionError::Refused(words)) => words,
            Err(error) => return Err(error.into()),
        },
    };
    let mut page = page(app, desk, portrait, subject, typed).await?;
    page.error = Some(words);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

async fn meeting(
    app: &App,
    desk: &Desk,
    portrait: &str,
    event: &str,
) -> Result<(Portrait, Subject), PageError> {
    let portrait = portrait_for(app, desk, portrait).await?;
    let id: EventId = event.parse().map_err(|_no_id| PageError::NotFound)?;
    let event = app.storage.read().await?.events().require(id).await?;
    if event.portrait_id == portrait.id {
        Ok((portrait, Subject::Meeting(Box::new(event))))
    } else {
        Err(PageError::NotFound)
    }
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    subject: &Subject,
    steps: Vec<Typed>,
) -> Result<SequencePage, PageError> {
    let mut tx = app.storage.read().await?;
    let office = tx.rules().office(portrait.id).await?;
    let line = |typed: Typed| Line {
        leaves: leaves(app, &typed, portrait, subject, &office),
        typed,
    };
    Ok(SequencePage {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        action: subject.address(portrait),
        lead: subject.lead(portrait),
        audiences: subject.audiences(),
        steps: steps.into_iter().map(line).collect(),
        error: None,
        kept: false,
        unkept: false,
    })
}

/// When a step leaves, at office hours, and whether that is over.
fn leaves(
    app: &App,
    typed: &Typed,
    portrait: &Portrait,
    subject: &Subject,
    office: &Office,
) -> String {
    let (Ok(step), Some(start)) = (typed.read(subject.audiences()), subject.start(portrait)) else {
        return String::new();
    };
    let now = app.now();
    let due_at = office.next_open(step.due_at(start, office.zone));
    let words = moment(due_at, now, office.zone);
    if subject.is_cancelled() {
        "ne part pas\u{a0}: la réunion est annulée".to_owned()
    } else if !step.enabled {
        format!("ne part pas (ce serait {words})")
    } else if step.too_late_at(due_at) <= now {
        format!("c’était {words}")
    } else if due_at <= now {
        format!("depuis {words}")
    } else {
        format!("part {words}")
    }
}
