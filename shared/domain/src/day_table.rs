//! A table of the collaborative day: what it is about, and when its code opens.

use crate::clock::Timestamp;
use crate::event::Event;
use crate::ids::{DayTableId, EventId, PersonId};
use crate::questionnaire::Family;
use crate::territory::CommuneCode;

/// A table of the collaborative day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTable {
    /// Identity; the token of its code is derived from it with the secret of the house.
    pub id: DayTableId,
    /// The day.
    pub event_id: EventId,
    /// Stands for whoever sits there: drafts and observations are theirs.
    pub person_id: PersonId,
    /// Its name.
    pub label: String,
    /// The communes it is about; every commune of the territory when there is none.
    pub communes: Vec<CommuneCode>,
    /// The family of help it is about, when it is about one.
    pub family: Option<Family>,
    /// When it was prepared.
    pub created_at: Timestamp,
    /// When its code was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// How long before the day begins the codes of its tables open.
const HOURS_BEFORE: i64 = 1;
/// How long after it ends they still do.
const HOURS_AFTER: i64 = 3;

/// From when to when the codes of the tables of a meeting open.
#[must_use]
pub const fn opening_of(event: &Event) -> (Timestamp, Timestamp) {
    (
        event.starts_at.plus_hours(-HOURS_BEFORE),
        event.ends_at.plus_hours(HOURS_AFTER),
    )
}

/// Whether the code of a table opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Not yet.
    TooEarly,
    /// Now.
    Open,
    /// The day is over, or the code was taken back.
    Over,
}

impl DayTable {
    /// Whether its code opens at `now`.
    #[must_use]
    pub fn opening(&self, event: &Event, now: Timestamp) -> Opening {
        let (from, to) = opening_of(event);
        if self.revoked_at.is_some() || now > to {
            Opening::Over
        } else if now < from {
            Opening::TooEarly
        } else {
            Opening::Open
        }
    }
}
