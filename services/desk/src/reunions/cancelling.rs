//! `…/annuler`: calling a meeting off, in two steps: why, then who will be told.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, cancel_event};
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::Meeting;
use super::confirm::{self, Asked};

#[derive(Template)]
#[template(path = "pages/desk/reunions/cancel.html")]
struct CancelForm {
    page: Page,
    id: String,
    address: String,
    title: String,
    when: String,
    reason: String,
    error: Option<&'static str>,
}

/// The form.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?.still_open(&app)?;
    Ok(form(&app, &desk, &meeting, String::new(), None).into_response())
}

/// Without a fingerprint, shows who will be told; with the one of the list that was read, calls the meeting off.
pub(super) async fn act(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let meeting = Meeting::of(&app, &desk, &path).await?.still_open(&app)?;
    let reason = posted.get("reason").unwrap_or_default().trim().to_owned();
    let error = match reason.chars().count() {
        0 => Some("Dites en une phrase pourquoi\u{a0}: les personnes invitées la liront."),
        1..=500 => None,
        _ => Some("Cette raison est trop longue\u{a0}: 500 caractères au plus."),
    };
    if error.is_some() {
        let form = form(&app, &desk, &meeting, reason, error);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response());
    }
    let asked = asked(&meeting, &reason);
    let Some(fingerprint) = posted.get("fingerprint") else {
        return confirm::page(&app, &desk, &meeting, asked, None).await;
    };
    match cancel_event(&app, meeting.event.id, &reason, fingerprint).await {
        Ok(told) => {
            let address = meeting.address(&format!("?avis=annulee&prevenus={told}"));
            Ok(Redirect::to(&address).into_response())
        }
        Err(ActionError::Refused(words)) => {
            confirm::page(&app, &desk, &meeting, asked, Some(words)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn asked(meeting: &Meeting, reason: &str) -> Asked {
    let (event, zone) = (&meeting.event, meeting.portrait.zone);
    Asked {
        heading: "Annuler la réunion",
        lines: vec![
            (
                "Était prévue",
                french::span(event.starts_at, event.ends_at, zone),
            ),
            ("Lieu", event.place.clone()),
            ("Pourquoi", reason.to_owned()),
        ],
        remark: Some(
            "Une réunion annulée ne se rétablit pas\u{a0}: il faudra en prévoir une autre."
                .to_owned(),
        ),
        action: "/annuler",
        fields: vec![("reason", reason.to_owned())],
        button: "Annuler et prévenir",
        button_alone: "Annuler, sans personne à prévenir",
    }
}

fn form(
    app: &App,
    desk: &Desk,
    meeting: &Meeting,
    reason: String,
    error: Option<&'static str>,
) -> Html<CancelForm> {
    let event = &meeting.event;
    Html(CancelForm {
        page: desk.page(app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: event.title.clone(),
        when: french::span(event.starts_at, event.ends_at, meeting.portrait.zone),
        reason,
        error,
    })
}
