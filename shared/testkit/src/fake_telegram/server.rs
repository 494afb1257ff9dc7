//! The HTTP face of the fake: tokens, methods, and the long poll.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State as Extract};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::any};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::body;
use super::calls::ApiError;
use super::state::{Answer, State};
use crate::waiting::until;

/// What the server and the test share.
#[derive(Debug)]
pub(super) struct Shared {
    token: String,
    state: Mutex<State>,
    changed: Notify,
}

impl Shared {
    pub(super) fn new(token: &str) -> Self {
        let state = Mutex::new(State::new(token));
        Self {
            token: token.to_owned(),
            state,
            changed: Notify::new(),
        }
    }

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state, then wakes who waits on it.
    pub(super) fn change<T>(&self, edit: impl FnOnce(&mut State) -> T) -> T {
        let answer = edit(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_waiters();
        answer
    }

    pub(super) fn changed(&self) -> &Notify {
        &self.changed
    }
}

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{bot}/{method}", any(call))
        .fallback(|| async { respond(Err(ApiError::new(404, "Not Found"))) })
        .layer(DefaultBodyLimit::max(1024 * 1024))
        .with_state(shared)
}

async fn call(
    Extract(shared): Extract<Arc<Shared>>,
    Path((bot, method)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(token) = bot.strip_prefix("bot") else {
        return respond(Err(ApiError::new(404, "Not Found")));
    };
    if token != shared.token {
        return respond(Err(ApiError::new(401, "Unauthorized")));
    }
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let Some(parameters) = body::parameters(content_type.unwrap_or_default(), &body) else {
        return respond(Err(ApiError::bad_request("can't parse the parameters")));
    };
    if method.eq_ignore_ascii_case("getUpdates") {
        return respond(get_updates(&shared, &parameters).await);
    }
    respond(shared.change(|state| state.call(&method, &parameters)))
}

/// Holds until there is something to give, the time is over, or a newer poll takes its place.
async fn get_updates(shared: &Shared, parameters: &Value) -> Answer {
    let limit = parameters["limit"]
        .as_u64()
        .and_then(|limit| usize::try_from(limit).ok());
    let allowed: Vec<String> =
        serde_json::from_value(parameters["allowed_updates"].clone()).unwrap_or_default();
    let timeout = Duration::from_secs(parameters["timeout"].as_u64().unwrap_or(0));
    let poll = shared.change(|state| {
        state
            .updates
            .acknowledge(parameters["offset"].as_i64().unwrap_or(0));
        state.polls += 1;
        state.polls
    });
    let answer = until(&shared.changed, timeout, || {
        let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(conflict) = alone(&state, poll) {
            return Some(Err(conflict));
        }
        state.updates.keep_kinds(&allowed);
        let updates = state.updates.first(limit.unwrap_or(100));
        (!updates.is_empty()).then_some(Ok(json!(updates)))
    });
    answer.await.unwrap_or_else(|| Ok(json!([])))
}

fn alone(state: &State, poll: u64) -> Result<(), ApiError> {
    if state.webhook.is_some() {
        let reason = "Conflict: can't use getUpdates method while webhook is active; \
                      use deleteWebhook to delete the webhook first";
        return Err(ApiError::new(409, reason));
    }
    if state.polls != poll {
        let reason = "Conflict: terminated by other getUpdates request; \
                      make sure that only one bot instance is running";
        return Err(ApiError::new(409, reason));
    }
    Ok(())
}

fn respond(answer: Answer) -> Response {
    match answer {
        Ok(result) => Json(json!({"ok": true, "result": result})).into_response(),
        Err(ApiError {
            code,
            description,
            parameters,
        }) => {
            let mut body = json!({"ok": false, "error_code": code, "description": description});
            if let Some(parameters) = parameters {
                body["parameters"] = parameters;
            }
            let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(body)).into_response()
        }
    }
}
