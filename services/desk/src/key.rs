//! `/bureau/connexion/{token}`: the mailed key, and the way out.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, open_link, sign_in, sign_out};
use portrea_domain::link::{LinkError, LinkPurpose};
use portrea_web::{
    Desk, Html, Page, PageError, Posted, SESSION_COOKIE, check_csrf, csrf_for, forget_cookie,
    keep_cookie, read_cookie,
};

use crate::sign_in::VISITOR;

/// As long as the session itself lives.
const COOKIE_DAYS: i64 = 14;

#[derive(Template)]
#[template(path = "pages/desk/key.html")]
struct Key {
    page: Page,
    csrf: String,
    token: String,
}

#[derive(Template)]
#[template(path = "pages/desk/key_over.html")]
struct KeyOver {
    page: Page,
    title: &'static str,
    words: &'static str,
}

/// One button: opening the link of a mail changes nothing, mail scanners do it too.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    match open_link(&app, &token).await {
        Ok(link) if link.purpose == LinkPurpose::SignIn => {
            let (page, csrf) = (Page::personal(&app), csrf_for(&app, VISITOR));
            Ok(Html(Key { page, csrf, token }).into_response())
        }
        Ok(_for_something_else) => Ok(over(&app, LinkError::Unknown)),
        Err(ActionError::Link(error)) => Ok(over(&app, error)),
        Err(error) => Err(error.into()),
    }
}

/// Uses the key up and opens a session.
pub(crate) async fn enter(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    check_csrf(&app, VISITOR, posted.get("csrf"))?;
    match sign_in(&app, &token).await {
        Ok(session) => {
            let cookie = keep_cookie(&app, SESSION_COOKIE, session, COOKIE_DAYS);
            Ok(([cookie], Redirect::to("/bureau")).into_response())
        }
        Err(ActionError::Link(error)) => Ok(over(&app, error)),
        Err(error) => Err(error.into()),
    }
}

/// Ends the session of this browser.
pub(crate) async fn leave(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    if let Some(session) = read_cookie(&headers, SESSION_COOKIE) {
        sign_out(&app, &session).await?;
    }
    Ok((
        [forget_cookie(SESSION_COOKIE)],
        Redirect::to("/bureau/connexion"),
    )
        .into_response())
}

fn over(app: &App, error: LinkError) -> Response {
    let (status, title, words) = match error {
        LinkError::Unknown => (
            StatusCode::NOT_FOUND,
            "Ce lien n’est pas reconnu",
            "Il a peut-être été coupé en deux par votre messagerie. Reprenez-le en entier dans le message reçu, \
             ou demandez une nouvelle clé.",
        ),
        LinkError::Expired => (
            StatusCode::GONE,
            "Cette clé a expiré",
            "Par sécurité, une clé ne reste valable qu’un jour. Demandez-en une nouvelle : elle arrive en quelques \
             instants.",
        ),
        LinkError::Revoked => (
            StatusCode::GONE,
            "Cette clé a déjà servi",
            "Chaque clé n’ouvre le bureau qu’une fois. Si vous êtes déjà entré avec ce navigateur, le bureau vous est \
             ouvert\u{a0}; sinon, demandez une nouvelle clé.",
        ),
    };
    let page = Page::personal(app);
    (status, Html(KeyOver { page, title, words })).into_response()
}
