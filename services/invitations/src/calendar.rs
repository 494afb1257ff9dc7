//! The calendar file of a yes, for those who would rather not wait for the mail.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::App;
use portrea_domain::invitation::{Answered, Reply};
use portrea_domain::person::{EmailAddress, Person, Role};
use portrea_domain::territory::Territory;
use portrea_render::{CalendarEvent, Method};
use portrea_web::PageError;

use crate::access::Access;

/// Room for the answers of one person between two versions of a meeting: the same numbers as in the mails, so that a
/// calendar keeps one event whichever file it read first.
const ANSWERS_PER_VERSION: i64 = 1_000;

/// `GET /i/{token}/agenda.ics`: the meeting, when the answer is yes.
pub(crate) async fn download(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let answer = access
        .row
        .invitation
        .answer
        .filter(|answer| answer.reply == Reply::Yes);
    let email = access.row.person.email.clone();
    let (answer, email) = answer.zip(email).ok_or(PageError::NotFound)?;
    let territory = Territory::Epci(access.portrait.epci.clone());
    let referents = app
        .storage
        .read()
        .await?
        .people()
        .with_role_on(Role::Referent, &territory)
        .await?;
    let event = event(&app, &access, answer, email, referents);
    let text = event.to_ics().map_err(|error| {
        tracing::error!(%error, "invitation.calendar");
        PageError::Internal
    })?;
    let heads = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"invitation.ics\"",
        ),
    ];
    Ok((heads, text).into_response())
}

fn event(
    app: &App,
    access: &Access,
    answer: Answered,
    email: EmailAddress,
    referents: Vec<Person>,
) -> CalendarEvent {
    let (event, house) = (&access.event, &app.house);
    let organiser = referents
        .into_iter()
        .find_map(|person| Some((person.name, person.email?)));
    let link = format!("{}{}", house.public_url, access.address(""));
    let sequence = event
        .sequence
        .saturating_mul(ANSWERS_PER_VERSION)
        .saturating_add(answer.count);
    CalendarEvent {
        method: Method::Request,
        uid: format!(
            "{}-{}@{}",
            event.id,
            access.row.invitation.id,
            host(&house.public_url)
        ),
        sequence: u32::try_from(sequence).unwrap_or(u32::MAX),
        made_at: answer.at,
        starts_at: event.starts_at,
        ends_at: event.ends_at,
        zone: access.portrait.zone,
        title: event.title.clone(),
        place: event.place.clone(),
        description: format!("{}\n\nVotre réponse\u{a0}: {link}", event.programme.trim()),
        organiser: organiser.unwrap_or_else(|| ("portrea".to_owned(), house.mail_from.clone())),
        sent_by: house.mail_from.clone(),
        attendee: (access.row.person.name.clone(), email),
    }
}

/// The host of an address, without its port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority
        .rsplit_once(':')
        .filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit()));
    host.map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_has_neither_scheme_nor_port() {
        assert_eq!(host("https://portrea.exemple.fr"), "portrea.exemple.fr");
        assert_eq!(host("http://127.0.0.1:8080/x"), "127.0.0.1");
    }
}
