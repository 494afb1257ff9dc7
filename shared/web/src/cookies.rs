//! Cookies: only what works, never what follows people around.

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use portrea_actions::App;

/// The `Set-Cookie` header that keeps `value` under `name` for so many days, out of reach of scripts.
#[must_use]
pub fn keep_cookie(
    app: &App,
    name: &'static str,
    value: String,
    days: i64,
) -> (header::HeaderName, HeaderValue) {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.house.public_url.starts_with("https://"));
    set(&format!("{}; Max-Age={}", cookie.build(), days * 86_400))
}

/// The `Set-Cookie` header that forgets `name`.
#[must_use]
pub fn forget_cookie(name: &'static str) -> (header::HeaderName, HeaderValue) {
    set(&format!(
        "{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    ))
}

fn set(text: &str) -> (header::HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(text).unwrap_or_else(|_invalid| HeaderValue::from_static(""));
    (header::SET_COOKIE, value)
}

/// The value the browser sent under `name`.
#[must_use]
pub fn read_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(name)
        .map(|cookie| cookie.value().to_owned())
}
