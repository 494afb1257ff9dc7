//! An event of the engagement phase: a presentation meeting or the collaborative day.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::ids::{EventId, PortraitId};

/// A meeting people are invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Identity; also the stable UID of its calendar file.
    pub id: EventId,
    /// The portrait it belongs to.
    pub portrait_id: PortraitId,
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
    /// Grows at each change of date or place (RFC 5545 SEQUENCE).
    pub sequence: i64,
}

/// The two kinds of meeting of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Two hours, to present the method.
    Presentation,
    /// One day, to make the inventory together.
    CollaborativeDay,
}

impl EventKind {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Presentation => "presentation",
            Self::CollaborativeDay => "collaborative_day",
        }
    }
}

impl FromStr for EventKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "presentation" => Ok(Self::Presentation),
            "collaborative_day" => Ok(Self::CollaborativeDay),
            other => Err(format!("unknown kind of event “{other}”")),
        }
    }
}
