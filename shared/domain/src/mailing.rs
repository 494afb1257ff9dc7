//! A send that a référent prepares, reads, decides, and can call back.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::contact::Contact;
use crate::contact::ContactRole;
use crate::ids::{CampaignId, EventId, PersonId, PortraitId};
use crate::questionnaire::Family;
use crate::territory::CommuneCode;

/// A send, from its first draft to its end. Its identity is the campaign its messages belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// Identity.
    pub id: CampaignId,
    /// Whose contacts it goes to.
    pub portrait_id: PortraitId,
    /// The meeting it is about.
    pub event_id: EventId,
    /// What it says.
    pub kind: MailingKind,
    /// Who is chosen.
    pub selection: Selection,
    /// The référent’s own words; the house’s when there are none.
    pub wording: Option<Wording>,
    /// Not before that moment, when one was chosen.
    pub leaves_at: Option<Timestamp>,
    /// Where it stands.
    pub state: MailingState,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// What a send says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailingKind {
    /// Come to the meeting: to whoever is not invited yet.
    Invitation,
    /// You have not answered yet: to whoever was invited and said nothing.
    Reminder,
}

impl MailingKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::Reminder];

    /// The stored and posted form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invitation => "Invitation",
            Self::Reminder => "Relance",
        }
    }
}

impl FromStr for MailingKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown kind of mailing “{text}”"))
    }
}

/// Where a send stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailingState {
    /// Being prepared: nothing was decided.
    Draft,
    /// Decided: its messages are in the outbox.
    Decided(Decision),
    /// Called back: what had not left never will.
    CalledBack {
        /// What had been decided.
        decision: Decision,
        /// When it was called back.
        at: Timestamp,
    },
}

impl MailingState {
    /// What was decided, even when it was called back since.
    #[must_use]
    pub const fn decision(&self) -> Option<Decision> {
        match self {
            Self::Draft => None,
            Self::Decided(decision) | Self::CalledBack { decision, .. } => Some(*decision),
        }
    }
}

/// Who let a send leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// To how many people.
    pub size: i64,
}

/// The référent’s own words around what a mail must say, with fields like `{{prenom}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The subject.
    pub subject: String,
    /// The text before the facts of the meeting, in paragraphs.
    pub body: String,
}

/// Who is chosen among the contacts of a portrait. Empty lists choose everybody; several conditions must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Selection {
    /// With one of these roles.
    pub roles: BTreeSet<ContactRole>,
    /// For one of these communes.
    pub communes: BTreeSet<CommuneCode>,
    /// About one of these themes.
    pub themes: BTreeSet<Family>,
    /// These people and nobody else, when a list was made by hand.
    pub people: Option<BTreeSet<PersonId>>,
}

impl Selection {
    /// Whether a contact is chosen.
    #[must_use]
    pub fn holds(&self, contact: &Contact) -> bool {
        fn meets<T: Ord>(wanted: &BTreeSet<T>, has: impl IntoIterator<Item = T>) -> bool {
            wanted.is_empty() || has.into_iter().any(|one| wanted.contains(&one))
        }
        meets(&self.roles, contact.roles.iter().copied())
            && meets(&self.communes, contact.communes.iter().cloned())
            && meets(&self.themes, contact.themes.iter().copied())
            && self
                .people
                .as_ref()
                .is_none_or(|people| people.contains(&contact.person_id))
    }

    /// Whether nothing is asked: everybody is chosen.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        *self == Self::default()
    }
}
