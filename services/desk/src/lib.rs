//! The référent's desk: who was invited, who answered, what ages, and the buttons that write to people.
//!
//! Whoever runs a portrait comes in by a mailed key. Reading never writes; every button says what it will do, and does
//! it through an action shared with the other doors.

mod access;
mod call;
mod contacts;
mod doubts;
mod forecast;
mod history;
mod home;
mod interests;
mod key;
mod letters;
mod mailings;
mod meeting;
mod minutes;
mod pdf;
mod phase;
mod portrait;
mod presence;
mod reunions;
mod review;
mod rules;
mod sequence;
mod sign_in;
mod state;
mod tables;
mod words;

use axum::Router;
use axum::routing::{get, post};
use portrea_actions::App;

/// The pages of the desk, all under `/bureau`.
pub fn router(_app: &App) -> Router<App> {
    Router::new()
        .route("/bureau", get(home::show))
        .route("/bureau/etat", get(state::show))
        .route("/bureau/interets/{id}", post(interests::handle))
        .route("/bureau/connexion", get(sign_in::show).post(sign_in::ask))
        .route("/bureau/connexion/{token}", get(key::show).post(key::enter))
        .route("/bureau/deconnexion", post(key::leave))
        .route("/bureau/portraits/{id}", get(portrait::show))
        .route(
            "/bureau/portraits/{id}/inventaire.csv",
            get(portrait::inventory::csv),
        )
        .route("/bureau/portraits/{id}/etape", post(phase::enter))
        .route("/bureau/portraits/{id}/doutes", post(doubts::settle))
        .route(
            "/bureau/portraits/{id}/a-valider",
            get(review::show).post(review::act),
        )
        .route(
            "/bureau/lieux/{id}/historique",
            get(history::show).post(history::undo),
        )
        .route(
            "/bureau/portraits/{id}/regles",
            get(rules::show).post(rules::keep),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/relances",
            get(sequence::show).post(sequence::keep),
        )
        .route(
            "/bureau/portraits/{id}/relances",
            get(sequence::show_phase).post(sequence::keep_phase),
        )
        .merge(mailings::router())
        .merge(forecast::router())
        .merge(day())
        .merge(paper())
        .merge(contacts::router())
        .merge(reunions::router())
}

/// Letters and calls: for those a mail does not reach.
fn paper() -> Router<App> {
    Router::new()
        .route(
            "/bureau/portraits/{id}/courriers",
            get(letters::show).post(letters::print),
        )
        .route("/bureau/portraits/{id}/courriers/{file}", get(letters::pdf))
        .route(
            "/bureau/portraits/{id}/appels/{person}",
            get(call::show).post(call::act),
        )
        .route(
            "/bureau/portraits/{id}/appels/{person}/fiche.pdf",
            get(call::paper),
        )
}

/// The pages of the day of a meeting.
fn day() -> Router<App> {
    Router::new()
        .route("/bureau/badge/{invitation}", get(presence::list::badge))
        .route(
            "/bureau/portraits/{id}/reunions/{event}/tables",
            get(tables::show).post(tables::act),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/tables.pdf",
            get(tables::paper),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/compte-rendu",
            get(minutes::show),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/compte-rendu.pdf",
            get(minutes::paper),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/presence",
            get(presence::list::show).post(presence::note::note),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/presence.pdf",
            get(presence::paper::show),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/presence/venue",
            post(presence::walk_in::add),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/presence/synchroniser",
            post(presence::sync::hear),
        )
        .route(
            "/bureau/portraits/{id}/reunions/{event}/presence/application.webmanifest",
            get(presence::manifest::show),
        )
}
