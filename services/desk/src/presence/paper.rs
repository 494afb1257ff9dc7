//! The attendance list on paper, with a column to sign in.

use axum::extract::{Path, State};
use axum::response::Response;
use portrea_actions::{App, attendance};
use portrea_domain::PersonId;
use portrea_print::{AttendanceList, Expected, attendance_list};
use portrea_render::french;
use portrea_storage::InvitationRow;
use portrea_territory::normalise;
use portrea_web::{Desk, PageError};

use super::Door;
use super::list::answer;
use crate::pdf::pdf;
use crate::words::name_of;

/// Blank rows for whoever comes without being expected.
const BLANK: usize = 10;

/// `GET …/presence.pdf`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let attendance = attendance(&app, door.event.id).await?;
    let zone = door.portrait.zone;
    let mut tx = app.storage.read().await?;
    let contacts = tx.contacts().of_portrait(door.portrait.id).await?;
    drop(tx);
    let organisation = |person: PersonId| {
        let row = contacts.iter().find(|row| row.person.id == person);
        row.map_or_else(String::new, |row| row.contact.organisation.clone())
    };
    let expected = |row: &InvitationRow, state: String| Expected {
        name: name_of(&row.person),
        organisation: organisation(row.person.id),
        state,
        number: app.house.secret.door_number(row.invitation.id),
    };
    let here = attendance.present.iter().map(|present| {
        let hour = french::hour(present.arrival.at, zone);
        expected(&present.row, format!("est là, {hour}"))
    });
    let absent = attendance.absent.iter();
    let mut people: Vec<Expected> = here
        .chain(absent.map(|row| expected(row, answer(row).to_owned())))
        .collect();
    people.sort_by_cached_key(|person| normalise(&person.name));
    let list = AttendanceList {
        meeting: door.event.title.clone(),
        lines: vec![
            french::span(door.event.starts_at, door.event.ends_at, zone),
            door.event.place.clone(),
        ],
        people,
        blank: BLANK,
    };
    pdf("feuille-de-presence", attendance_list(&list))
}
