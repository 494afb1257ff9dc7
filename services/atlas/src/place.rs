//! A place of the snapshot: the little of a listing that lists, maps and counts need.

use std::sync::Arc;

use portrea_domain::freshness::{self, Freshness};
use portrea_domain::listing::Listing;
use portrea_domain::observation::Verification;
use portrea_domain::questionnaire::{SectionKey, question};
use portrea_domain::territory::Territory;
use portrea_domain::{ListingId, Timestamp};
use portrea_hours::Hours;
use portrea_territory::normalise;

use crate::communes::Commune;
use crate::offer::Offer;
use crate::words;

/// How much a place can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Fresh,
    ToCheck,
    Unsure,
    Closed,
}

impl Standing {
    /// The surest first.
    pub(crate) const ALL: [Self; 4] = [Self::Fresh, Self::ToCheck, Self::Unsure, Self::Closed];

    /// The French words people read.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Fresh => Freshness::Fresh.label(),
            Self::ToCheck => Freshness::ToCheck.label(),
            Self::Unsure => Freshness::Unsure.label(),
            Self::Closed => "fermé définitivement",
        }
    }

    /// The words before the date of the last verification.
    pub(crate) const fn verified(self) -> &'static str {
        match self {
            Self::Fresh => "vérifié",
            Self::ToCheck | Self::Unsure | Self::Closed => "dernière vérification",
        }
    }

    /// The end of its class names: `fresh-ok`, `pt-ok`.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Fresh => "ok",
            Self::ToCheck => "check",
            Self::Unsure => "unsure",
            Self::Closed => "closed",
        }
    }
}

impl From<Freshness> for Standing {
    fn from(freshness: Freshness) -> Self {
        match freshness {
            Freshness::Fresh => Self::Fresh,
            Freshness::ToCheck => Self::ToCheck,
            Freshness::Unsure => Self::Unsure,
        }
    }
}

/// A place of the snapshot.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) id: ListingId,
    pub(crate) name: Box<str>,
    /// Name, commune and post code, folded for search.
    pub(crate) folded: Box<str>,
    pub(crate) kind: Option<&'static str>,
    pub(crate) commune: Option<Arc<Commune>>,
    /// Where it is drawn.
    pub(crate) position: Option<(f64, f64)>,
    /// Whether only its commune is known: it is drawn at its centre, and said to be.
    pub(crate) is_rough: bool,
    pub(crate) offer: Offer,
    pub(crate) fictional: bool,
    hours: Option<Box<str>>,
    closed: bool,
    hours_verified: Option<Verification>,
    offer_verified: Option<Verification>,
}

impl Place {
    pub(crate) fn of(listing: &Listing, commune: Option<Arc<Commune>>) -> Self {
        let kind = listing.document.text("place.kind").and_then(|code| {
            let choices = question("place.kind")?.choices().iter();
            choices
                .into_iter()
                .find(|choice| choice.code == code)
                .map(|choice| choice.label)
        });
        let point = listing.position();
        let centre = commune.as_ref().and_then(|commune| commune.centre());
        let commune_name = commune.as_ref().map_or("", |commune| &commune.name);
        let postal_code = listing
            .document
            .text("place.postal_code")
            .unwrap_or_default();
        let text = format!("{} {commune_name} {postal_code}", listing.name());
        Self {
            id: listing.id,
            name: listing.name().into(),
            folded: normalise(&text).into(),
            kind,
            commune,
            position: point.or(centre),
            is_rough: point.is_none() && centre.is_some(),
            offer: Offer::of(listing),
            fictional: listing.fictional,
            hours: listing.document.text("hours.opening").map(Into::into),
            closed: listing.is_closed(),
            hours_verified: listing.verified(SectionKey::Hours).cloned(),
            offer_verified: listing.verified(SectionKey::Offer).cloned(),
        }
    }

    pub(crate) fn stands_in(&self, territory: &Territory) -> bool {
        self.commune
            .as_ref()
            .is_some_and(|commune| commune.is_in(territory))
    }

    pub(crate) fn commune_name(&self) -> &str {
        self.commune
            .as_ref()
            .map_or("commune inconnue", |commune| &commune.name)
    }

    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }

    /// How much it can be relied on: as sure as the less sure of its hours and its offer.
    pub(crate) fn standing(&self, now: Timestamp) -> Standing {
        if self.closed {
            return Standing::Closed;
        }
        let hours = freshness::of_section(SectionKey::Hours, self.hours_verified.as_ref(), now);
        hours.max(self.offer_freshness(now)).into()
    }

    /// How sure its offer is.
    pub(crate) fn offer_freshness(&self, now: Timestamp) -> Freshness {
        freshness::of_section(SectionKey::Offer, self.offer_verified.as_ref(), now)
    }

    /// Whether nobody ever verified its hours nor its offer.
    pub(crate) const fn is_untouched(&self) -> bool {
        self.hours_verified.is_none() && self.offer_verified.is_none()
    }

    /// Its standing in words: « à jour, vérifié le 3 mars 2026 ».
    pub(crate) fn standing_words(&self, now: Timestamp) -> String {
        let standing = self.standing(now);
        let label = standing.label();
        match (standing, &self.hours_verified, &self.offer_verified) {
            (Standing::Closed, ..) => label.to_owned(),
            (_, None, None) => format!("{label}, jamais vérifié"),
            (_, Some(hours), Some(offer)) => {
                let date = words::date(hours.at.min(offer.at));
                format!("{label}, {} le {date}", standing.verified())
            }
            _ => format!("{label}, vérifié en partie"),
        }
    }

    /// Its opening hours in French.
    pub(crate) fn hours_words(&self) -> String {
        match self.hours.as_deref().map(Hours::parse) {
            Some(Ok(hours)) => words::unbroken(&hours.to_french()),
            Some(Err(_unreadable)) => self.hours.as_deref().unwrap_or_default().to_owned(),
            None => "horaires inconnus".to_owned(),
        }
    }
}
