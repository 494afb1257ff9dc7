//! `/bureau/portraits/{id}/reunions/{event}`: one meeting, who comes, who waits, who is missing in the room.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{ActionError, App, give_seat};
use portrea_domain::event::{Event, EventState};
use portrea_domain::invitation::Seat;
use portrea_domain::seating::{LAST_CALL_HOURS, Room};
use portrea_domain::territory::Territory;
use portrea_render::french;
use portrea_storage::InvitationRow;
use portrea_web::{Desk, Html, Page, PageError, Posted};
use serde::Deserialize;

use super::Meeting;
use super::agenda_day;
use super::attendance::{Attendance, answer_of};
use super::room::Gaps;
use crate::access::territory_name;
use crate::words::{Long, name_of};

#[derive(Template)]
#[template(path = "pages/desk/reunions/meeting.html")]
struct MeetingPage {
    page: Page,
    id: String,
    address: String,
    event_id: String,
    territory: String,
    title: String,
    kind: &'static str,
    facts: Vec<(&'static str, String)>,
    programme: Vec<String>,
    notice: Option<String>,
    refusal: Option<String>,
    cancelled: Option<(String, String)>,
    remark: Option<String>,
    open: bool,
    tiles: Vec<(String, &'static str)>,
    waiting: Waiting,
    people: Long<Person>,
    gaps: Gaps,
}

/// The waiting list.
struct Waiting {
    /// Those who wait, in their order.
    people: Vec<Person>,
    /// Whether a seat is free although somebody waits: the référent calls.
    seat_free: bool,
    /// Whether the list no longer moves by itself.
    last_call: bool,
}

struct Person {
    invitation: String,
    id: String,
    name: String,
    fictional: bool,
    instead_of: Option<String>,
    answer: &'static str,
    /// « avant le changement », « à confirmer ».
    aside: &'static str,
    organisation: String,
    commune: String,
    when: String,
}

/// What just happened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Arrival {
    avis: String,
    prevenus: usize,
    appels: usize,
}

/// The meeting.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let meeting = Meeting::of(&app, &desk, &path).await?;
    let notice = notice(&arrival);
    Ok(page(&app, &desk, &meeting, notice, None)
        .await?
        .into_response())
}

/// `…/places`: gives a free seat to somebody who waits.
pub(super) async fn seat(
    State(app): State<App>,
    desk: Desk,
    Path(path): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let meeting = Meeting::of(&app, &desk, &path).await?;
    let invitation = posted.get("invitation").unwrap_or_default().parse();
    let invitation = invitation.map_err(|_no_id| PageError::NotFound)?;
    match give_seat(&app, meeting.event.id, invitation).await {
        Ok(()) => Ok(Redirect::to(&meeting.address("?avis=place")).into_response()),
        Err(ActionError::Refused(words)) => {
            let page = page(&app, &desk, &meeting, None, Some(words)).await?;
            Ok((axum::http::StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn notice(arrival: &Arrival) -> Option<String> {
    let told = match arrival.prevenus {
        0 => "Personne n’était à prévenir par mail.".to_owned(),
        1 => "Un mail part vers la personne concernée.".to_owned(),
        count => format!("{count} mails partent vers les personnes concernées."),
    };
    Some(match arrival.avis.as_str() {
        "prevue" => "La réunion est prévue. Personne n’est encore prévenu\u{a0}: invitez vos contacts quand vous êtes prêt.".to_owned(),
        "modifiee" => match arrival.appels {
            0 => "C’est modifié. Aucun mail ne part pour ces changements.".to_owned(),
            1 => "C’est modifié. La première personne de la liste d’attente a une place, un mail le lui dit.".to_owned(),
            count => format!("C’est modifié. {count} personnes de la liste d’attente ont une place, un mail le leur dit."),
        },
        "deplacee" => format!("La réunion est déplacée. {told}"),
        "annulee" => format!("La réunion est annulée. {told}"),
        "place" => "La place est donnée\u{a0}: un mail le dit à la personne.".to_owned(),
        "repondu" => "La réponse est notée\u{a0}: un mail la confirme à la personne, si elle a une adresse.".to_owned(),
        _ => return None,
    })
}

async fn page(
    app: &App,
    desk: &Desk,
    meeting: &Meeting,
    notice: Option<String>,
    refusal: Option<String>,
) -> Result<Html<MeetingPage>, PageError> {
    let (event, portrait, now) = (&meeting.event, &meeting.portrait, app.now());
    let mut tx = app.storage.read().await?;
    let attendance = Attendance::of(&mut tx, portrait, event).await?;
    let area = Territory::Epci(portrait.epci.clone());
    let listings = tx.listings().of_territory(&area).await?;
    let queue = tx.invitations().waiting(event.id, 1_000).await?;
    let (seated, waiting) = tx.invitations().seats(event.id).await?;
    let room = Room {
        capacity: event.hosting.capacity,
        seated,
        waiting,
    };
    let person = |row: &InvitationRow| person(meeting, &attendance, row);
    let in_order = |id| {
        attendance
            .invited
            .iter()
            .find(|row| row.invitation.id == id)
    };
    let gaps = Gaps::of(&attendance, &listings);
    Ok(Html(MeetingPage {
        page: desk.page(app),
        id: portrait.id.to_string(),
        address: meeting.address(""),
        event_id: event.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        title: event.title.clone(),
        kind: event.kind.label(),
        facts: facts(meeting, room),
        programme: lines(&event.programme),
        notice,
        refusal,
        cancelled: match &event.state {
            EventState::Planned => None,
            EventState::Cancelled { at, reason } => {
                Some((french::date(*at, portrait.zone), reason.clone()))
            }
        },
        remark: agenda_day::remark_on(&mut tx, portrait, event, now).await?,
        open: event.is_open(now),
        tiles: tiles(&attendance.invited, event),
        waiting: Waiting {
            people: queue.into_iter().filter_map(in_order).map(person).collect(),
            seat_free: waiting > 0 && room.free().is_none_or(|free| free > 0),
            last_call: waiting > 0 && now.plus_hours(LAST_CALL_HOURS) > event.starts_at,
        },
        people: Long::new(
            sorted(&attendance.invited)
                .into_iter()
                .map(person)
                .collect(),
        ),
        gaps,
    }))
}

fn facts(meeting: &Meeting, room: Room) -> Vec<(&'static str, String)> {
    let (event, zone) = (&meeting.event, meeting.portrait.zone);
    let hosting = &event.hosting;
    let mut facts = vec![
        ("Quand", french::span(event.starts_at, event.ends_at, zone)),
        ("Où", event.place.clone()),
    ];
    if zone != portrea_domain::clock::PARIS {
        facts.push(("Heure de", zone.name().to_owned()));
    }
    if !hosting.access.is_empty() {
        facts.push(("Pour venir", hosting.access.clone()));
    }
    if !hosting.features.is_empty() {
        let labels: Vec<&str> = hosting
            .features
            .iter()
            .map(|feature| feature.label())
            .collect();
        facts.push(("Sur place", labels.join(", ")));
    }
    facts.push((
        "Repas",
        if hosting.meal { "offert" } else { "non" }.to_owned(),
    ));
    facts.push((
        "Places",
        match room.capacity {
            None => format!("sans limite, {} prises", room.seated),
            Some(capacity) => format!("{} prises sur {capacity}", room.seated),
        },
    ));
    facts
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How many said what; those who answered before the meeting moved are counted apart too.
fn tiles(invited: &[InvitationRow], event: &Event) -> Vec<(String, &'static str)> {
    let count = |words: &str| invited.iter().filter(|row| answer_of(row) == words).count();
    let again = invited
        .iter()
        .filter(|row| row.invitation.is_to_confirm(event) && is_hoped(row))
        .count();
    let mut tiles = vec![
        (invited.len(), "invités"),
        (count("vient"), "viennent"),
        (count("liste d’attente"), "sur la liste d’attente"),
        (count("ne sait pas encore"), "ne savent pas encore"),
        (count("ne vient pas"), "ne viennent pas"),
        (count("se fait remplacer"), "se font remplacer"),
        (count("sans réponse"), "sans réponse"),
    ];
    if again > 0 {
        tiles.push((again, "à reconfirmer depuis le changement"));
    }
    let shown = |(count, label): (usize, &'static str)| (crate::words::number(count), label);
    tiles.into_iter().map(shown).collect()
}

/// Whether somebody may come: they are the ones asked again after a move.
fn is_hoped(row: &InvitationRow) -> bool {
    matches!(
        answer_of(row),
        "vient" | "liste d’attente" | "ne sait pas encore"
    )
}

/// Those who come first, then those who wait, hesitate, said nothing, decline.
fn sorted(invited: &[InvitationRow]) -> Vec<&InvitationRow> {
    let rank = |row: &&InvitationRow| match answer_of(row) {
        "vient" => 0,
        "liste d’attente" => 1,
        "ne sait pas encore" => 2,
        "sans réponse" => 3,
        _ => 4,
    };
    let mut rows: Vec<&InvitationRow> = invited.iter().collect();
    rows.sort_by_key(rank);
    rows
}

fn person(meeting: &Meeting, attendance: &Attendance, row: &InvitationRow) -> Person {
    let contact = attendance.stands_for(row).map(|row| &row.contact);
    let answer = row.invitation.answer;
    let zone = meeting.portrait.zone;
    Person {
        invitation: row.invitation.id.to_string(),
        id: row.person.id.to_string(),
        name: name_of(&row.person),
        fictional: row.person.fictional,
        instead_of: attendance.sender(row).map(|sender| name_of(&sender.person)),
        answer: answer_of(row),
        aside: if row.invitation.is_to_confirm(&meeting.event) && is_hoped(row) {
            "à reconfirmer"
        } else if row.invitation.is_unconfirmed() {
            "adresse non confirmée"
        } else if row.invitation.seat == Some(Seat::Waiting) {
            "attend une place"
        } else {
            ""
        },
        organisation: contact.map_or_else(String::new, |contact| contact.organisation.clone()),
        commune: contact
            .and_then(|contact| contact.main_commune())
            .map_or_else(String::new, |code| attendance.commune(code)),
        when: answer.map_or_else(String::new, |answer| {
            format!(
                "{} à {}, {}",
                french::date(answer.at, zone),
                french::hour(answer.at, zone),
                answer.door.label()
            )
        }),
    }
}
