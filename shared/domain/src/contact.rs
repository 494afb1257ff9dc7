//! A contact: a person seen by one portrait.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::ids::{ContactId, ListingId, PersonId, PortraitId};
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
    /// What they are to the territory.
    pub role: ContactRole,
    /// The body they speak for, as people say it.
    pub organisation: String,
    /// The commune they speak for, when there is one.
    pub commune: Option<CommuneCode>,
    /// The listing they answer for, when there is one.
    pub listing_id: Option<ListingId>,
    /// Where their address was found (article 14 of the GDPR: they are told).
    pub source: String,
    /// Since when the portrait knows them.
    pub created_at: Timestamp,
}

/// What a contact is to the territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
