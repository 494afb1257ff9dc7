//! `/bureau/portraits/{id}/reunions/nouvelle`: planning a meeting, or another one like it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{App, NewEvent, plan_event};
use portrea_domain::EventId;
use portrea_domain::event::{EventKind, Feature};
use portrea_domain::portrait::Portrait;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use super::form::{Faults, Typed};
use crate::access::{portrait_for, territory_name};

#[derive(Template)]
#[template(path = "pages/desk/reunions/plan.html")]
struct Plan {
    page: Page,
    id: String,
    territory: String,
    /// The name of the time zone, when it is not that of Paris.
    zone: Option<&'static str>,
    copied: bool,
    typed: Typed,
    faults: Faults,
}

/// What the form begins with.
#[derive(Debug, Deserialize)]
pub(super) struct Beginning {
    /// The kind of meeting.
    #[serde(rename = "type", default)]
    kind: String,
    /// The meeting to copy.
    depuis: Option<String>,
}

/// The form, filled with what is usual or with what is copied.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(beginning): Query<Beginning>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let (typed, copied) = if let Some(from) = &beginning.depuis {
        (copy(&app, &portrait, from).await?, true)
    } else {
        let kind = beginning.kind.parse();
        (Typed::usual(kind.unwrap_or(EventKind::Presentation)), false)
    };
    let page = page(&app, &desk, &portrait, typed, Faults::default(), copied).await?;
    Ok(page.into_response())
}

/// Plans it, or shows what is wrong.
pub(super) async fn plan(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let typed = Typed::posted(&posted);
    let mut faults = Faults::default();
    let kind = typed.read_kind(&mut faults);
    let times = typed.read_times(kind, portrait.zone, app.now(), &mut faults);
    let (title, place) = (typed.read_title(&mut faults), typed.read_place(&mut faults));
    let programme = typed.read_programme(&mut faults);
    let hosting = typed.read_hosting(&mut faults);
    let Some(times) = times.filter(|_| !faults.is_any()) else {
        let page = page(&app, &desk, &portrait, typed, faults, false).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let new = NewEvent {
        kind,
        title,
        starts_at: times.starts_at,
        ends_at: times.ends_at,
        place,
        programme,
        hosting,
    };
    let event = plan_event(&app, portrait.id, new).await?;
    let address = format!(
        "/bureau/portraits/{}/reunions/{}?avis=prevue",
        portrait.id, event.id
    );
    Ok(Redirect::to(&address).into_response())
}

async fn copy(app: &App, portrait: &Portrait, from: &str) -> Result<Typed, PageError> {
    let id: EventId = from.parse().map_err(|_no_id| PageError::NotFound)?;
    let event = app.storage.read().await?.events().require(id).await?;
    if event.portrait_id == portrait.id {
        Ok(Typed::copy_of(&event, portrait.zone))
    } else {
        Err(PageError::NotFound)
    }
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    typed: Typed,
    faults: Faults,
    copied: bool,
) -> Result<Html<Plan>, PageError> {
    let zone = portrait.zone;
    Ok(Html(Plan {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut app.storage.read().await?, &portrait.epci).await?,
        zone: (zone != portrea_domain::clock::PARIS).then(|| zone.name()),
        copied,
        typed,
        faults,
    }))
}
