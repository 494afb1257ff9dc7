//! Asking for a new link when the old one is over.

use askama::Template;
use axum::extract::{Path, State};
use portrea_actions::{App, renew_link};
use portrea_web::{Html, Page, PageError};

#[derive(Template)]
#[template(path = "pages/invitations/renewed.html")]
pub(crate) struct RenewedPage {
    page: Page,
}

/// `POST /i/{token}/nouveau-lien`: the same answer whether the token was known or not.
pub(crate) async fn ask(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Html<RenewedPage>, PageError> {
    renew_link(&app, &token).await?;
    Ok(Html(RenewedPage {
        page: Page::personal(&app),
    }))
}
