//! Map, territory pages, listings in public.
//!
//! Everything here is read with GET and works without script. Pages are drawn from a snapshot of the inventory that
//! follows the change counter; the page of one listing reads the database, so that whoever has just published sees it.
//! Reference geography is read area by area and kept within a bound.

mod area;
mod area_cache;
mod atlas;
mod communes;
mod facts;
mod family_groups;
mod figures;
mod home;
mod list;
mod listing;
mod map;
mod method;
mod offer;
mod place;
mod privacy;
mod report;
mod search;
mod snapshot;
mod tallies;
mod territory;
mod today;
mod words;

use std::sync::Arc;

use axum::routing::get;
use axum::{Extension, Router};
use portrea_actions::App;

use crate::atlas::Atlas;

/// The public pages: map and search, listings, territories, method, data.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/", get(home::home))
        .route("/lieux/{id}", get(listing::listing))
        .route("/lieux/{id}/signaler", get(report::show).post(report::send))
        .route("/territoires/{code}", get(territory::territory))
        .route("/methode", get(method::method))
        .route("/donnees", get(method::data))
        .route("/vie-privee", get(privacy::privacy))
        .route("/vie-privee/registre.csv", get(privacy::register))
        .layer(Extension(Arc::new(Atlas::new(app))))
}
