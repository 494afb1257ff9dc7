//! `/bureau/portraits/{id}/contacts`: who the portrait knows, one by one and as lists that are sent.

mod directory;
mod export;
mod fields;
mod import;
mod list;
mod new;
mod preview;
mod preview_parts;
mod sheet;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use portrea_actions::App;

/// The largest list that is sent, with what a form adds around it.
const LIST_LIMIT: usize = 11 * 1024 * 1024;

/// The pages of contacts.
pub(crate) fn router() -> Router<App> {
    let import = get(import::show)
        .post(import::send)
        .layer(DefaultBodyLimit::max(LIST_LIMIT));
    Router::new()
        .route("/bureau/portraits/{id}/contacts", get(list::show))
        .route(
            "/bureau/portraits/{id}/contacts/nouveau",
            get(new::show).post(new::add),
        )
        .route(
            "/bureau/portraits/{id}/contacts/export.csv",
            get(export::csv),
        )
        .route("/bureau/portraits/{id}/contacts/importer", import)
        .route(
            "/bureau/portraits/{id}/contacts/importer/{import}",
            get(preview::show).post(preview::act),
        )
        .route(
            "/bureau/portraits/{id}/contacts/importer/{import}/annuler",
            post(import::undo),
        )
        .route(
            "/bureau/portraits/{id}/contacts/{contact}",
            get(sheet::show).post(sheet::save),
        )
        .route(
            "/bureau/portraits/{id}/contacts/{contact}/adresse",
            post(sheet::correct),
        )
        .route(
            "/bureau/portraits/{id}/contacts/{contact}/export.json",
            get(export::json),
        )
        .route(
            "/bureau/portraits/{id}/contacts/{contact}/effacer",
            post(sheet::erase),
        )
}
