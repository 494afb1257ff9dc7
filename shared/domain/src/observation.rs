//! Observations: who said what about a listing, when and by which door.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::document::{Path, Value};
use crate::ids::{ListingId, ObservationId, PersonId, RevisionId};
use crate::questionnaire::SectionKey;

/// The way something was said to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// The mobile form.
    Form,
    /// A chat message.
    Chat,
    /// A call, written down by the référent.
    Phone,
    /// The collaborative day.
    Day,
    /// The référent's desk.
    Desk,
    /// A file.
    Import,
}

impl Door {
    /// All doors.
    pub const ALL: [Self; 6] = [
        Self::Form,
        Self::Chat,
        Self::Phone,
        Self::Day,
        Self::Desk,
        Self::Import,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Chat => "chat",
            Self::Phone => "phone",
            Self::Day => "day",
            Self::Desk => "desk",
            Self::Import => "import",
        }
    }

    /// The French words people read after “vérifié”.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Form => "par le formulaire",
            Self::Chat => "par messages",
            Self::Phone => "par téléphone",
            Self::Day => "à la journée collaborative",
            Self::Desk => "par le bureau du référent",
            Self::Import => "par un fichier importé",
        }
    }
}

impl FromStr for Door {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|door| door.as_str() == text)
            .ok_or_else(|| format!("unknown door “{text}”"))
    }
}

/// One moment at which somebody said something about a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Identity.
    pub id: ObservationId,
    /// The listing.
    pub listing_id: ListingId,
    /// Who said it; nobody for a file.
    pub person_id: Option<PersonId>,
    /// The door.
    pub door: Door,
    /// The file or page it came from, in words; empty for a person.
    pub source: String,
    /// When.
    pub at: Timestamp,
}

/// The change of one field, as said in one observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Identity.
    pub id: RevisionId,
    /// The observation it belongs to.
    pub observation_id: ObservationId,
    /// The field.
    pub path: Path,
    /// What stood before; nothing if unknown.
    pub old: Option<Value>,
    /// What stands since; nothing if withdrawn.
    pub new: Option<Value>,
}

/// What became of a change somebody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionState {
    /// It stands, or stood until a later one.
    Accepted,
    /// It waits for the référent: the public reads what stood before.
    Waiting,
    /// The référent did not take it.
    Refused,
    /// The référent wrote something else instead.
    Corrected,
    /// Whoever said it took it back, or said something else.
    Withdrawn,
}

impl RevisionState {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Waiting,
        Self::Refused,
        Self::Corrected,
        Self::Withdrawn,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "publié",
            Self::Waiting => "en attente",
            Self::Refused => "refusé",
            Self::Corrected => "corrigé par le référent",
            Self::Withdrawn => "retiré par son auteur",
        }
    }
}

impl FromStr for RevisionState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown revision state “{text}”"))
    }
}

/// Somebody vouched for a section at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The section.
    pub section: SectionKey,
    /// When.
    pub at: Timestamp,
    /// By which door.
    pub door: Door,
}
