//! A list of contacts that was sent: a draft until it is taken in, and what taking it in changed.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{ContactId, ImportId, PersonId, PortraitId};

/// A list of contacts that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactImport {
    /// Identity.
    pub id: ImportId,
    /// The portrait it is for.
    pub portrait_id: PortraitId,
    /// Who sent it.
    pub person_id: PersonId,
    /// Where it stands.
    pub state: ImportState,
    /// Name of the file, or what stands for it.
    pub label: String,
    /// Where the addresses come from (article 14 of the GDPR); empty until it is said.
    pub source: String,
    /// What had to be put right to read it.
    pub remarks: Vec<String>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was taken in.
    pub done_at: Option<Timestamp>,
    /// When that was undone.
    pub undone_at: Option<Timestamp>,
}

/// Where a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Read, and nothing is written yet.
    Draft,
    /// Taken in.
    Done,
    /// Taken in, then undone.
    Undone,
}

impl ImportState {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }
}

impl FromStr for ImportState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Draft, Self::Done, Self::Undone]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown import state “{text}”"))
    }
}

/// What an import did to one contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportChange {
    /// The contact.
    pub contact_id: ContactId,
    /// The person behind it.
    pub person_id: PersonId,
    /// Whether the import created the contact.
    pub created: bool,
    /// Whether it created the person too.
    pub person_created: bool,
    /// The contact as the import left it.
    pub fingerprint: String,
    /// Each field that was changed.
    pub changes: Vec<FieldChange>,
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub field: ContactField,
    /// Its text before; lists are joined by `|`.
    pub before: String,
    /// Its text after.
    pub after: String,
}

/// A field that an import may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactField {
    /// The name of the person.
    Name,
    /// Their given name.
    GivenName,
    /// Their telephone.
    Phone,
    /// Their postal address.
    PostalAddress,
    /// What they are to the territory.
    Roles,
    /// The body they speak for.
    Organisation,
    /// The communes they speak for.
    Communes,
    /// What they know about.
    Themes,
    /// How they like to be told things.
    Channel,
    /// What the référent wants to remember.
    Note,
}

impl ContactField {
    /// Whether the field is kept with the person, not with the contact.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::Name | Self::GivenName | Self::Phone | Self::PostalAddress
        )
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Name => "nom",
            Self::GivenName => "prénom",
            Self::Phone => "téléphone",
            Self::PostalAddress => "adresse postale",
            Self::Roles => "rôles",
            Self::Organisation => "structure",
            Self::Communes => "communes",
            Self::Themes => "thèmes",
            Self::Channel => "moyen préféré",
            Self::Note => "note",
        }
    }
}
