//! Noting by plain forms: an arrival, a mistake, an agreement to be named.

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, agree_to_minutes, note_attendance};
use portrea_domain::PersonId;
use portrea_domain::attendance::{Noted, Way};
use portrea_web::{Desk, PageError, Posted};

use super::Door;

/// `POST …/presence`: one button, which says whom and what.
pub(crate) async fn note(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let event = door.event.id;
    let way = match posted.get("way") {
        Some("badge") => Way::Badge,
        _ => Way::List,
    };
    let (person, said) = if let Some(person) = posted.get("came") {
        let person = person_id(person)?;
        note_attendance(&app, event, person, (Noted::Came, way), desk.person.id).await?;
        (person, "note")
    } else if let Some(person) = posted.get("undone") {
        let person = person_id(person)?;
        note_attendance(&app, event, person, (Noted::Undone, way), desk.person.id).await?;
        (person, "annule")
    } else {
        let (field, agrees) = posted
            .get("agrees")
            .map(|person| (person, true))
            .or_else(|| posted.get("refuses").map(|person| (person, false)))
            .ok_or(PageError::NotFound)?;
        let person = invited(&app, &door, person_id(field)?).await?;
        agree_to_minutes(&app, event, person, agrees).await?;
        (person, if agrees { "accord" } else { "desaccord" })
    };
    Ok(Redirect::to(&format!(
        "{}?avis={said}#p-{person}",
        door.address("/presence")
    )))
}

fn person_id(text: &str) -> Result<PersonId, PageError> {
    text.parse().map_err(|_no_id| PageError::NotFound)
}

async fn invited(app: &App, door: &Door, person: PersonId) -> Result<PersonId, PageError> {
    let mut tx = app.storage.read().await?;
    let invited = tx.invitations().of_event(door.event.id).await?;
    invited
        .iter()
        .any(|row| row.person.id == person)
        .then_some(person)
        .ok_or(PageError::NotFound)
}
