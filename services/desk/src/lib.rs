//! The référent's desk: who was invited, who answered, what ages, and the buttons that write to people.
//!
//! Whoever runs a portrait comes in by a mailed key. Reading never writes; every button says what it will do, and does
//! it through an action shared with the other doors.

mod access;
mod home;
mod invite;
mod key;
mod meeting;
mod portrait;
mod sign_in;
mod words;

use axum::Router;
use axum::routing::{get, post};
use portrea_actions::App;

/// The pages of the desk, all under `/bureau`.
pub fn router(_app: &App) -> Router<App> {
    Router::new()
        .route("/bureau", get(home::show))
        .route("/bureau/connexion", get(sign_in::show).post(sign_in::ask))
        .route("/bureau/connexion/{token}", get(key::show).post(key::enter))
        .route("/bureau/deconnexion", post(key::leave))
        .route("/bureau/portraits/{id}", get(portrait::show))
        .route(
            "/bureau/portraits/{id}/inviter",
            get(invite::show).post(invite::send),
        )
}
