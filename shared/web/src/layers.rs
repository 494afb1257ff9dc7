//! What surrounds every page: security headers, limits, compression, one log line a request.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use portrea_actions::App;
use tokio::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::error::PageError;

/// The largest form anybody sends: every answer of the questionnaire at its limit fits several times.
const BODY_LIMIT: usize = 256 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

/// No inline script or style, nothing from elsewhere, no page of ours inside another.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Puts everything around a router, the not-found page included, and gives it its state.
pub fn dress(router: Router<App>, app: &App) -> Router {
    router
        .fallback(not_found)
        .method_not_allowed_fallback(not_here)
        .layer(middleware::from_fn_with_state(app.clone(), headers))
        .layer(middleware::from_fn(same_origin))
        .layer(middleware::from_fn(patience))
        .layer(CatchPanicLayer::custom(
            |_panic: Box<dyn std::any::Any + Send>| {
                tracing::error!("page.panic");
                PageError::Internal.into_response()
            },
        ))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(trace))
        .with_state(app.clone())
}

async fn not_found() -> PageError {
    PageError::NotFound
}

/// An address that only takes forms, opened as a page.
async fn not_here() -> PageError {
    PageError::OnlyForms
}

async fn patience(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => {
            tracing::error!("page.timeout");
            PageError::Internal.into_response()
        }
    }
}

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_personal = is_personal(request.uri().path());
    let mut response = next.run(request).await;
    let heads = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        heads.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // What is behind a key or a personal link must not come back with the Back button of a shared computer.
    set(
        header::CACHE_CONTROL,
        if is_personal {
            "no-store"
        } else {
            "no-cache, private"
        },
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), interest-cohort=()",
    );
    if app.house.public_url.starts_with("https://") {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if app.house.demo {
        set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    }
    response
}

fn is_personal(path: &str) -> bool {
    [
        "/bureau",
        "/f/",
        "/i/",
        "/chat",
        "/code",
        "/table/",
        "/desabonner/",
        "/courriels",
    ]
    .iter()
    .any(|start| path.starts_with(start))
}

/// Refuses what another site makes a browser send. The one-click unsubscription of mail providers and the messages of
/// chat services come from no browser and carry no `Origin`: they pass.
async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || comes_from_here(request.headers()) {
        next.run(request).await
    } else {
        PageError::StaleForm.into_response()
    }
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => true,
        Some(_) => false,
        None => match (text("origin"), text("host")) {
            // Referrer-Policy: no-referrer makes some browsers say null for our own forms; the CSRF token decides then.
            (None | Some("null"), _) => true,
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_some_and(|(_, from)| from == host),
            (Some(_), None) => false,
        },
    }
}

async fn trace(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    // The matched route, never the path: paths carry secret tokens.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let elapsed_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(http.method = %method, http.route = route, http.status = response.status().as_u16(), elapsed_us, "web.request");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn another_site_cannot_post_here() {
        assert!(!comes_from_here(&heads(&[(
            "sec-fetch-site",
            "cross-site"
        )])));
        assert!(!comes_from_here(&heads(&[
            ("origin", "https://ailleurs.example"),
            ("host", "portrea.example")
        ])));
    }

    #[test]
    fn our_own_forms_and_servers_without_a_browser_pass() {
        assert!(comes_from_here(&heads(&[(
            "sec-fetch-site",
            "same-origin"
        )])));
        assert!(comes_from_here(&heads(&[
            ("origin", "https://portrea.example"),
            ("host", "portrea.example")
        ])));
        assert!(comes_from_here(&heads(&[])));
    }
}
