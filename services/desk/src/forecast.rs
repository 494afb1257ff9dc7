//! What will leave: every send to come of a portrait, foretold, and the rehearsal of one day. Nothing is sent.

mod rehearsal;
mod show;

use axum::Router;
use axum::routing::get;
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::portrait::Portrait;
use portrea_post::{Foretold, Scope};
use portrea_web::PageError;

use crate::mailings::letter_failed;

/// How far ahead one can look, in days.
const AHEAD_DAYS: i64 = 120;

/// The pages of what will leave.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/bureau/portraits/{id}/previsions", get(show::show))
        .route(
            "/bureau/portraits/{id}/previsions/{jour}",
            get(rehearsal::day),
        )
        .route(
            "/bureau/portraits/{id}/previsions/{jour}/{n}",
            get(rehearsal::mail),
        )
        .route(
            "/bureau/portraits/{id}/previsions/{jour}/{n}/html",
            get(rehearsal::html),
        )
}

/// What will leave, in an order that two readings share: what leaves at one moment is in the order of names.
async fn foretold(app: &App, scope: Scope) -> Result<Vec<Foretold>, PageError> {
    let mut foretold = portrea_post::forecast(app, scope)
        .await
        .map_err(letter_failed)?;
    foretold.sort_by(|a, b| {
        (a.at, &a.name, a.person_id, a.what).cmp(&(b.at, &b.name, b.person_id, b.what))
    });
    Ok(foretold)
}

/// The day of an instant on the clocks of a portrait, as addresses write it.
fn day_of(at: Timestamp, portrait: &Portrait) -> String {
    at.local(portrait.zone).format("%Y-%m-%d").to_string()
}

/// How somebody without a name is called.
fn name_of(one: &Foretold) -> String {
    match one.name.trim() {
        "" => "personne sans nom".to_owned(),
        name => name.to_owned(),
    }
}
