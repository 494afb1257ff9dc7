//! The door Telegram calls: an update is stored, then acknowledged.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use portrea_actions::App;
use subtle::ConstantTimeEq as _;
use teloxide::types::Update;

use super::Telegram;
use super::bell::Bell;
use super::store::{row, store};

const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// The route of the webhook, when the bot is configured to have one.
pub fn router(telegram: &Telegram) -> Router<App> {
    let Some(secret) = telegram.webhook_secret().map(str::to_owned) else {
        return Router::new();
    };
    let bell = telegram.bell.clone();
    let door = move |State(app): State<App>,
                     Path(path): Path<String>,
                     headers: HeaderMap,
                     body: Bytes| async move {
        if knows(&secret, &path, &headers) {
            receive(&app, &bell, &body).await
        } else {
            StatusCode::NOT_FOUND
        }
    };
    Router::new().route("/telegram/{secret}", post(door))
}

/// The secret is both in the path and in a header, so that an address seen in a log opens nothing.
fn knows(secret: &str, path: &str, headers: &HeaderMap) -> bool {
    let header = headers
        .get(SECRET_HEADER)
        .map(axum::http::HeaderValue::as_bytes)
        .unwrap_or_default();
    let same = |given: &[u8]| bool::from(given.ct_eq(secret.as_bytes()));
    same(path.as_bytes()) & same(header)
}

async fn receive(app: &App, bell: &Bell, body: &Bytes) -> StatusCode {
    let read = std::str::from_utf8(body)
        .ok()
        .and_then(|text| Some((serde_json::from_str::<Update>(text).ok()?, text)));
    let Some((update, text)) = read else {
        return StatusCode::BAD_REQUEST;
    };
    match store(app, &[row(&update, text.to_owned())]).await {
        Ok(()) => {
            bell.ring();
            StatusCode::OK
        }
        // Telegram sends it again.
        Err(error) => {
            tracing::error!(%error, "telegram.store");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
