//! `/bureau/connexion`: asking for a key by mail.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portrea_actions::{App, ask_sign_in};
use portrea_domain::person::EmailAddress;
use portrea_web::{Html, Page, PageError, Posted, check_csrf, csrf_for};

/// What ties the forms of visitors who are not signed in: they have no session yet.
pub(crate) const VISITOR: &str = "sign-in";

#[derive(Template)]
#[template(path = "pages/desk/sign_in.html")]
struct SignIn {
    page: Page,
    csrf: String,
    typed: String,
    error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "pages/desk/key_sent.html")]
struct KeySent {
    page: Page,
    mailbox: bool,
}

fn form(app: &App, typed: &str, error: Option<&'static str>) -> Html<SignIn> {
    Html(SignIn {
        page: Page::personal(app),
        csrf: csrf_for(app, VISITOR),
        typed: typed.to_owned(),
        error,
    })
}

/// The form.
pub(crate) async fn show(State(app): State<App>) -> impl IntoResponse {
    form(&app, "", None)
}

/// Sends a key to whoever has that address and a role, and answers the same to everybody.
pub(crate) async fn ask(State(app): State<App>, posted: Posted) -> Result<Response, PageError> {
    check_csrf(&app, VISITOR, posted.get("csrf"))?;
    let typed = posted.get("email").unwrap_or_default();
    let Ok(email) = typed.parse::<EmailAddress>() else {
        let words = if typed.trim().is_empty() {
            "Indiquez votre adresse mail."
        } else {
            "Cette adresse mail est incomplète ou mal écrite. Exemple : prenom.nom@exemple.fr"
        };
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            form(&app, typed, Some(words)),
        )
            .into_response());
    };
    ask_sign_in(&app, &email).await?;
    let page = Page::personal(&app);
    Ok(Html(KeySent {
        page,
        mailbox: app.house.shows_mailbox,
    })
    .into_response())
}
