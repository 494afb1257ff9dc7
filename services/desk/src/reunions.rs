//! Meetings at the desk: planned, changed, moved, called off; who comes, who waits, what the caterer must know.
//!
//! Everything under `/bureau/portraits/{id}/reunions`. What writes to people is read first, with its exact count.

mod agenda_day;
mod answering;
mod attendance;
mod cancelling;
mod catering;
mod changing;
mod confirm;
mod form;
mod list;
mod moving;
mod page;
mod planning;
mod room;

use axum::Router;
use axum::routing::{get, post};
use portrea_actions::App;
use portrea_domain::EventId;
use portrea_domain::event::Event;
use portrea_domain::portrait::Portrait;
use portrea_web::{Desk, PageError};

use crate::access::portrait_for;

/// The pages of meetings.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/bureau/portraits/{id}/reunions", get(list::show))
        .route(
            "/bureau/portraits/{id}/reunions/nouvelle",
            get(planning::show).post(planning::plan),
        )
        .route("/bureau/portraits/{id}/reunions/{event}", get(page::show))
        .route(
            "/bureau/portraits/{id}/reunions/{event}/modifier",
            get(changing::show).post(changing::change),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/deplacer",
            get(moving::show).post(moving::act),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/annuler",
            get(cancelling::show).post(cancelling::act),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/places",
            post(page::seat),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/repondre",
            get(answering::choose),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/repondre/{person}",
            get(answering::show).post(answering::answer),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/traiteur",
            get(catering::show),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/traiteur.csv",
            get(catering::download),
        )
}

/// A meeting and the portrait it belongs to.
struct Meeting {
    portrait: Portrait,
    event: Event,
}

impl Meeting {
    /// The meeting an address names. Not found when it belongs to another portrait.
    async fn of(app: &App, desk: &Desk, (id, event): &(String, String)) -> Result<Self, PageError> {
        let portrait = portrait_for(app, desk, id).await?;
        let event: EventId = event.parse().map_err(|_no_id| PageError::NotFound)?;
        let event = app.storage.read().await?.events().require(event).await?;
        if event.portrait_id == portrait.id {
            Ok(Self { portrait, event })
        } else {
            Err(PageError::NotFound)
        }
    }

    /// The address of the page of the meeting, followed by `rest`.
    fn address(&self, rest: &str) -> String {
        format!(
            "/bureau/portraits/{}/reunions/{}{rest}",
            self.portrait.id, self.event.id
        )
    }

    /// The meeting, for pages that only make sense while it can still change.
    fn still_open(self, app: &App) -> Result<Self, PageError> {
        if self.event.is_open(app.now()) {
            Ok(self)
        } else {
            Err(PageError::Refused(
                "Cette réunion a commencé ou est annulée\u{a0}: elle ne change plus.".to_owned(),
            ))
        }
    }
}
