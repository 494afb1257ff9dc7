//! `/lien`: whoever has no link types their mail address; what they answer for is sent there, and nowhere else.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::{App, LinksAsked, ask_links};
use portrea_domain::person::EmailAddress;
use portrea_web::{Html, Page, PageError, Posted, Visitor, check_csrf, csrf_for};

/// What ties the form to whoever sees it: nothing is known of them yet.
const SCOPE: &str = "lien";
/// Longest text looked at.
const LONGEST: usize = 254;

#[derive(Template)]
#[template(path = "pages/intake/lost_link.html")]
struct LostLinkPage {
    page: Page,
    csrf: String,
    typed: String,
    error: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "pages/intake/link_asked.html")]
struct LinkAskedPage {
    page: Page,
}

/// `GET /lien`: one field.
pub(crate) async fn show(State(app): State<App>) -> Response {
    page(&app, StatusCode::OK, String::new(), None)
}

/// `POST /lien`: the same answer whether the address is known or not.
pub(crate) async fn ask(
    State(app): State<App>,
    Visitor(visitor): Visitor,
    posted: Posted,
) -> Result<Response, PageError> {
    check_csrf(&app, SCOPE, posted.get("csrf"))?;
    let typed: String = posted
        .get("mail")
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .collect();
    let Ok(email) = typed.parse::<EmailAddress>() else {
        let words = "Cette adresse mail n’est pas complète. Exemple\u{a0}: prenom.nom@exemple.fr.";
        return Ok(page(
            &app,
            StatusCode::UNPROCESSABLE_ENTITY,
            typed,
            Some(words),
        ));
    };
    match ask_links(&app, &visitor, &email).await? {
        LinksAsked::Noted => Ok(Html(LinkAskedPage {
            page: Page::personal(&app),
        })
        .into_response()),
        LinksAsked::TooMany => Err(PageError::TooMany),
    }
}

fn page(app: &App, status: StatusCode, typed: String, error: Option<&'static str>) -> Response {
    let page = LostLinkPage {
        page: Page::personal(app),
        csrf: csrf_for(app, SCOPE),
        typed,
        error,
    };
    (status, Html(page)).into_response()
}
