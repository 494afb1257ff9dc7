//! `…/repondre`: answering for somebody met or called. They get the confirmation.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, AnswerFor, App, Delegate, answer_for};
use portrea_domain::PersonId;
use portrea_domain::invitation::Reply;
use portrea_domain::observation::Door;
use portrea_domain::person::EmailAddress;
use portrea_web::{Desk, Html, Page, PageError, Posted};

use super::Meeting;
use super::attendance::{Attendance, answer_of};
use crate::words::name_of;

#[derive(Template)]
#[template(path = "pages/desk/reunions/answer_whom.html")]
struct Whom {
    page: Page,
    id: String,
    address: String,
    title: String,
    people: Vec<Somebody>,
}

struct Somebody {
    id: String,
    name: String,
    fictional: bool,
    organisation: String,
    answer: &'static str,
}

#[derive(Template)]
#[template(path = "pages/desk/reunions/answer.html")]
struct AnswerPage {
    page: Page,
    id: String,
    address: String,
    title: String,
    person: Somebody,
    has_mail: bool,
    reply: String,
    door: String,
    name: String,
    email: String,
    refusal: Option<String>,
}

/// Everybody who is invited, and the contacts who are not yet, by name.
pub(super) async fn choose(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?.still_open(&app)?;
    let mut tx = app.storage.read().await?;
    let attendance = Attendance::of(&mut tx, &meeting.portrait, &meeting.event).await?;
    let mut people: Vec<Somebody> = attendance
        .invited
        .iter()
        .map(|row| row.person.id)
        .chain(attendance.contacts.iter().map(|row| row.person.id))
        .filter_map(|id| somebody(&attendance, id))
        .collect();
    people.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    people.dedup_by(|one, other| one.id == other.id);
    let page = Whom {
        page: desk.page(&app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: meeting.event.title.clone(),
        people,
    };
    Ok(Html(page).into_response())
}

/// The form for one person.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, event, person)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &(id, event))
        .await?
        .still_open(&app)?;
    let page = page(&app, &desk, &meeting, &person, &Posted::default(), None).await?;
    Ok(page.into_response())
}

/// Keeps the answer.
pub(super) async fn answer(
    State(app): State<App>,
    desk: Desk,
    Path((id, event, person)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let meeting = Meeting::of(&app, &desk, &(id, event)).await?;
    let kept = match read(&meeting, &person, &posted)? {
        Ok(request) => match answer_for(&app, &request).await {
            Err(ActionError::Refused(words)) => Err(words),
            other => Ok(other?),
        },
        Err(words) => Err(words),
    };
    match kept {
        Ok(_row) => Ok(Redirect::to(&meeting.address("?avis=repondu")).into_response()),
        Err(words) => {
            let page = page(&app, &desk, &meeting, &person, &posted, Some(words)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What was posted, or words about what is wrong.
fn read(
    meeting: &Meeting,
    person: &str,
    posted: &Posted,
) -> Result<Result<AnswerFor, String>, PageError> {
    let person_id: PersonId = person.parse().map_err(|_no_id| PageError::NotFound)?;
    let text = |name| posted.get(name).unwrap_or_default().trim().to_owned();
    let Ok(reply) = text("reply").parse::<Reply>() else {
        return Ok(Err("Choisissez la réponse de la personne.".to_owned()));
    };
    let delegate = match (reply, text("email").parse::<EmailAddress>()) {
        (Reply::Delegated, Ok(email)) if !text("name").is_empty() => Some(Delegate {
            name: text("name"),
            email,
        }),
        (Reply::Delegated, _) => {
            return Ok(Err(
                "Indiquez le nom et l’adresse mail de la personne qui vient à sa place.".to_owned(),
            ));
        }
        _ => None,
    };
    let door = match text("door").as_str() {
        "phone" => Door::Phone,
        _ => Door::Desk,
    };
    Ok(Ok(AnswerFor {
        event_id: meeting.event.id,
        person_id,
        reply,
        delegate,
        door,
    }))
}

async fn page(
    app: &App,
    desk: &Desk,
    meeting: &Meeting,
    person: &str,
    posted: &Posted,
    refusal: Option<String>,
) -> Result<Html<AnswerPage>, PageError> {
    let person: PersonId = person.parse().map_err(|_no_id| PageError::NotFound)?;
    let mut tx = app.storage.read().await?;
    let attendance = Attendance::of(&mut tx, &meeting.portrait, &meeting.event).await?;
    let somebody = somebody(&attendance, person).ok_or(PageError::NotFound)?;
    let text = |name| posted.get(name).unwrap_or_default().to_owned();
    Ok(Html(AnswerPage {
        page: desk.page(app),
        id: meeting.portrait.id.to_string(),
        address: meeting.address(""),
        title: meeting.event.title.clone(),
        has_mail: tx.people().require(person).await?.email.is_some(),
        person: somebody,
        reply: text("reply"),
        door: text("door"),
        name: text("name"),
        email: text("email"),
        refusal,
    }))
}

/// Somebody invited, or a contact of the portrait; nothing for anybody else.
fn somebody(attendance: &Attendance, id: PersonId) -> Option<Somebody> {
    let row = attendance.invited.iter().find(|row| row.person.id == id);
    let contact = match row {
        Some(row) => attendance.stands_for(row),
        None => Some(attendance.contact(id)?),
    };
    let person = match row {
        Some(row) => &row.person,
        None => &contact?.person,
    };
    Some(Somebody {
        id: id.to_string(),
        name: name_of(person),
        fictional: person.fictional,
        organisation: contact.map_or_else(String::new, |row| row.contact.organisation.clone()),
        answer: row.map_or("pas encore invité", answer_of),
    })
}
