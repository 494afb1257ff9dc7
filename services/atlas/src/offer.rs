//! The offer of a place as it is known: “nothing is known” and “nothing is offered” are never confused.

use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::{Family, SectionKey};

/// What is known of the offer of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// Nobody has said anything yet.
    Unknown,
    /// Somebody said that no help is offered.
    Nothing,
    /// Families of which at least one service was declared, in the order of the method.
    Families(Vec<Family>),
}

impl Offer {
    pub(crate) fn of(listing: &Listing) -> Self {
        let services = listing.services();
        let families: Vec<Family> = Family::ALL
            .into_iter()
            .filter(|family| services.iter().any(|service| service.family == *family))
            .collect();
        if !families.is_empty() {
            Self::Families(families)
        } else if listing.verified(SectionKey::Offer).is_some() {
            Self::Nothing
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn has(&self, family: Family) -> bool {
        matches!(self, Self::Families(families) if families.contains(&family))
    }

    /// The words of its tags.
    pub(crate) fn tags(&self) -> Vec<&'static str> {
        match self {
            Self::Unknown => vec!["offre à recenser"],
            Self::Nothing => vec!["pas d’aide proposée"],
            Self::Families(families) => families.iter().map(|family| family.label()).collect(),
        }
    }
}
