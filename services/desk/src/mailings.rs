//! Sends: prepared, read, decided, called back, and what became of each mail.

mod act;
mod choices;
mod draft;
mod fates;
mod form;
mod held;
mod list;
mod preview;
mod selection;
mod sent;
mod show;
mod typed;
mod when;

use axum::Router;
use axum::routing::{get, post};
use portrea_actions::App;

pub(crate) use preview::{Shown, addressed, letter_failed};
pub(crate) use when::moment;

/// The pages of sends.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/bureau/portraits/{id}/envois", get(list::show))
        .route(
            "/bureau/portraits/{id}/envois/nouveau",
            get(form::begin).post(form::create),
        )
        .route("/bureau/portraits/{id}/envois/{mailing}", get(show::show))
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/modifier",
            get(form::edit).post(form::change),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/partir",
            post(act::decide),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/rappeler",
            post(act::call_back),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/essai",
            post(act::try_out),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/jeter",
            post(act::discard),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/destinataires.csv",
            get(fates::table),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/apercu/{person}",
            get(preview::show),
        )
        .route(
            "/bureau/portraits/{id}/envois/{mailing}/apercu/{person}/html",
            get(preview::html),
        )
}
