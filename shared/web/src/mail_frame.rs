//! The HTML of a mail shown in a page: shut in a frame, it loads and runs nothing.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A mail may style itself, and its links lead out of the frame; it loads and runs nothing.
const MAIL_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
    sandbox allow-popups allow-top-navigation-by-user-activation";

/// The HTML of a mail, for a frame with the same `sandbox`.
#[must_use]
pub fn mail_frame(html: &str) -> Response {
    // Links would otherwise open inside the frame, which our pages refuse.
    let html = html.replacen("<head>", "<head>\n<base target=\"_top\">", 1);
    let heads = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, MAIL_CSP),
    ];
    (heads, html).into_response()
}
