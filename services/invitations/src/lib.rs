//! The page behind an invitation: the meeting, and four ways to answer it.
//!
//! Reading changes nothing: links in mails are opened by scanners. Only a POST from the page itself records an answer,
//! and nobody answers for somebody else: whoever comes instead gets an invitation of their own. Beside the page, the
//! planner queues the reminders that are due.

mod access;
mod answer;
mod calendar;
mod delegate;
mod form_door;
mod interest;
mod meeting;
mod needs;
mod page;
mod pass;
mod planner;
mod renewal;
mod words;

#[cfg(test)]
mod stories;

pub use planner::{JOB, plan_once, run};

use axum::Router;
use axum::routing::{get, post};
use portrea_actions::App;

/// The routes under `/i/{token}`, and the page of a group of communes that wants its portrait made.
pub fn router(_app: &App) -> Router<App> {
    Router::new()
        .route(
            "/territoires/{code}/participer",
            get(interest::show).post(interest::declare),
        )
        .route("/i/{token}", get(page::show).post(answer::answer))
        .route("/i/{token}/agenda.ics", get(calendar::download))
        .route("/i/{token}/besoins", post(needs::keep))
        .route("/i/{token}/fiche", post(form_door::open_form))
        .route("/i/{token}/nouveau-lien", post(renewal::ask))
        .route("/i/{token}/compte-rendu", post(pass::agree))
}
