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
    if new.ends_at <= new.starts_at {
        return Err(ActionError::refused(
            "La réunion doit finir après avoir commencé.",
        ));
    }
    if new.starts_at <= now {
        return Err(ActionError::refused("La réunion doit être à venir."));
    }
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
