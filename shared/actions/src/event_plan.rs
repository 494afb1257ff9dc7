//! Planning a meeting.

use portrea_domain::event::{Event, EventKind, EventState, Hosting};
use portrea_domain::{EventId, PortraitId, Timestamp};

use crate::app::{App, mint};
use crate::error::ActionError;

/// A meeting to plan.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What kind of meeting.
    pub kind: EventKind,
    /// Title people read.
    pub title: String,
    /// Start.
    pub starts_at: Timestamp,
    /// End.
    pub ends_at: Timestamp,
    /// Where, in words people can follow.
    pub place: String,
    /// What will happen, one line per item.
    pub programme: String,
    /// How people are received.
    pub hosting: Hosting,
}

/// Plans a meeting of a portrait. It must end after it starts, and start in the future.
pub async fn plan_event(
    app: &App,
    portrait: PortraitId,
    new: NewEvent,
) -> Result<Event, ActionError> {
    let now = app.now();
    check_times(new.starts_at, new.ends_at, now)?;
    check_hosting(&new.hosting)?;
    let mut tx = app.storage.begin().await?;
    tx.portraits().require(portrait).await?;
    let event = Event {
        id: mint!(app, EventId),
        portrait_id: portrait,
        kind: new.kind,
        title: new.title,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        place: new.place,
        programme: new.programme,
        hosting: new.hosting,
        state: EventState::Planned,
        moves: 0,
        moved_at: None,
        sequence: 0,
    };
    tx.events().insert(&event, now).await?;
    tx.commit().await?;
    Ok(event)
}

/// Refuses a meeting that ends before it starts, or starts in the past.
pub(crate) fn check_times(
    starts_at: Timestamp,
    ends_at: Timestamp,
    now: Timestamp,
) -> Result<(), ActionError> {
    if ends_at <= starts_at {
        return Err(ActionError::refused(
            "La réunion doit finir après avoir commencé.",
        ));
    }
    if starts_at <= now {
        return Err(ActionError::refused("La réunion doit être à venir."));
    }
    Ok(())
}

/// Refuses a room that holds nobody.
pub(crate) fn check_hosting(hosting: &Hosting) -> Result<(), ActionError> {
    match hosting.capacity {
        Some(..=0) => Err(ActionError::refused(
            "Le nombre de places doit être d’au moins une personne, ou rester vide s’il n’y a pas de limite.",
        )),
        _ => Ok(()),
    }
}
