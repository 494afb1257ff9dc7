//! What a column of a list of contacts says.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a column of a list of contacts says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Mail address.
    Email,
    /// Given and family name together.
    FullName,
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// What they are to the territory.
    Role,
    /// The body they speak for.
    Organisation,
    /// Communes, by name, INSEE code or post code.
    Commune,
    /// Post code of the postal address.
    PostalCode,
    /// Telephone.
    Phone,
    /// Street of the postal address.
    Address,
    /// What they know about.
    Theme,
    /// How they like to be told things.
    Channel,
    /// What the référent wants to remember.
    Note,
    /// Nothing that is kept.
    Ignored,
}

impl Column {
    /// All of them, in the order a page offers them.
    pub const ALL: [Self; 14] = [
        Self::Ignored,
        Self::Email,
        Self::FullName,
        Self::GivenName,
        Self::FamilyName,
        Self::Role,
        Self::Organisation,
        Self::Commune,
        Self::PostalCode,
        Self::Phone,
        Self::Address,
        Self::Theme,
        Self::Channel,
        Self::Note,
    ];

    /// The form written in pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::FullName => "full_name",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Role => "role",
            Self::Organisation => "organisation",
            Self::Commune => "commune",
            Self::PostalCode => "postal_code",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Theme => "theme",
            Self::Channel => "channel",
            Self::Note => "note",
            Self::Ignored => "ignored",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "Adresse mail",
            Self::FullName => "Nom complet",
            Self::GivenName => "Prénom",
            Self::FamilyName => "Nom de famille",
            Self::Role => "Rôle",
            Self::Organisation => "Structure",
            Self::Commune => "Commune",
            Self::PostalCode => "Code postal",
            Self::Phone => "Téléphone",
            Self::Address => "Adresse postale",
            Self::Theme => "Thèmes",
            Self::Channel => "Moyen préféré",
            Self::Note => "Note",
            Self::Ignored => "Ne pas importer",
        }
    }

    /// Whether several columns may say it, each adding to the others.
    #[must_use]
    pub const fn may_repeat(self) -> bool {
        matches!(
            self,
            Self::Ignored
                | Self::Role
                | Self::Commune
                | Self::Theme
                | Self::Note
                | Self::Phone
                | Self::Address
        )
    }
}

impl FromStr for Column {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|column| column.as_str() == text)
            .ok_or_else(|| format!("unknown column “{text}”"))
    }
}
