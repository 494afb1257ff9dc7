//! The offer of a territory in numbers: by family, and by how sure it is. What is unknown is counted as unknown.

use portrea_domain::Timestamp;
use portrea_domain::freshness::Freshness;
use portrea_domain::questionnaire::Family;

use crate::offer::Offer;
use crate::place::{Place, Standing};
use crate::words;

/// What is offered in a territory; closed places offer nothing and are left out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OfferTally {
    pub(crate) families: Vec<FamilyTally>,
    /// Open places.
    pub(crate) open: usize,
    /// Places of which nobody has said what they offer.
    pub(crate) unknown: usize,
    /// Places said to offer nothing.
    pub(crate) nothing: usize,
}

/// How many places offer one family.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FamilyTally {
    pub(crate) name: &'static str,
    pub(crate) declared: usize,
    /// Among them, those whose offer was verified lately.
    pub(crate) verified: usize,
}

impl OfferTally {
    pub(crate) fn open_words(&self) -> String {
        words::counted(self.open, "lieu ouvert recensé", "lieux ouverts recensés")
    }

    pub(crate) fn unknown_words(&self) -> String {
        words::count(self.unknown)
    }

    pub(crate) fn of(places: &[&Place], now: Timestamp) -> Self {
        let open: Vec<&Place> = places
            .iter()
            .copied()
            .filter(|place| !place.is_closed())
            .collect();
        let family = |family: Family| {
            let declared: Vec<&&Place> = open
                .iter()
                .filter(|place| place.offer.has(family))
                .collect();
            let fresh = |place: &&&&Place| place.offer_freshness(now) == Freshness::Fresh;
            FamilyTally {
                name: family.label(),
                declared: declared.len(),
                verified: declared.iter().filter(fresh).count(),
            }
        };
        let of = |offer: &Offer| open.iter().filter(|place| place.offer == *offer).count();
        Self {
            families: Family::ALL.map(family).into(),
            unknown: of(&Offer::Unknown),
            nothing: of(&Offer::Nothing),
            open: open.len(),
        }
    }
}

/// How many places are as sure as that.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StandingTally {
    pub(crate) class: &'static str,
    pub(crate) words: &'static str,
    pub(crate) count: usize,
}

impl StandingTally {
    pub(crate) fn count_words(&self) -> String {
        words::count(self.count)
    }
}

/// Places by standing, the surest first.
pub(crate) fn by_standing(places: &[&Place], now: Timestamp) -> Vec<StandingTally> {
    let tally = |standing: Standing| StandingTally {
        class: standing.class(),
        words: standing.label(),
        count: places
            .iter()
            .filter(|place| place.standing(now) == standing)
            .count(),
    };
    Standing::ALL.map(tally).into()
}

/// The share of open places that are fresh; nothing where there is none.
pub(crate) fn fresh_share(places: &[&Place], now: Timestamp) -> Option<String> {
    let open = places.iter().filter(|place| !place.is_closed());
    let fresh = places
        .iter()
        .filter(|place| place.standing(now) == Standing::Fresh);
    words::share(fresh.count(), open.count())
}

#[cfg(test)]
mod tests {
    use portrea_domain::document::{Document, Path};
    use portrea_domain::listing::{Listing, ListingState};
    use portrea_domain::observation::{Door, Verification};
    use portrea_domain::questionnaire::SectionKey;
    use portrea_domain::{Entropy, ListingId, ServiceId};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn place(family: Option<Family>, verified: bool, closed: bool) -> Place {
        let mut document = Document::default();
        let service = ServiceId::mint(NOW, &Zeros);
        let path = Path::service(service, "family");
        document.set(path, family.map(|family| family.as_str().into()));
        document.set(Path::field("place.status"), closed.then(|| "closed".into()));
        let verification = |section| Verification {
            section,
            at: NOW,
            door: Door::Form,
        };
        let sections = [SectionKey::Hours, SectionKey::Offer];
        let listing = Listing {
            id: ListingId::mint(NOW, &Zeros),
            document,
            verifications: sections
                .into_iter()
                .filter(|_| verified)
                .map(verification)
                .collect(),
            origin: String::new(),
            fictional: false,
            created_at: NOW,
            modified_at: NOW,
            state: ListingState::Listed,
        };
        Place::of(&listing, None)
    }

    #[test]
    fn no_data_and_no_offer_are_counted_apart() {
        let places = [
            place(None, false, false),
            place(None, true, false),
            place(Some(Family::Help), true, false),
            place(Some(Family::Help), false, false),
            place(Some(Family::Help), true, true),
        ];
        let tally = OfferTally::of(&places.iter().collect::<Vec<_>>(), NOW);
        assert_eq!((tally.open, tally.unknown, tally.nothing), (4, 1, 1));
        let help = tally
            .families
            .iter()
            .find(|family| family.name == Family::Help.label());
        assert_eq!(
            help.map(|help| (help.declared, help.verified)),
            Some((2, 1))
        );
    }

    #[test]
    fn every_place_has_one_standing() {
        let places = [
            place(None, true, false),
            place(None, false, false),
            place(None, true, true),
        ];
        let counts: Vec<usize> = by_standing(&places.iter().collect::<Vec<_>>(), NOW)
            .iter()
            .map(|tally| tally.count)
            .collect();
        assert_eq!(counts, [1, 0, 1, 1]);
    }

    #[test]
    fn where_there_is_no_place_there_is_no_share() {
        assert_eq!(fresh_share(&[], NOW), None);
        let closed = place(None, true, true);
        assert_eq!(fresh_share(&[&closed], NOW), None);
    }
}
