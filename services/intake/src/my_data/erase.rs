//! Erasing oneself: asked twice, done once.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use portrea_actions::{App, erase_person};
use portrea_web::{Html, Page, PageError, Posted};

use super::Holder;
use crate::beside::done;

#[derive(Template)]
#[template(path = "pages/intake/erase.html")]
pub(crate) struct ErasePage {
    page: Page,
    home: String,
    csrf: String,
}

/// `GET …/mes-donnees/effacer`: what it means, before it is done.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    uri: Uri,
) -> Result<Html<ErasePage>, PageError> {
    let holder = Holder::open(&app, &token, &uri).await?;
    Ok(Html(ErasePage {
        page: Page::personal(&app),
        csrf: holder.csrf(&app),
        home: holder.home,
    }))
}

/// `POST …/mes-donnees/effacer`: everything that says who the person is goes at once.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    uri: Uri,
    posted: Posted,
) -> Result<Response, PageError> {
    let holder = Holder::open_posted(&app, &token, &uri, &posted).await?;
    erase_person(&app, holder.person()).await?;
    let words = vec![
        "Votre nom, vos adresses et votre téléphone sont effacés. Vos liens ne fonctionnent plus."
            .to_owned(),
        "Ce que vous avez dit des lieux reste, sans votre nom. Si vous aviez refusé nos messages, ce refus est gardé sous une forme illisible, pour que personne ne vous écrive de nouveau."
            .to_owned(),
    ];
    Ok(done(&app, "C’est effacé", words))
}
