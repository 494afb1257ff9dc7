//! `…/deplacer`: another date or place, in two steps: what is typed, then who will be told.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, Move, move_event};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::Meeting;
use super::agenda_day;
use super::confirm::{self, Asked};
use super::form::{Faults, Times, Typed};

#[derive(Template)]
#[template(path = "pages/desk/reunions/move.html")]
struct MoveForm {
    page: Page,
    id: String,
    address: String,
    title: String,
    when: String,
    typed: Typed,
    faults: Faults,
}

/// The form, with the date and place as they are.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?.still_open(&app)?;
    let typed = Typed::of(&meeting.event, meeting.portrait.zone);
    Ok(form(&app, &desk, &meeting, typed, Faults::default()).into_response())
}

/// Without a fingerprint, shows who will be told; with the one of the list that was read, moves the meeting.
pub(super) async fn act(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let meeting = Meeting::of(&app, &desk, &path).await?.still_open(&app)?;
    let typed = Typed::posted(&posted);
    let (zone, kind) = (meeting.portrait.zone, meeting.event.kind);
    let mut faults = Faults::default();
    let times = typed.read_times(kind, zone, app.now(), &mut faults);
    let place = typed.read_place(&mut faults);
    let event = &meeting.event;
    let same = |times: &Times| (times.starts_at, times.ends_at) == (event.starts_at, event.ends_at);
    if times.as_ref().is_some_and(same) && place == event.place {
        faults.add(
            "date",
            "La date, l’heure et le lieu sont les mêmes qu’avant.",
        );
    }
    let Some(times) = times.filter(|_| !faults.is_any()) else {
        let form = form(&app, &desk, &meeting, typed, faults);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response());
    };
    let asked = asked(&app, &meeting, &typed, times, &place).await?;
    let Some(fingerprint) = posted.get("fingerprint") else {
        return confirm::page(&app, &desk, &meeting, asked, None).await;
    };
    let request = Move {
        event_id: meeting.event.id,
        starts_at: times.starts_at,
        ends_at: times.ends_at,
        place,
        fingerprint: fingerprint.to_owned(),
    };
    match move_event(&app, request).await {
        Ok(told) => {
            let address = meeting.address(&format!("?avis=deplacee&prevenus={told}"));
            Ok(Redirect::to(&address).into_response())
        }
        Err(ActionError::Refused(words)) => {
            confirm::page(&app, &desk, &meeting, asked, Some(words)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn asked(
    app: &App,
    meeting: &Meeting,
    typed: &Typed,
    times: Times,
    place: &str,
) -> Result<Asked, PageError> {
    let (event, zone) = (&meeting.event, meeting.portrait.zone);
    let mut tx = app.storage.read().await?;
    Ok(Asked {
        heading: "Déplacer la réunion",
        lines: vec![
            (
                "Était prévue",
                french::span(event.starts_at, event.ends_at, zone),
            ),
            (
                "Aura lieu",
                french::span(times.starts_at, times.ends_at, zone),
            ),
            ("Lieu avant", event.place.clone()),
            ("Lieu maintenant", place.to_owned()),
        ],
        remark: agenda_day::remark(&mut tx, &meeting.portrait, times.starts_at).await?,
        action: "/deplacer",
        fields: vec![
            ("date", typed.date.clone()),
            ("start", typed.start.clone()),
            ("end", typed.end.clone()),
            ("place", typed.place.clone()),
        ],
        button: "Déplacer et prévenir",
        button_alone: "Déplacer, sans personne à prévenir",
    })
}

fn form(app: &App, desk: &Desk, meeting: &Meeting, typed: Typed, faults: Faults) -> Html<MoveForm> {
    let event = &meeting.event;
    Html(MoveForm {
        page: desk.page(app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: event.title.clone(),
        when: french::span(event.starts_at, event.ends_at, meeting.portrait.zone),
        typed,
        faults,
    })
}
