//! Signs of life for whoever watches the machine.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use portrea_actions::App;
use portrea_startup::Metrics;

/// `/healthz`: the process answers; `/readyz`: the base is there and up to date; `/metrics`: counters.
pub(crate) fn router(metrics: Metrics) -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(move || async move { metrics.render() }))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.storage.is_ready().await {
        (StatusCode::OK, "ready")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer or is not up to date",
        )
    }
}
