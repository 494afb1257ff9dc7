//! Finding places by words, and the order in which they are listed.

use portrea_domain::territory::Territory;
use portrea_territory::normalise;

use crate::place::Place;

/// The longest search that is read, in characters.
const LONGEST: usize = 100;

/// What somebody looks for. Accents, capitals, hyphens, and `st` for `saint` do not matter.
#[derive(Debug, Default)]
pub(crate) struct Words {
    words: Vec<String>,
}

impl Words {
    pub(crate) fn of(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).collect();
        Self {
            words: normalise(&text)
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The folded text, for the search of communes.
    pub(crate) fn folded(&self) -> String {
        self.words.join(" ")
    }

    /// Whether each word begins a word of the folded text; true when nothing is looked for.
    pub(crate) fn are_in(&self, folded: &str) -> bool {
        self.words.iter().all(|word| {
            folded
                .split(' ')
                .any(|part| part.starts_with(word.as_str()))
        })
    }
}

/// The places found, closed ones last, by commune then by name.
pub(crate) fn found<'a>(places: Vec<&'a Place>, words: &Words) -> Vec<&'a Place> {
    let mut found: Vec<&Place> = places
        .into_iter()
        .filter(|place| words.are_in(&place.folded))
        .collect();
    found.sort_by_cached_key(|place| {
        let commune = normalise(place.commune_name());
        (place.is_closed(), commune, place.folded.clone(), place.id)
    });
    found
}

/// The smallest territory that holds all these places; nothing when there is none, or no place.
pub(crate) fn common_territory(places: &[&Place]) -> Option<Territory> {
    let first = places.first()?.commune.as_ref()?;
    first
        .territories()
        .into_iter()
        .find(|territory| places.iter().all(|place| place.stands_in(territory)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use portrea_domain::document::{Document, Path};
    use portrea_domain::listing::{Listing, ListingState};
    use portrea_domain::{Entropy, ListingId, Timestamp};

    use super::*;
    use crate::communes::Commune;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn commune(code: &str, name: &str, epci: &str) -> Arc<Commune> {
        Arc::new(Commune {
            code: code.parse().unwrap(),
            name: name.to_owned(),
            epci: epci.parse().ok(),
            departement: "35".to_owned(),
            region: "53".to_owned(),
            centre: None,
        })
    }

    fn place(name: &str, commune: &Arc<Commune>, closed: bool) -> Place {
        let mut document = Document::default();
        document.set(Path::field("place.name"), Some(name.into()));
        document.set(Path::field("place.status"), closed.then(|| "closed".into()));
        let now = Timestamp::from_millis(0);
        let listing = Listing {
            id: ListingId::mint(now, &Zeros),
            document,
            verifications: Vec::new(),
            origin: String::new(),
            fictional: false,
            created_at: now,
            modified_at: now,
            state: ListingState::Listed,
        };
        Place::of(&listing, Some(Arc::clone(commune)))
    }

    #[test]
    fn accents_capitals_and_hyphens_do_not_matter() {
        let saint_meen = commune("35297", "Saint-Méen-le-Grand", "200038990");
        let place = place("Médiathèque", &saint_meen, false);
        for typed in ["ST MEEN", "mediatheque", "saint-méen-le", "grand média", ""] {
            assert!(Words::of(typed).are_in(&place.folded), "{typed}");
        }
        for typed in ["rennes", "éen", "mediatheque rennes"] {
            assert!(!Words::of(typed).are_in(&place.folded), "{typed}");
        }
    }

    #[test]
    fn places_are_listed_by_commune_then_by_name_and_closed_ones_last() {
        let (irodouer, bedee) = (
            commune("35135", "Irodouër", "200038990"),
            commune("35023", "Bédée", "200038990"),
        );
        let places = [
            place("Mairie", &irodouer, false),
            place("École", &irodouer, true),
            place("Médiathèque", &bedee, false),
            place("Épicerie", &bedee, false),
        ];
        let listed = found(places.iter().collect(), &Words::default());
        let names: Vec<&str> = listed.iter().map(|place| &*place.name).collect();
        assert_eq!(names, ["Épicerie", "Médiathèque", "Mairie", "École"]);
    }

    #[test]
    fn the_map_shows_the_smallest_territory_that_holds_everything_found() {
        let here = place("Mairie", &commune("35135", "Irodouër", "200038990"), false);
        let near = place("Mairie", &commune("35023", "Bédée", "200038990"), false);
        let far = place("Mairie", &commune("35238", "Rennes", "243500139"), false);
        let of =
            |places: &[&Place]| common_territory(places).map(|territory| territory.to_string());
        assert_eq!(of(&[&here]).as_deref(), Some("35135"));
        assert_eq!(of(&[&here, &near]).as_deref(), Some("200038990"));
        assert_eq!(of(&[&here, &far]).as_deref(), Some("departement-35"));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn a_very_long_search_is_cut_short() {
        assert_eq!(Words::of(&"é".repeat(10_000)).folded().len(), LONGEST);
    }
}
