//! `/code`: the short code of a letter, exchanged for the page it stands for.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, CodeOutcome, link_url, open_code};
use portrea_web::{Html, Page, PageError, Posted, Visitor, check_csrf, csrf_for};

/// What ties the form to whoever sees it: nothing is known of them yet.
const SCOPE: &str = "code";
/// Longest text looked at: a code has eight characters.
const LONGEST: usize = 60;

#[derive(Template)]
#[template(path = "pages/intake/code.html")]
struct CodePage {
    page: Page,
    csrf: String,
    typed: String,
    error: Option<&'static str>,
}

/// `GET /code`: one field.
pub(crate) async fn show(State(app): State<App>) -> Response {
    page(&app, StatusCode::OK, String::new(), None)
}

/// `POST /code`: takes whoever typed a right code to their page.
pub(crate) async fn enter(
    State(app): State<App>,
    Visitor(visitor): Visitor,
    posted: Posted,
) -> Result<Response, PageError> {
    check_csrf(&app, SCOPE, posted.get("csrf"))?;
    let typed: String = posted
        .get("code")
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .collect();
    let refused = |words| {
        let typed = typed.clone();
        Ok(page(
            &app,
            StatusCode::UNPROCESSABLE_ENTITY,
            typed,
            Some(words),
        ))
    };
    match open_code(&app, &visitor, &typed).await? {
        CodeOutcome::Opens(link) => {
            let address = link_url(&app, &link);
            let path = address.strip_prefix(app.house.public_url.as_str());
            let path = path.unwrap_or(&address).to_owned();
            Ok(Redirect::to(&path).into_response())
        }
        CodeOutcome::Unreadable => refused(
            "Un code a huit lettres ou chiffres, en deux groupes de quatre. Recopiez-le tel qu’il est sur le courrier.",
        ),
        CodeOutcome::Unknown => refused(
            "Ce code n’est pas reconnu, ou son temps est passé. Vérifiez chaque lettre ; sinon, appelez la personne qui vous a écrit.",
        ),
        CodeOutcome::Slower => Ok(page(
            &app,
            StatusCode::TOO_MANY_REQUESTS,
            typed,
            Some(
                "Trop d’essais depuis cette connexion. Attendez dix secondes, puis envoyez de nouveau votre code.",
            ),
        )),
        CodeOutcome::TooMany => Err(PageError::TooMany),
    }
}

fn page(app: &App, status: StatusCode, typed: String, error: Option<&'static str>) -> Response {
    let page = CodePage {
        page: Page::personal(app),
        csrf: csrf_for(app, SCOPE),
        typed,
        error,
    };
    (status, Html(page)).into_response()
}
