//! What is given back at once to whoever has just published: the nearest places that complete theirs.

use portrea_actions::{NearPlace, Nearby};
use portrea_domain::Timestamp;
use portrea_domain::freshness;
use portrea_domain::questionnaire::SectionKey;
use portrea_render::french::number;

use crate::french;
use crate::summary::fresh;

/// A place that completes another, in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Neighbour {
    /// Its public page.
    pub(crate) address: String,
    /// Its name.
    pub(crate) name: String,
    /// How far, in words.
    pub(crate) distance: String,
    /// Each service, with its family.
    pub(crate) services: Vec<String>,
    /// How sure its offer is, as a class of the style sheet and in words.
    pub(crate) fresh: (&'static str, &'static str),
    /// When its offer was last vouched for.
    pub(crate) verified: String,
    /// Whether it is fictional.
    pub(crate) fictional: bool,
}

/// What is near, in words.
pub(crate) struct GivenBack {
    /// Whether the place has a position.
    pub(crate) has_position: bool,
    /// The nearest places that complete it.
    pub(crate) neighbours: Vec<Neighbour>,
}

impl GivenBack {
    /// What is near a place, as it reads at `now`.
    pub(crate) fn of(nearby: Nearby, now: Timestamp) -> Self {
        let (has_position, places) = match nearby {
            Nearby::NoPosition => (false, Vec::new()),
            Nearby::Places(places) => (true, places),
        };
        Self {
            has_position,
            neighbours: places
                .into_iter()
                .map(|place| neighbour(place, now))
                .collect(),
        }
    }
}

fn neighbour(place: NearPlace, now: Timestamp) -> Neighbour {
    let freshness = freshness::of_section(SectionKey::Offer, place.verified.as_ref(), now);
    Neighbour {
        address: format!("/lieux/{}", place.id),
        name: place.name,
        distance: distance(place.distance_m),
        services: place
            .services
            .into_iter()
            .map(|(family, name)| format!("{}\u{a0}: {name}", family.label()))
            .collect(),
        fresh: fresh(freshness),
        verified: place.verified.map_or_else(
            || "jamais vérifié".to_owned(),
            |seen| format!("vérifié le {}", french::day(seen.at)),
        ),
        fictional: place.fictional,
    }
}

/// A distance as people say it: by the hundred metres when it can be walked, else by the kilometre.
fn distance(metres: f64) -> String {
    if metres < 950.0 {
        let hundreds = (metres / 100.0).round().max(1.0) * 100.0;
        format!("{}\u{a0}m", number(hundreds))
    } else if metres < 9_500.0 {
        format!("{}\u{a0}km", number((metres / 100.0).round() / 10.0))
    } else {
        format!("{}\u{a0}km", number((metres / 1_000.0).round()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_as_people_say_them() {
        let said: Vec<String> = [0.0, 340.0, 949.0, 950.0, 4_230.0, 12_600.0]
            .into_iter()
            .map(distance)
            .collect();
        let expected = ["100 m", "300 m", "900 m", "1 km", "4,2 km", "13 km"];
        assert_eq!(said, expected.map(|text| text.replace(' ', "\u{a0}")));
    }
}
