//! « Ce n’est pas nous »: the listing belongs to somebody else, and whoever was asked is asked no more.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use portrea_actions::{App, disown_listing};
use portrea_web::{Html, Page, PageError, Posted};

use super::{done, open, open_posted};

#[derive(Template)]
#[template(path = "pages/intake/not_ours.html")]
pub(crate) struct NotOursPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
}

/// `GET /f/{token}/pas-nous`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Html<NotOursPage>, PageError> {
    let access = open(&app, &token).await?;
    Ok(Html(NotOursPage {
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        csrf: access.csrf(&app),
    }))
}

/// `POST /f/{token}/pas-nous`: the links are over, and the référent is told.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = open_posted(&app, &token, &posted).await?;
    disown_listing(&app, access.person(), access.listing.id).await?;
    let words = vec![
        format!(
            "Nous ne vous demanderons plus rien au sujet de «\u{a0}{}\u{a0}». Votre lien vers cette fiche ne fonctionne plus.",
            access.listing.name()
        ),
        "Le référent du territoire est prévenu. Excusez-nous pour le dérangement.".to_owned(),
    ];
    Ok(done(&app, "Merci, c’est noté", words))
}
