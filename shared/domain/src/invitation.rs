//! An invitation and its answers.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
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

/// The three answers an invitation offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// I come.
    Yes,
    /// I do not come.
    No,
    /// Somebody else comes in my place, with a link of their own.
    Delegated,
}

impl Reply {
    /// All answers.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Delegated];

    /// The stored and posted form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Delegated => "delegated",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Oui, je viens",
            Self::No => "Non, je ne peux pas",
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
