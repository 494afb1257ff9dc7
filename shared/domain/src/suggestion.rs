//! What a reader says of a listing: something is wrong, missing or closed.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::document::{Path, Value};
use crate::ids::{ListingId, PersonId, SuggestionId};
use crate::questionnaire::SectionKey;

/// The most characters a reader may write.
pub const WORDS_MAX: usize = 600;
/// How long a decided suggestion is kept.
pub const SUGGESTION_DAYS: i64 = 365;

/// What a reader says of a listing. Never public; who sent it is known only if they left an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Identity.
    pub id: SuggestionId,
    /// The listing.
    pub listing_id: ListingId,
    /// Who sent it, if they want to be told.
    pub person_id: Option<PersonId>,
    /// The section it is about.
    pub section: SectionKey,
    /// The field it is about, if they named one.
    pub path: Option<Path>,
    /// What is the matter.
    pub grounds: Grounds,
    /// In their words; may be empty.
    pub words: String,
    /// What should stand instead, if they said so in a form that can be taken.
    pub proposed: Option<Value>,
    /// What became of it.
    pub state: SuggestionState,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Why it was not taken.
    pub reason: String,
}

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// Something is wrong.
    Wrong,
    /// It was true and is no longer.
    Outdated,
    /// Something is missing.
    Missing,
    /// The place is closed.
    Closed,
    /// Something else.
    Other,
}

impl Grounds {
    /// All grounds, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Wrong,
        Self::Outdated,
        Self::Missing,
        Self::Closed,
        Self::Other,
    ];

    /// The stored form, also posted.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Outdated => "outdated",
            Self::Missing => "missing",
            Self::Closed => "closed",
            Self::Other => "other",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Wrong => "C’est faux",
            Self::Outdated => "Ce n’est plus vrai",
            Self::Missing => "Il manque quelque chose",
            Self::Closed => "Ce lieu est fermé",
            Self::Other => "Autre chose",
        }
    }
}

impl FromStr for Grounds {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|grounds| grounds.as_str() == text)
            .ok_or_else(|| format!("unknown grounds “{text}”"))
    }
}

/// What became of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionState {
    /// It waits for the référent.
    Open,
    /// It was right: the listing says so now, or the place is asked.
    Accepted,
    /// It was not taken.
    Refused,
}

impl SuggestionState {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }
}

impl FromStr for SuggestionState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Open, Self::Accepted, Self::Refused]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown suggestion state “{text}”"))
    }
}
