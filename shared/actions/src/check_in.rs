//! Noting at the door who came, and taking it back.

use portrea_domain::attendance::{CheckIn, Noted, Way};
use portrea_domain::event::Event;
use portrea_domain::{CheckInId, EventId, PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;

/// How long before a meeting its list can be ticked: from the evening before the eve, to try the phones out.
const HOURS_BEFORE: i64 = 36;

/// A tick made somewhere, maybe long ago, maybe without network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Its identity, made with it: sent twice, it counts once.
    pub id: CheckInId,
    /// About whom.
    pub person_id: PersonId,
    /// What it says.
    pub what: Noted,
    /// How the person was found.
    pub way: Way,
    /// When it was made, by the clock of whoever made it.
    pub at: Timestamp,
}

/// What became of ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Ticks that are kept now, whether they were before or not.
    pub kept: usize,
    /// Ticks about somebody who is not invited: they change nothing.
    pub strangers: usize,
}

/// Keeps ticks of an attendance list, whatever order they come in and however often: the earliest arrival stands.
pub async fn check_in(
    app: &App,
    event: EventId,
    ticks: &[Tick],
    by: PersonId,
) -> Result<Heard, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let event = tx.events().require(event).await?;
    require_open(&event, now)?;
    let invited = tx.invitations().of_event(event.id).await?;
    let mut heard = Heard::default();
    for tick in ticks {
        if !invited.iter().any(|row| row.person.id == tick.person_id) {
            heard.strangers += 1;
            continue;
        }
        keep(&mut tx, &event, tick, by, now).await?;
        heard.kept += 1;
    }
    tx.commit().await?;
    tracing::info!(event.id = %event.id, kept = heard.kept, strangers = heard.strangers, "attendance.noted");
    Ok(heard)
}

/// Notes at this very moment that somebody came, or that noting it was a mistake.
pub async fn note_attendance(
    app: &App,
    event: EventId,
    person: PersonId,
    (what, way): (Noted, Way),
    by: PersonId,
) -> Result<(), ActionError> {
    let mut at = app.now();
    if what == Noted::Undone {
        // A phone whose clock is ahead may have ticked in what is the future here: that tick is meant too.
        let mut tx = app.storage.read().await?;
        let ticks = tx.attendance().of_event(event).await?;
        let last = ticks.iter().filter(|tick| tick.person_id == person);
        at = last
            .map(|tick| tick.at)
            .max()
            .map_or(at, |last| at.max(last));
    }
    let tick = Tick {
        id: mint!(app, CheckInId),
        person_id: person,
        what,
        way,
        at,
    };
    let heard = check_in(app, event, &[tick], by).await?;
    if heard.strangers > 0 {
        return Err(ActionError::Missing("invitation"));
    }
    Ok(())
}

/// Refuses to note anything long before a meeting.
pub(crate) fn require_open(event: &Event, now: Timestamp) -> Result<(), ActionError> {
    if event.is_cancelled() {
        return Err(ActionError::refused(
            "Cette réunion est annulée : il n’y a pas de présence à noter.",
        ));
    }
    if now < event.starts_at.plus_hours(-HOURS_BEFORE) {
        return Err(ActionError::refused(
            "La présence se note à partir de la veille de la réunion.",
        ));
    }
    Ok(())
}

/// Keeps a tick within the time a meeting can be ticked: phones have clocks of their own.
pub(crate) async fn keep(
    tx: &mut Tx,
    event: &Event,
    tick: &Tick,
    by: PersonId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let earliest = event.starts_at.plus_hours(-HOURS_BEFORE);
    let check_in = CheckIn {
        id: tick.id,
        event_id: event.id,
        person_id: tick.person_id,
        what: tick.what,
        way: tick.way,
        at: tick.at.min(now).max(earliest),
        noted_by: Some(by),
    };
    tx.attendance().insert(&check_in, now).await?;
    Ok(())
}
