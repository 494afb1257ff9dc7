//! `/desabonner/{token}`: which mails somebody wants. Reading changes nothing; the one click of mail programs
//! (RFC 8058) and the buttons of the page do.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{App, hash_token, open_link, oppose, oppositions_of, welcome_again};
use portrea_domain::PersonId;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::Stream;
use portrea_web::{Html, Page, PageError, Posted, check_csrf, csrf_for};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "pages/mailer/preferences.html")]
struct Preferences {
    page: Page,
    csrf: String,
    choices: Vec<Choice>,
    was_changed: bool,
    /// Where the person reads what is kept of them.
    data: String,
}

#[derive(Template)]
#[template(path = "pages/mailer/unsubscribed.html")]
struct Unsubscribed {
    page: Page,
    stopped: Vec<Stream>,
    preferences: String,
}

/// A stream and whether it reaches the person.
struct Choice {
    stream: Stream,
    is_stopped: bool,
}

/// What the address says besides the token.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The stream of the mail that was clicked in.
    flux: Option<String>,
    /// Whether something was just changed.
    fait: Option<String>,
}

/// `GET /desabonner/{token}`.
pub(super) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let person = whose(&app, &token).await?;
    let stopped = oppositions_of(&mut app.storage.read().await?, &app, person).await?;
    let choice = |stream| Choice {
        stream,
        is_stopped: stopped.contains(&stream),
    };
    Ok(Html(Preferences {
        page: Page::personal(&app),
        csrf: csrf_for(&app, &hash_token(&token)),
        choices: Stream::OPPOSABLE.into_iter().map(choice).collect(),
        was_changed: asked.fait.is_some(),
        data: format!("/desabonner/{token}/mes-donnees"),
    })
    .into_response())
}

/// `POST /desabonner/{token}`: a button of the page, or the one click of a mail program, which carries no CSRF token:
/// the secret of the address is what proves that the reader wants it.
pub(super) async fn change(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    if is_one_click(&body) {
        return one_click(&app, &token, &asked)
            .await
            .map_err(PageError::into_response);
    }
    let mut request = Request::post("/")
        .body(Body::from(body))
        .unwrap_or_default();
    *request.headers_mut() = headers;
    let posted = Posted::from_request(request, &app).await?;
    press(&app, &token, &posted)
        .await
        .map_err(PageError::into_response)
}

async fn press(app: &App, token: &str, posted: &Posted) -> Result<Response, PageError> {
    let person = whose(app, token).await?;
    check_csrf(app, &hash_token(token), posted.get("csrf"))?;
    let stream = posted
        .get("stream")
        .and_then(opposable)
        .ok_or(PageError::NotFound)?;
    match posted.get("choice") {
        Some("stop") => oppose(app, person, stream).await?,
        Some("again") => welcome_again(app, person, stream).await?,
        _ => return Err(PageError::NotFound),
    }
    Ok(Redirect::to(&format!("/desabonner/{token}?fait=1")).into_response())
}

/// Stops the stream of the mail that was clicked in; every stream when the address does not say which.
async fn one_click(app: &App, token: &str, asked: &Asked) -> Result<Response, PageError> {
    let person = whose(app, token).await?;
    let stopped = match asked.flux.as_deref().and_then(opposable) {
        Some(stream) => vec![stream],
        None => Stream::OPPOSABLE.to_vec(),
    };
    for stream in &stopped {
        oppose(app, person, *stream).await?;
    }
    Ok(Html(Unsubscribed {
        page: Page::personal(app),
        stopped,
        preferences: format!("/desabonner/{token}"),
    })
    .into_response())
}

async fn whose(app: &App, token: &str) -> Result<PersonId, PageError> {
    let link = open_link(app, token).await?;
    match link.purpose {
        LinkPurpose::Preferences => Ok(link.person_id),
        LinkPurpose::Form(_) | LinkPurpose::Invitation(_) | LinkPurpose::SignIn => {
            Err(PageError::UnknownLink)
        }
    }
}

fn opposable(name: &str) -> Option<Stream> {
    let stream = name.parse().ok()?;
    Stream::OPPOSABLE.contains(&stream).then_some(stream)
}

/// Whether the body is `List-Unsubscribe=One-Click`, as a form of either kind: mail providers send both.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let as_fields = text
        .trim()
        .split('&')
        .any(|field| field == "List-Unsubscribe=One-Click");
    let as_parts = text.contains("name=\"List-Unsubscribe\"")
        && text.lines().any(|line| line.trim() == "One-Click");
    as_fields || as_parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_click_is_known_in_both_forms() {
        assert!(is_one_click(b"List-Unsubscribe=One-Click"));
        assert!(is_one_click(
            b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
        ));
        for other in ["", "List-Unsubscribe=", "csrf=x&stream=event&choice=stop"] {
            assert!(!is_one_click(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn what_was_asked_for_cannot_be_stopped() {
        assert_eq!(opposable("event"), Some(Stream::Event));
        assert_eq!(opposable("service"), None);
        assert_eq!(opposable("x"), None);
    }
}
