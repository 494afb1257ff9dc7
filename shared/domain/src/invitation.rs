//! An invitation and its answers.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::event::Event;
use crate::ids::{EventId, InvitationId, PersonId};
use crate::observation::Door;

/// One person's invitation to one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Identity.
    pub id: InvitationId,
    /// The event.
    pub event_id: EventId,
    /// Who is invited.
    pub person_id: PersonId,
    /// The invitation this one was handed on from, when a colleague comes instead.
    pub delegated_from: Option<InvitationId>,
    /// The last answer, if any: earlier ones are kept in its history.
    pub answer: Option<Answered>,
    /// The seat of whoever said yes.
    pub seat: Option<Seat>,
    /// Grows with everything a calendar must be told: answer, seat, date or place (RFC 5545 SEQUENCE).
    pub version: i64,
}

impl Invitation {
    /// Whether the person answered before the meeting last moved: the answer stands, and they are asked again.
    #[must_use]
    pub fn is_to_confirm(&self, event: &Event) -> bool {
        match (self.answer, event.moved_at) {
            (Some(answer), Some(moved_at)) => answer.at < moved_at,
            _ => false,
        }
    }

    /// Whether the address was given by somebody else and never acted: it gets one invitation, one reminder at most.
    #[must_use]
    pub const fn is_unconfirmed(&self) -> bool {
        self.delegated_from.is_some() && self.answer.is_none()
    }
}

/// Where whoever said yes will sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// In the room.
    Seated,
    /// On the waiting list: the room is full.
    Waiting,
}

impl Seat {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seated => "seated",
            Self::Waiting => "waiting",
        }
    }
}

impl FromStr for Seat {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "seated" => Ok(Self::Seated),
            "waiting" => Ok(Self::Waiting),
            other => Err(format!("unknown seat “{other}”")),
        }
    }
}

/// What was answered, when, and by which door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub reply: Reply,
    /// The moment.
    pub at: Timestamp,
    /// The door it came through.
    pub door: Door,
    /// How many answers there have been, this one included.
    pub count: i64,
}

/// The four answers an invitation offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// I come.
    Yes,
    /// I do not come.
    No,
    /// I cannot say yet: no seat is kept.
    Maybe,
    /// Somebody else comes in my place, with a link of their own.
    Delegated,
}

impl Reply {
    /// All answers.
    pub const ALL: [Self; 4] = [Self::Yes, Self::No, Self::Maybe, Self::Delegated];

    /// The stored and posted form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Delegated => "delegated",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Oui, je viens",
            Self::No => "Non, je ne peux pas",
            Self::Maybe => "Peut-être, je ne sais pas encore",
            Self::Delegated => "Quelqu’un d’autre vient à ma place",
        }
    }
}

impl FromStr for Reply {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|reply| reply.as_str() == text)
            .ok_or_else(|| format!("unknown reply “{text}”"))
    }
}
