//! « Arrêtez de m’écrire »: every stream at once, with one button, and another to undo it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use portrea_actions::{App, oppose_all, oppositions_of, welcome_again};
use portrea_domain::message::Stream;
use portrea_web::{Html, Page, PageError, Posted};
use serde::Deserialize;

use super::{open, open_posted};

#[derive(Template)]
#[template(path = "pages/intake/stop.html")]
pub(crate) struct StopPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
    /// What still reaches the person.
    reaching: Vec<Stream>,
    /// What they just stopped and may want back.
    undo: Vec<Stream>,
}

/// What the address of the page says was just stopped.
#[derive(Deserialize)]
pub(crate) struct Stopped {
    #[serde(default)]
    arret: String,
}

/// `GET /f/{token}/arreter`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(stopped): Query<Stopped>,
) -> Result<Html<StopPage>, PageError> {
    let access = open(&app, &token).await?;
    let opposed = oppositions_of(&mut app.storage.read().await?, &app, access.person()).await?;
    let (undo, reaching) = Stream::OPPOSABLE
        .into_iter()
        .partition::<Vec<Stream>, _>(|stream| opposed.contains(stream));
    let asked: Vec<Stream> = streams(stopped.arret.split(','));
    Ok(Html(StopPage {
        page: Page::personal(&app),
        place: access.listing.name().to_owned(),
        home: access.address(""),
        csrf: access.csrf(&app),
        undo: undo
            .into_iter()
            .filter(|stream| asked.contains(stream))
            .collect(),
        reaching,
    }))
}

/// `POST /f/{token}/arreter`: stops everything, or takes up again what was just stopped.
pub(crate) async fn act(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = open_posted(&app, &token, &posted).await?;
    let page = access.address("/arreter");
    if posted.get("geste") == Some("reprendre") {
        let again = posted.all("flux");
        for stream in streams(again.iter().map(String::as_str)) {
            welcome_again(&app, access.person(), stream).await?;
        }
        return Ok(Redirect::to(&page));
    }
    let stopped = oppose_all(&app, access.person()).await?;
    let names: Vec<&str> = stopped.iter().map(|stream| stream.as_str()).collect();
    Ok(Redirect::to(&format!("{page}?arret={}", names.join(","))))
}

/// The streams of these names that a person can stop; other names are passed over.
fn streams<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Stream> {
    names
        .filter_map(|name| name.parse().ok())
        .filter(|stream| Stream::OPPOSABLE.contains(stream))
        .collect()
}
