//! The opening hours that the town halls of Brittany really publish.

use std::path::Path;

use portrea_hours::{Hours, french};

const PUBLISHED: usize = 1_201;

#[test]
fn every_published_value_is_a_plain_week_that_french_can_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/registry/mairies_bretagne.csv");
    let Ok(mut reader) = csv::Reader::from_path(&file) else {
        println!("skipped: no mairies_bretagne.csv beside the project");
        return;
    };
    let column = reader
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "horaires_osm")
        .unwrap();
    let values: Vec<String> = reader
        .records()
        .map(|record| record.unwrap()[column].to_owned())
        .collect();
    let filled: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
    assert_eq!(filled.len(), PUBLISHED);

    let weeks: Vec<_> = filled
        .iter()
        .filter_map(|value| Hours::parse(value).unwrap().week())
        .collect();
    assert_eq!(weeks.len(), PUBLISHED);
    for week in weeks {
        assert!(!week.is_closed());
        assert_eq!(french::parse(&week.to_french()).as_ref(), Ok(&week));
    }
}
