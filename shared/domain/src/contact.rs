//! A contact: a person seen by one portrait.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{ContactId, ListingId, PersonId, PortraitId};
use crate::questionnaire::Family;
use crate::territory::CommuneCode;

/// A person as a contact of one portrait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Identity.
    pub id: ContactId,
    /// The portrait.
    pub portrait_id: PortraitId,
    /// The person.
    pub person_id: PersonId,
    /// What they are to the territory, in the order of [`ContactRole::ALL`]; empty when nobody said.
    pub roles: Vec<ContactRole>,
    /// The body they speak for, as people say it.
    pub organisation: String,
    /// The communes they speak for, the main one first.
    pub communes: Vec<CommuneCode>,
    /// What they know about, in the order of the method; empty when nobody said.
    pub themes: Vec<Family>,
    /// How they like to be told things; none when nobody said.
    pub channel: Option<ContactChannel>,
    /// The listing they answer for, when there is one.
    pub listing_id: Option<ListingId>,
    /// Where their address was found (article 14 of the GDPR: they are told).
    pub source: String,
    /// When the first mail that told them so was accepted by a server.
    pub noticed_at: Option<Timestamp>,
    /// What the référent wants to remember of them.
    pub note: String,
    /// Since when the portrait knows them.
    pub created_at: Timestamp,
}

impl Contact {
    /// Their roles in French words: « élu·e, acteur de terrain »; empty when nobody said.
    #[must_use]
    pub fn role_words(&self) -> String {
        let words: Vec<&str> = self.roles.iter().map(|role| role.label()).collect();
        words.join(", ")
    }

    /// The commune they speak for first.
    #[must_use]
    pub fn main_commune(&self) -> Option<&CommuneCode> {
        self.communes.first()
    }
}

/// What somebody wishes to show of themselves on the public page of a listing, beside their name. Without such a wish,
/// nothing of a person is ever public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicContact {
    /// What they are in the place, in their own words; may be empty.
    pub function: String,
    /// Whether their mail address is shown.
    pub shows_email: bool,
    /// Whether their telephone is shown.
    pub shows_phone: bool,
}

/// The way a contact likes to be told things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContactChannel {
    /// A mail.
    Mail,
    /// A message in a chat.
    Chat,
    /// A letter.
    Letter,
    /// A telephone call.
    Phone,
}

impl ContactChannel {
    /// All channels.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Chat, Self::Letter, Self::Phone];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Chat => "chat",
            Self::Letter => "letter",
            Self::Phone => "phone",
        }
    }

    /// The French name people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Chat => "messagerie (chat)",
            Self::Letter => "courrier postal",
            Self::Phone => "téléphone",
        }
    }
}

impl FromStr for ContactChannel {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == text)
            .ok_or_else(|| format!("unknown contact channel “{text}”"))
    }
}

/// What a contact is to the territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Elected.
    Elu,
    /// Works for the commune or the EPCI.
    Technicien,
    /// Helps the public on the ground.
    Acteur,
    /// Runs the portrait.
    Referent,
}

impl ContactRole {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Elu, Self::Technicien, Self::Acteur, Self::Referent];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Elu => "elu",
            Self::Technicien => "technicien",
            Self::Acteur => "acteur",
            Self::Referent => "referent",
        }
    }

    /// The French name people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Elu => "élu·e",
            Self::Technicien => "technicien·ne",
            Self::Acteur => "acteur de terrain",
            Self::Referent => "référent·e",
        }
    }
}

impl FromStr for ContactRole {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("unknown contact role “{text}”"))
    }
}
