//! Static files, compiled in: a style sheet, an icon, and the little script that pages do without.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portrea_actions::{App, hash_token};

use crate::error::PageError;

struct Asset {
    name: &'static str,
    kind: &'static str,
    body: &'static str,
    /// Pages a service worker may look after beside its own folder; none for anything else.
    allowed: Option<&'static str>,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: &[Asset] = &[
    Asset {
        name: "portrea.css",
        kind: "text/css; charset=utf-8",
        body: include_str!("../../../templates/static/portrea.css"),
        allowed: None,
    },
    Asset {
        name: "favicon.svg",
        kind: "image/svg+xml",
        body: include_str!("../../../templates/static/favicon.svg"),
        allowed: None,
    },
    Asset {
        name: "conditions.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/conditions.js"),
        allowed: None,
    },
    Asset {
        name: "communes.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/communes.js"),
        allowed: None,
    },
    Asset {
        name: "position.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/position.js"),
        allowed: None,
    },
    Asset {
        name: "form.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/form.js"),
        allowed: None,
    },
    Asset {
        name: "form-queue.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/form-queue.js"),
        allowed: None,
    },
    Asset {
        name: "form-sw.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/form-sw.js"),
        allowed: Some("/f/"),
    },
    Asset {
        name: "review.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/review.js"),
        allowed: None,
    },
    Asset {
        name: "presence.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/presence.js"),
        allowed: None,
    },
    Asset {
        name: "presence-sw.js",
        kind: SCRIPT,
        body: include_str!("../../../templates/static/presence-sw.js"),
        allowed: Some("/bureau/portraits/"),
    },
];

/// The route of static files.
pub fn assets() -> Router<App> {
    Router::new().route("/static/{name}", get(asset))
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, PageError> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .ok_or(PageError::NotFound)?;
    let tag = format!("\"{}\"", hash_token(asset.body));
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|held| held.as_bytes() == tag.as_bytes())
    {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let heads = [
        (header::CONTENT_TYPE, asset.kind.to_owned()),
        (header::CACHE_CONTROL, "public, max-age=3600".to_owned()),
        (header::ETAG, tag),
    ];
    let scope = asset.allowed.map(|allowed| {
        let name = HeaderName::from_static("service-worker-allowed");
        (name, HeaderValue::from_static(allowed))
    });
    Ok((heads, scope.into_iter().collect::<HeaderMap>(), asset.body).into_response())
}
