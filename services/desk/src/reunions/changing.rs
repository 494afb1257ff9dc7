//! `…/modifier`: what people read about a meeting, how they are received, how many can come.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, EventEdit, edit_event};
use portrea_domain::event::Feature;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::Meeting;
use super::form::{Faults, Typed};

#[derive(Template)]
#[template(path = "pages/desk/reunions/change.html")]
struct Change {
    page: Page,
    id: String,
    address: String,
    title: String,
    typed: Typed,
    faults: Faults,
}

/// The form.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?.still_open(&app)?;
    let typed = Typed::of(&meeting.event, meeting.portrait.zone);
    Ok(page(&app, &desk, &meeting, typed, Faults::default()).into_response())
}

/// Changes it; those who wait get the seats that become free.
pub(super) async fn change(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let meeting = Meeting::of(&app, &desk, &path).await?;
    let typed = Typed::posted(&posted);
    let mut faults = Faults::default();
    let edit = EventEdit {
        title: typed.read_title(&mut faults),
        programme: typed.read_programme(&mut faults),
        hosting: typed.read_hosting(&mut faults),
    };
    if !faults.is_any() {
        match edit_event(&app, meeting.event.id, edit).await {
            Ok(called) => {
                let address = meeting.address(&format!("?avis=modifiee&appels={called}"));
                return Ok(Redirect::to(&address).into_response());
            }
            Err(ActionError::Refused(words)) => faults.add("capacity", words),
            Err(error) => return Err(error.into()),
        }
    }
    let page = page(&app, &desk, &meeting, typed, faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn page(app: &App, desk: &Desk, meeting: &Meeting, typed: Typed, faults: Faults) -> Html<Change> {
    Html(Change {
        page: desk.page(app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: meeting.event.title.clone(),
        typed,
        faults,
    })
}
