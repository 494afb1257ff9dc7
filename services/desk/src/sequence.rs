//! `…/reunions/{event}/relances`: the sequence of messages around a meeting, with the date of each in words.

mod typed;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, keep_sequence, sequence_of};
use portrea_domain::EventId;
use portrea_domain::event::Event;
use portrea_domain::portrait::Portrait;
use portrea_domain::sending::Office;
use portrea_domain::sequence::{Audience, default_sequence};
use portrea_render::french;
use portrea_storage::SequenceOf;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::{portrait_for, territory_name};
use crate::mailings::moment;
use typed::Typed;

/// Who the steps around a meeting can be for.
const AUDIENCES: [Audience; 5] = [
    Audience::NotAnswered,
    Audience::Maybe,
    Audience::Comes,
    Audience::Came,
    Audience::Absent,
];

#[derive(Template)]
#[template(path = "pages/desk/sequence.html")]
struct SequencePage {
    page: Page,
    id: String,
    territory: String,
    event: String,
    meeting: String,
    when: String,
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

/// The sequence as it stands.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, event)): Path<(String, String)>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let (portrait, event) = meeting(&app, &desk, &id, &event).await?;
    let steps = sequence_of(&mut app.storage.read().await?, &event).await?;
    let typed = steps.iter().map(Typed::of).collect();
    let mut page = page(&app, &desk, &portrait, &event, typed).await?;
    page.kept = arrival.garde.is_some();
    Ok(Html(page).into_response())
}

/// Keeps the sequence, adds a line to fill in, or goes back to the usual one.
pub(crate) async fn keep(
    State(app): State<App>,
    desk: Desk,
    Path((id, event)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let (portrait, event) = meeting(&app, &desk, &id, &event).await?;
    let mut typed = Typed::posted(&posted);
    if posted.get("ajouter").is_some() {
        typed.push(Typed::fresh(app.now()));
        let mut page = page(&app, &desk, &portrait, &event, typed).await?;
        page.unkept = true;
        return Ok(Html(page).into_response());
    }
    let steps = if posted.get("habituelle").is_some() {
        Ok(default_sequence(event.kind))
    } else {
        typed
            .iter()
            .filter(|step| !step.removed)
            .map(Typed::read)
            .collect()
    };
    let words = match steps {
        Err(words) => words,
        Ok(steps) => match keep_sequence(&app, SequenceOf::Event(event.id), &steps).await {
            Ok(()) => {
                let (portrait, event) = (portrait.id, event.id);
                let address =
                    format!("/bureau/portraits/{portrait}/reunions/{event}/relances?garde=oui");
                return Ok(Redirect::to(&address).into_response());
            }
            Err(ActionError::Refused(words)) => words,
            Err(error) => return Err(error.into()),
        },
    };
    let mut page = page(&app, &desk, &portrait, &event, typed).await?;
    page.error = Some(words);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

async fn meeting(
    app: &App,
    desk: &Desk,
    portrait: &str,
    event: &str,
) -> Result<(Portrait, Event), PageError> {
    let portrait = portrait_for(app, desk, portrait).await?;
    let id: EventId = event.parse().map_err(|_no_id| PageError::NotFound)?;
    let event = app.storage.read().await?.events().require(id).await?;
    if event.portrait_id == portrait.id {
        Ok((portrait, event))
    } else {
        Err(PageError::NotFound)
    }
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    event: &Event,
    steps: Vec<Typed>,
) -> Result<SequencePage, PageError> {
    let mut tx = app.storage.read().await?;
    let office = tx.rules().office(portrait.id).await?;
    let line = |typed: Typed| Line {
        leaves: leaves(app, &typed, event, &office),
        typed,
    };
    Ok(SequencePage {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        event: event.id.to_string(),
        meeting: event.title.clone(),
        when: french::span(event.starts_at, event.ends_at, portrait.zone),
        steps: steps.into_iter().map(line).collect(),
        error: None,
        kept: false,
        unkept: false,
    })
}

/// When a step leaves, at office hours, and whether that is over.
fn leaves(app: &App, typed: &Typed, event: &Event, office: &Office) -> String {
    let Ok(step) = typed.read() else {
        return String::new();
    };
    let now = app.now();
    let due_at = office.next_open(step.due_at(event.starts_at, office.zone));
    let words = moment(due_at, now, office.zone);
    if event.is_cancelled() {
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
