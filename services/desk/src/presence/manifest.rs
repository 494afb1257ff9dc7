//! What lets a phone keep the page of the door among its applications.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portrea_actions::App;
use portrea_web::{Desk, PageError};
use serde::Serialize;

use super::Door;

#[derive(Serialize)]
struct Manifest {
    name: String,
    short_name: &'static str,
    lang: &'static str,
    start_url: String,
    scope: String,
    display: &'static str,
    background_color: &'static str,
    theme_color: &'static str,
    icons: [Icon; 1],
}

#[derive(Serialize)]
struct Icon {
    src: &'static str,
    sizes: &'static str,
    r#type: &'static str,
}

/// `GET …/presence/application.webmanifest`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let address = door.address("/presence");
    let manifest = Manifest {
        name: format!("Présence – {}", door.event.title),
        short_name: "Présence",
        lang: "fr",
        start_url: address.clone(),
        scope: address,
        display: "standalone",
        background_color: "#fbf8f1",
        theme_color: "#0b2c44",
        icons: [Icon {
            src: "/static/favicon.svg",
            sizes: "any",
            r#type: "image/svg+xml",
        }],
    };
    let kind = [(header::CONTENT_TYPE, "application/manifest+json")];
    Ok((kind, Json(manifest)).into_response())
}
