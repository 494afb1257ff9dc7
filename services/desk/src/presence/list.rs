//! The list: who is expected, who is here.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{App, Attendance, attendance};
use portrea_domain::invitation::Reply;
use portrea_domain::{InvitationId, PersonId};
use portrea_render::french;
use portrea_storage::InvitationRow;
use portrea_territory::normalise;
use portrea_web::{Desk, Html, Page, PageError};
use serde::Deserialize;

use super::walk_in::Typed;
use super::{Door, PERMISSIONS};
use crate::access::territory_name;
use crate::words::{counted, name_of};

#[derive(Template)]
#[template(path = "pages/desk/day/presence.html")]
pub(super) struct PresencePage {
    page: Page,
    portrait: String,
    territory: String,
    title: String,
    when: String,
    place: String,
    address: String,
    meeting: String,
    /// Until when phones keep the page, in milliseconds.
    until: i64,
    /// Whether that time is over: phones forget the page.
    over: bool,
    notice: Option<&'static str>,
    sought: String,
    count: String,
    people: Vec<Row>,
    /// What was typed about somebody unexpected, and why it was not taken.
    typed: Typed,
    refusal: Option<String>,
}

/// One person of the list.
pub(super) struct Row {
    person: PersonId,
    invitation: InvitationId,
    name: String,
    fictional: bool,
    organisation: String,
    answer: &'static str,
    number: String,
    /// « 9 h 02, sur la liste »; empty for whoever is not here.
    arrival: String,
    /// The same in milliseconds.
    at: i64,
    /// Whether they agreed to be named in the minutes.
    agrees: bool,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    /// A name, a structure or a number to look for.
    #[serde(default)]
    q: String,
    /// What was just noted.
    #[serde(default)]
    avis: String,
}

/// `GET …/presence`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let mut page = page(&app, &desk, &door).await?;
    page.notice = match arrival.avis.as_str() {
        "note" => Some("L’arrivée est notée."),
        "annule" => Some("L’arrivée est annulée."),
        "accord" => Some("L’accord est noté."),
        "desaccord" => Some("L’accord est retiré."),
        _ => None,
    };
    let sought = arrival.q.trim();
    page.people.retain(|row| row.answers_to(sought));
    sought.clone_into(&mut page.sought);
    Ok(dressed(StatusCode::OK, page))
}

/// `GET /bureau/badge/{invitation}`: what the code of somebody's invitation opens when the référent's own camera reads it.
pub(crate) async fn badge(
    State(app): State<App>,
    _desk: Desk,
    Path(invitation): Path<String>,
) -> Result<Redirect, PageError> {
    let id: InvitationId = invitation.parse().map_err(|_no_id| PageError::NotFound)?;
    let mut tx = app.storage.read().await?;
    let row = tx.invitations().require(id).await?;
    let event = tx.events().require(row.invitation.event_id).await?;
    let number = app.house.secret.door_number(id).replace(' ', "");
    Ok(Redirect::to(&format!(
        "/bureau/portraits/{}/reunions/{}/presence?q={number}",
        event.portrait_id, event.id
    )))
}

/// The page, with everybody on it.
pub(super) async fn page(app: &App, desk: &Desk, door: &Door) -> Result<PresencePage, PageError> {
    let attendance = attendance(app, door.event.id).await?;
    let (event, zone) = (&door.event, door.portrait.zone);
    let mut tx = app.storage.read().await?;
    let contacts = tx.contacts().of_portrait(door.portrait.id).await?;
    let organisation = |person: PersonId| {
        let row = contacts.iter().find(|row| row.person.id == person);
        row.map_or_else(String::new, |row| row.contact.organisation.clone())
    };
    Ok(PresencePage {
        page: desk.page(app),
        portrait: door.portrait.id.to_string(),
        territory: territory_name(&mut tx, &door.portrait.epci).await?,
        title: event.title.clone(),
        when: french::span(event.starts_at, event.ends_at, zone),
        place: event.place.clone(),
        address: door.address("/presence"),
        meeting: door.address(""),
        until: door.kept_until().millis(),
        over: door.kept_until() < app.now(),
        notice: None,
        sought: String::new(),
        count: format!(
            "{} sur {}",
            counted(
                attendance.present.len(),
                "personne est là",
                "personnes sont là"
            ),
            counted(
                attendance.present.len() + attendance.absent.len(),
                "attendue",
                "attendues"
            )
        ),
        people: rows(app, door, attendance, organisation),
        typed: Typed::default(),
        refusal: None,
    })
}

impl PresencePage {
    /// The page after something could not be taken: nothing typed is lost.
    pub(super) fn refused(mut self, typed: Typed, words: String) -> Response {
        self.typed = typed;
        self.refusal = Some(words);
        dressed(StatusCode::UNPROCESSABLE_ENTITY, self)
    }
}

impl Row {
    fn answers_to(&self, sought: &str) -> bool {
        let folded = normalise(sought);
        let digits: String = sought.chars().filter(char::is_ascii_digit).collect();
        folded.is_empty()
            || normalise(&self.name).contains(&folded)
            || normalise(&self.organisation).contains(&folded)
            || (digits.len() > 2 && self.number.replace(' ', "").contains(&digits))
    }
}

/// The response: it alone may use the camera, and says until when it may be kept.
fn dressed(status: StatusCode, page: PresencePage) -> Response {
    let until = (
        HeaderName::from_static("x-kept-until"),
        page.until.to_string(),
    );
    (status, [PERMISSIONS], [until], Html(page)).into_response()
}

/// Everybody, by name: at the door people say their name.
fn rows(
    app: &App,
    door: &Door,
    attendance: Attendance,
    organisation: impl Fn(PersonId) -> String,
) -> Vec<Row> {
    let zone = door.portrait.zone;
    let agreed = attendance.agreed;
    let row = |row: InvitationRow, arrival: Option<(i64, String)>| {
        let (at, arrival) = arrival.unwrap_or_default();
        Row {
            agrees: agreed.contains(&row.person.id),
            person: row.person.id,
            invitation: row.invitation.id,
            name: name_of(&row.person),
            fictional: row.person.fictional,
            organisation: organisation(row.person.id),
            answer: answer(&row),
            number: app.house.secret.door_number(row.invitation.id),
            arrival,
            at,
        }
    };
    let here = attendance.present.into_iter().map(|present| {
        let (at, way) = (present.arrival.at, present.arrival.way.label());
        let words = format!("{}, {way}", french::hour(at, zone));
        row(present.row, Some((at.millis(), words)))
    });
    let absent = attendance
        .absent
        .into_iter()
        .map(|absent| row(absent, None));
    let mut rows: Vec<Row> = here.chain(absent).collect();
    rows.sort_by_cached_key(|row| normalise(&row.name));
    rows
}

/// What somebody had answered, as whoever stands at the door reads it.
pub(crate) fn answer(row: &InvitationRow) -> &'static str {
    match row.invitation.answer.map(|answer| answer.reply) {
        Some(Reply::Yes) => "vient",
        Some(Reply::No) => "ne vient pas",
        Some(Reply::Delegated) => "se fait remplacer",
        Some(_) => "ne sait pas encore",
        None => "n’a pas répondu",
    }
}
