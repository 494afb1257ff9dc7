//! A listing: a place of the inventory, as its accepted revisions make it.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::document::{Document, Path, Value};
use crate::ids::{ListingId, ServiceId};
use crate::observation::Verification;
use crate::position::Position;
use crate::questionnaire::{Family, SectionKey};
use crate::territory::CommuneCode;

/// A place of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Identity: public and never reused.
    pub id: ListingId,
    /// What is known of it.
    pub document: Document,
    /// The latest verification of each section that has one.
    pub verifications: Vec<Verification>,
    /// Where the pre-filled values came from; empty when it was declared by people.
    pub origin: String,
    /// Whether part of it was said by fictional people of a demonstration.
    pub fictional: bool,
    /// Since when it is in the base.
    pub created_at: Timestamp,
    /// When a value last changed.
    pub modified_at: Timestamp,
    /// Whether the public may see it.
    pub state: ListingState,
}

/// Whether a place belongs to the inventory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListingState {
    /// It is in: public and exported.
    #[default]
    Listed,
    /// Somebody nobody knows declared it: it waits for the référent, and only they and its author see it.
    Proposed,
    /// The référent did not take it.
    Declined,
}

impl ListingState {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Proposed => "proposed",
            Self::Declined => "declined",
        }
    }
}

impl FromStr for ListingState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Listed, Self::Proposed, Self::Declined]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown listing state “{text}”"))
    }
}

/// A service offered by a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct Service<'a> {
    /// Identity, stable for the life of the service.
    pub id: ServiceId,
    /// Its family.
    pub family: Family,
    document: &'a Document,
}

impl Listing {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.document.text("place.name").unwrap_or("Lieu sans nom")
    }

    /// The commune it stands in.
    #[must_use]
    pub fn commune(&self) -> Option<CommuneCode> {
        self.document.text("place.commune")?.parse().ok()
    }

    /// Whether it is part of the inventory everybody reads.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.state == ListingState::Listed
    }

    /// Latitude and longitude in degrees; nothing when only its commune is known.
    #[must_use]
    pub fn position(&self) -> Option<(f64, f64)> {
        Position::of(&self.document).point
    }

    /// Whether it was said to be closed for good.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.document.text("place.status") == Some("closed")
    }

    /// Its services, oldest first.
    #[must_use]
    pub fn services(&self) -> Vec<Service<'_>> {
        services(&self.document)
    }

    /// The latest verification of a section.
    #[must_use]
    pub fn verified(&self, section: SectionKey) -> Option<&Verification> {
        self.verifications
            .iter()
            .find(|verification| verification.section == section)
    }
}

/// The services a document describes, oldest first.
#[must_use]
pub fn services(document: &Document) -> Vec<Service<'_>> {
    let service = |id| {
        let family = document
            .get(&Path::service(id, "family"))?
            .as_text()?
            .parse()
            .ok()?;
        Some(Service {
            id,
            family,
            document,
        })
    };
    document
        .service_ids()
        .into_iter()
        .filter_map(service)
        .collect()
}

impl<'a> Service<'a> {
    /// The value of one of its fields.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.document.get(&Path::service(self.id, key))
    }

    /// Its name; the name of its family when it has none.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.get("name")
            .and_then(Value::as_text)
            .unwrap_or(self.family.label())
    }
}
