//! What maps promise.

use std::collections::BTreeMap;
use std::str::FromStr;

use portrea_domain::ListingId;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_territory::{GridPoint, Shape};
use proptest::prelude::*;

use super::*;

/// Half a degree by half a degree, near Rennes.
fn square() -> Shape {
    let corners = [
        (480_000, -20_000),
        (480_000, -15_000),
        (485_000, -15_000),
        (485_000, -20_000),
    ];
    let ring = corners.map(|(lat, lon)| GridPoint { lat, lon }).to_vec();
    Shape::new(vec![vec![ring]]).unwrap()
}

fn area(code: &str) -> Area {
    let commune = CommuneCode::from_str("35001").unwrap();
    let patch = Patch {
        code: "35001".to_owned(),
        href: Some("/territoires/35001".to_owned()),
        name: "Bourg <b>".to_owned(),
        communes: vec![commune.clone()],
    };
    let shapes = BTreeMap::from([(commune, square())]);
    let territory = code.parse().unwrap();
    let large = matches!(territory, Territory::Region(_));
    Area {
        territory,
        name: "Pays".to_owned(),
        kind: String::new(),
        parents: Vec::new(),
        members: Vec::new(),
        epci_names: BTreeMap::new(),
        ground: Ground::draw(&shapes, vec![patch], Vec::new(), large).map(Arc::new),
    }
}

fn place(position: Option<(f64, f64)>, closed: bool) -> Place {
    let mut document = Document::default();
    document.set(Path::field("place.name"), Some("Mairie".into()));
    let text = position.map(|(lat, lon)| Value::Text(format!("{lat},{lon}")));
    document.set(Path::field("place.position"), text);
    document.set(Path::field("place.status"), closed.then(|| "closed".into()));
    let listing = Listing {
        id: ListingId::from_str("0190f2a4-0000-7000-8000-000000000000").unwrap(),
        document,
        verifications: Vec::new(),
        origin: String::new(),
        fictional: false,
        created_at: Timestamp::from_millis(0),
        modified_at: Timestamp::from_millis(0),
        state: ListingState::Listed,
    };
    Place::of(&listing, None)
}

fn drawn(code: &str, places: &[Place]) -> Map {
    let places: Vec<&Place> = places.iter().collect();
    map(&area(code), &places, Timestamp::from_millis(0)).unwrap()
}

proptest! {
    #[test]
    fn every_point_falls_inside_the_drawing(lat in 47.0..49.5_f64, lon in -3.0..0.0_f64) {
        let map = drawn("200038990", &[place(Some((lat, lon)), false)]);
        let inside = (48.0..=48.5).contains(&lat) && (-2.0..=-1.5).contains(&lon);
        prop_assert!(!inside || map.points.len() == 1);
        prop_assert_eq!(map.points.len() + map.unplaced, 1);
        for point in &map.points {
            prop_assert!((0.0..=f64::from(map.width)).contains(&point.x));
            prop_assert!((0.0..=f64::from(map.height)).contains(&point.y));
        }
    }
}

#[test]
fn a_place_without_position_is_counted_not_drawn() {
    let map = drawn("200038990", &[place(None, false)]);
    assert_eq!((map.points.len(), map.unplaced), (0, 1));
    assert!(map.legend.is_empty());
}

#[test]
fn the_legend_tells_in_words_what_is_drawn_and_nothing_else() {
    let here = Some((48.2, -1.8));
    let map = drawn("200038990", &[place(here, true), place(here, false)]);
    let words: Vec<_> = map.legend.iter().map(|key| key.words).collect();
    assert_eq!(words, ["incertain", "fermé définitivement"]);
    let classes: Vec<_> = map.points.iter().map(|point| point.class).collect();
    assert_eq!(classes, ["closed", "unsure"]);
}

#[test]
fn a_large_map_draws_its_places_in_one_path_a_standing() {
    let places = [(48.1, -1.9), (48.2, -1.8)].map(|position| place(Some(position), false));
    let map = drawn("region-53", &places);
    assert_eq!((map.points.len(), map.crowds.len()), (0, 1));
    assert_eq!(map.crowds[0].path.matches('M').count(), 2);
}

#[test]
fn every_standing_has_its_own_shape() {
    let marks = Standing::ALL
        .map(|standing| mark(standing, 20.0, 20.0, 9.0))
        .join("\n");
    insta::assert_snapshot!(marks, @r"
    M11 20a9 9 0 1 0 18 0a9 9 0 1 0-18 0z
    M20 11l9 18h-18z
    M12.4 12.4h15.3v15.3h-15.3z
    M11 11l18 18m0-18l-18 18
    ");
}

#[test]
fn the_one_place_of_a_page_leads_nowhere() {
    let place = place(Some((48.2, -1.8)), false);
    let map = spot(&area("200038990"), &place, Timestamp::from_millis(0)).unwrap();
    assert_eq!(
        (map.points.len(), map.crowds.len(), map.legend.len()),
        (0, 1, 0)
    );
}

#[test]
fn names_that_would_run_into_each_other_are_left_out() {
    let view = View::around(&[square().bounds()], 600).unwrap();
    let landmark = |name: &str, lat| Landmark {
        name: name.to_owned(),
        position: (lat, -1.75),
    };
    let labels = labels(
        &view,
        [
            landmark("Ville", 48.25),
            landmark("Bourg", 48.26),
            landmark("Nord", 48.45),
        ]
        .iter(),
    );
    let names: Vec<_> = labels.iter().map(|label| label.name.as_str()).collect();
    assert_eq!(names, ["Ville", "Nord"]);
}

#[test]
fn a_place_known_by_its_commune_alone_looks_and_reads_otherwise() {
    let mut rough = place(Some((48.2, -1.8)), false);
    rough.is_rough = true;
    let map = drawn("200038990", &[rough]);
    assert!(map.points[0].ring.is_some());
    assert!(
        map.points[0]
            .label
            .ends_with("position au centre de la commune")
    );
    let words: Vec<_> = map.legend.iter().map(|key| key.words).collect();
    assert_eq!(words, ["incertain", "position au centre de la commune"]);
    let exact = drawn("200038990", &[place(Some((48.2, -1.8)), false)]);
    assert!(exact.points[0].ring.is_none() && exact.legend.len() == 1);
}
