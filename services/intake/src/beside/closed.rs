//! « Ce lieu est fermé »: for good.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, Publication, Typed, publish, save_draft};
use portrea_domain::document::Path as Field;
use portrea_web::{Html, Page, PageError, Posted};

use super::{open, open_posted};
use crate::access::Access;
use crate::french;

#[derive(Template)]
#[template(path = "pages/intake/closed.html")]
struct ClosedPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
    is_closed: bool,
    /// What else would be published at the same time, in words.
    pending: Option<String>,
}

/// `GET /f/{token}/ferme`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = open(&app, &token).await?;
    Ok(page(&app, &access))
}

/// `POST /f/{token}/ferme`: the closing is published like any other answer.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = open_posted(&app, &token, &posted).await?;
    if access.listing.is_closed() {
        return Ok(Redirect::to(&access.address("/merci")).into_response());
    }
    let closed = [Typed {
        path: Field::field("place.status"),
        texts: vec!["closed".to_owned()],
    }];
    save_draft(&app, access.person(), access.listing.id, &closed).await?;
    let publication = Publication {
        person_id: access.person(),
        listing_id: access.listing.id,
        door: access.door(),
        unchanged: Vec::new(),
    };
    publish(&app, &publication).await?;
    Ok(Redirect::to(&access.address("/merci")).into_response())
}

fn page(app: &App, access: &Access) -> Response {
    let changes = access.overlay().changes();
    Html(ClosedPage {
        page: Page::personal(app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        csrf: access.csrf(app),
        is_closed: access.listing.is_closed(),
        pending: (changes > 0).then(|| french::changes(changes)),
    })
    .into_response()
}
