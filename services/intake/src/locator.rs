//! Where a place is, once its address has changed: asked of the geocoder, when there is one, before anything is written.

use std::sync::Arc;

use portrea_actions::Typed;
use portrea_domain::document::{Document, Path};
use portrea_domain::position::{ACCURACY, Position};
use portrea_outside::{Geocoder, Sought};
use portrea_territory::normalise;

use crate::communes;

/// The geocoder of the house, when it has one.
#[derive(Clone, Debug, Default)]
pub struct Locator(Option<Arc<Geocoder>>);

impl Locator {
    /// A locator that asks this geocoder.
    #[must_use]
    pub fn new(geocoder: Option<Geocoder>) -> Self {
        Self(geocoder.map(Arc::new))
    }

    /// The position once these answers are kept, when it changes with them; nothing when it stays.
    pub(crate) async fn after(&self, before: &Document, changed: &[Typed]) -> Option<Position> {
        let mut after = before.clone();
        for typed in changed {
            let value = typed.texts.first().filter(|text| !text.is_empty());
            after.set(typed.path.clone(), value.map(|text| text.as_str().into()));
        }
        let fate = fate(before, &after);
        if fate == Fate::Stays {
            return None;
        }
        let commune = after.text(communes::TYPED).and_then(communes::entry_of);
        let found = self
            .locate(&after, commune.map_or("", |commune| &commune.name))
            .await;
        let keeps = fate == Fate::Improves && found.point.is_none();
        (!keeps).then_some(found)
    }

    /// Where an address is; only its commune when nothing better is known, for whatever reason.
    pub(crate) async fn locate(&self, document: &Document, commune_name: &str) -> Position {
        let (Some(geocoder), Some(sought)) = (&self.0, sought(document, commune_name)) else {
            return Position::commune();
        };
        match geocoder.search(&sought).await {
            Ok(Some(located)) => Position {
                point: Some(located.point),
                precision: Some(located.precision),
                accuracy_m: None,
            },
            // Not found, or no answer: the form is saved all the same, and says what is known.
            Ok(None) | Err(_) => Position::commune(),
        }
    }
}

fn sought(document: &Document, commune_name: &str) -> Option<Sought> {
    Some(Sought {
        address: document.text("place.address")?.to_owned(),
        postal_code: document.text("place.postal_code").map(str::to_owned),
        commune_name: commune_name.to_owned(),
        commune: document.text("place.commune")?.parse().ok()?,
    })
}

/// What becomes of a position when answers change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays: nothing that matters to it changed, or somebody put it there by hand.
    Stays,
    /// It is to be found anew; if it cannot be, it stays.
    Improves,
    /// It is to be found anew; if it cannot be, only the commune is known.
    Moves,
}

/// What becomes of the position of `before` once the place is described by `after`.
pub(crate) fn fate(before: &Document, after: &Document) -> Fate {
    let folded = |document: &Document, key: &str| document.text(key).map(normalise);
    let same = |key: &str| folded(before, key) == folded(after, key);
    let position = Position::of(before);
    let has_point = position.point.is_some();
    if !same("place.commune") {
        return Fate::Moves;
    }
    let is_by_hand = position
        .precision
        .is_some_and(portrea_domain::position::Precision::is_by_hand);
    if same("place.address") || (has_point && is_by_hand) {
        return Fate::Stays;
    }
    match (before.text("place.address"), after.text("place.address")) {
        // An address added to a point, or withdrawn from it, says nothing against the point.
        (None, Some(_)) if has_point => Fate::Improves,
        (_, None) => Fate::Stays,
        _ => Fate::Moves,
    }
}

/// Puts the answers of a position in a document.
pub(crate) fn put(document: &mut Document, position: &Position) {
    for (key, text) in position.values() {
        // An accuracy is only told on site, never found by an address.
        let value = text.filter(|_| key != ACCURACY);
        document.set(Path::field(key), value.map(|text| text.as_str().into()));
    }
}

/// A position as answers to keep in a draft.
pub(crate) fn answers(position: &Position) -> Vec<Typed> {
    position
        .values()
        .into_iter()
        .map(|(key, text)| Typed {
            path: Path::field(key),
            texts: text.into_iter().collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(values: &[(&str, &str)]) -> Document {
        let mut all = vec![("place.commune", "35184")];
        all.extend_from_slice(values);
        all.iter()
            .map(|(key, text)| (Path::field(key), (*text).into()))
            .collect()
    }

    #[test]
    fn a_position_follows_its_address_and_stays_where_a_person_put_it() {
        let point = ("place.position", "48.2,-2.05");
        let at = ("place.address", "3 rue du Moulin");
        let spelt = ("place.address", "3, Rue du MOULIN");
        let elsewhere = ("place.address", "8 rue du Four");
        let moved = ("place.position_precision", "moved");
        let town = ("place.commune", "35238");
        for (before, after, expected) in [
            (vec![at, point], vec![spelt], Fate::Stays),
            (vec![at, point], vec![elsewhere], Fate::Moves),
            (vec![at, point, moved], vec![elsewhere], Fate::Stays),
            (vec![at, point, moved], vec![at, town], Fate::Moves),
            (vec![point], vec![at], Fate::Improves),
            (vec![], vec![at], Fate::Moves),
            (vec![at, point], vec![], Fate::Stays),
        ] {
            assert_eq!(
                fate(&document(&before), &document(&after)),
                expected,
                "{before:?} → {after:?}"
            );
        }
    }
}
