//! Rules every comparison keeps, whatever the places; and the town halls of Brittany, against each other.

#![expect(
    clippy::unwrap_used,
    reason = "test support: a failure here is a failed test"
)]

use portrea_domain::document::{Document, Path, Value};
use portrea_matching::{LIKELY, Likeness, Sketch, compare};
use portrea_standards::town_halls;
use proptest::prelude::*;

const COMMUNE: &str = "Saint-Méen-le-Grand";

fn document(values: &[(&str, &str)]) -> Document {
    values
        .iter()
        .map(|(key, text)| (Path::field(key), Value::from(*text)))
        .collect()
}

fn sketch(values: &[(&str, &str)]) -> Sketch {
    let mut all = vec![("place.commune", "35297")];
    all.extend_from_slice(values);
    Sketch::of(&document(&all), COMMUNE)
}

fn named(name: &str) -> Sketch {
    sketch(&[("place.name", name)])
}

fn likeness(one: &Sketch, other: &Sketch) -> Likeness {
    compare(one, other).unwrap()
}

#[test]
fn one_place_said_in_several_ways_is_found() {
    for (one, other) in [
        ("Mairie de Saint-Méen-le-Grand", "Hôtel de ville"),
        ("Médiathèque", "Bibliothèque municipale de St Méen le Grand"),
        ("France Services Saint-Méen", "Maison France Services"),
        (
            "Espace de vie sociale Ty An Holl",
            "Centre social Ty An Holl",
        ),
        ("Association Le Lien inventé", "le lien inventé"),
        ("Cyberbase du Pays Imaginaire", "EPN du pays imaginaire"),
        ("Secours Fictif", "Secour fictif"),
    ] {
        let found = likeness(&named(one), &named(other));
        assert!(found.is_likely(), "{one} / {other}: {}", found.score);
    }
}

#[test]
fn two_kinds_of_places_in_one_building_stay_two() {
    let desk = [
        ("place.address", "1 place de la Mairie"),
        ("contact.phone", "02 99 00 00 00"),
        ("place.position", "48.19,-2.19"),
    ];
    let at = |name: &'static str| {
        let mut values = vec![("place.name", name)];
        values.extend_from_slice(&desk);
        sketch(&values)
    };
    for other in [
        "France Services",
        "Bibliothèque municipale",
        "Agence postale communale",
        "CCAS",
        "École Jules-Verne",
    ] {
        let found = likeness(&at("Mairie de Saint-Méen-le-Grand"), &at(other));
        assert!(!found.is_likely(), "{other}: {}", found.score);
    }
    // Another name without another kind, at the same desk: probably one.
    assert!(likeness(&at("Mairie"), &at("Accueil du bourg")).is_likely());
}

#[test]
fn two_branches_of_one_association_are_told_apart_by_their_addresses() {
    let branch = |address: &'static str, position: &'static str| {
        sketch(&[
            ("place.name", "Secours fictif, accueil de jour"),
            ("place.address", address),
            ("place.position", position),
        ])
    };
    let one = branch("1 rue Haute", "48.19,-2.19");
    let other = branch("12 rue Basse", "48.21,-2.19");
    let found = likeness(&one, &other);
    assert!(!found.is_likely(), "{}", found.score);
}

#[test]
fn places_of_two_communes_are_compared_only_when_they_are_near() {
    let at = |commune: &str, position: &str| {
        let values = [
            ("place.name", "Café Le Lien"),
            ("place.commune", commune),
            ("place.position", position),
        ];
        Sketch::of(&document(&values), "")
    };
    let here = at("35297", "48.190000,-2.190000");
    assert!(
        compare(&here, &at("35238", "48.191000,-2.190000"))
            .unwrap()
            .is_likely()
    );
    assert_eq!(compare(&here, &at("35238", "48.210000,-2.190000")), None);
    assert_eq!(
        compare(&here, &named("")).map(|found| found.is_likely()),
        Some(false)
    );
}

#[test]
fn the_centre_of_a_commune_is_nobodys_spot() {
    let rough = |name: &'static str| {
        sketch(&[
            ("place.name", name),
            ("place.position", "48.19,-2.19"),
            ("place.position_precision", "street"),
        ])
    };
    let found = likeness(&rough("Ici"), &rough("Là-bas"));
    assert!(found.reasons.is_empty(), "{:?}", found.reasons);
}

/// What people write of a town hall.
fn variants(commune: &str) -> Vec<String> {
    vec![
        format!("Mairie de {commune}"),
        format!("MAIRIE {}", commune.to_uppercase()),
        "mairie".to_owned(),
        "La mairie".to_owned(),
        "Hôtel de ville".to_owned(),
        format!("Hotel de ville de {commune}"),
        format!("mairie {}", commune.replace('-', " ").to_lowercase()),
        "Marie".to_owned(),
    ]
}

#[test]
fn every_breton_town_hall_is_found_and_what_stands_beside_it_is_not() {
    let communes: std::collections::BTreeMap<_, _> = portrea_territory::communes()
        .map(Result::unwrap)
        .map(|commune| (commune.code, commune.name))
        .collect();
    let mut seen = 0;
    for place in town_halls().map(Result::unwrap) {
        let commune = &communes[&place.commune];
        let known = Sketch::of(&place.document, commune);
        let typed = |name: &str| {
            let code = place.commune.to_string();
            let values = [("place.name", name), ("place.commune", code.as_str())];
            Sketch::of(&document(&values), commune)
        };
        for name in variants(commune) {
            let found = likeness(&known, &typed(&name));
            assert!(found.is_likely(), "{commune}, {name}: {}", found.score);
        }
        for other in [
            "Médiathèque",
            "France Services",
            "Agence postale communale",
            "Salle des fêtes",
            "Centre social",
            "CCAS",
            "École publique",
            "Café associatif Le Lien",
        ] {
            let found = likeness(&known, &typed(other));
            assert!(!found.is_likely(), "{commune}, {other}: {}", found.score);
        }
        seen += 1;
    }
    assert_eq!(seen, 1_202);
}

/// Facts that may be missing, with values that often agree.
fn facts() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let names = prop_oneof![
        Just("Mairie".to_owned()),
        Just("Hôtel de ville de Saint-Méen".to_owned()),
        Just("Médiathèque Le Lien".to_owned()),
        Just("★".to_owned()),
        "[a-zé ]{1,20}",
        any::<String>(),
    ];
    let maybe = |key: &'static str, values: &[&str]| {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        prop::option::of(prop::sample::select(values))
            .prop_map(move |value| value.map(|value| (key, value)))
    };
    (
        names.prop_map(|name| Some(("place.name", name))),
        maybe(
            "place.address",
            &["1 rue Haute", "1 r. haute", "rue Haute", "2 rue Haute"],
        ),
        maybe("contact.phone", &["02 99 00 00 00", "02 99 00 00 01"]),
        maybe("contact.email", &["a@b.invalid", "c@d.invalid"]),
        maybe(
            "place.position",
            &["48.19,-2.19", "48.1901,-2.19", "48.3,-2.19"],
        ),
        maybe("place.kind", &["mairie", "bibliotheque", "autre"]),
    )
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].into_iter().flatten().collect())
}

fn of_facts(facts: &[(&'static str, String)]) -> Sketch {
    let values: Vec<(&str, &str)> = facts
        .iter()
        .map(|(key, value)| (*key, value.as_str()))
        .collect();
    sketch(&values)
}

proptest! {
    #[test]
    fn a_comparison_is_the_same_both_ways(one in facts(), other in facts()) {
        let (one, other) = (of_facts(&one), of_facts(&other));
        let (there, back) = (likeness(&one, &other), likeness(&other, &one));
        prop_assert!((there.score - back.score).abs() < 1e-9);
        prop_assert_eq!(there.reasons, back.reasons);
    }

    #[test]
    fn what_one_of_them_lacks_counts_for_nothing(one in facts(), other in facts(), n in 1_usize..6) {
        let without = |facts: &[(&'static str, String)], key: &str| {
            let left: Vec<_> = facts.iter().filter(|(held, _)| *held != key).cloned().collect();
            of_facts(&left)
        };
        let keys = ["place.name", "place.address", "contact.phone", "contact.email", "place.position", "place.kind"];
        let key = keys[n];
        let lacking = likeness(&without(&one, key), &of_facts(&other));
        let both = likeness(&without(&one, key), &without(&other, key));
        // A kind said by the other's name still counts: it is not what is lacking.
        prop_assert!((lacking.score - both.score).abs() < 1e-9 || key == "place.kind");
    }

    #[test]
    fn a_place_and_itself_are_always_found(facts in facts()) {
        let blank = facts.iter().any(|(key, value)| *key == "place.name" && value.trim().is_empty());
        prop_assume!(!blank);
        let place = of_facts(&facts);
        let found = likeness(&place, &place);
        prop_assert!(found.score >= LIKELY, "{}", found.score);
    }
}
