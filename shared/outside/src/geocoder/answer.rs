//! The answer to one question: a `GeoJSON` collection of which the first point counts.

use portrea_domain::territory::CommuneCode;
use serde::Deserialize;

use super::{Located, judged};
use crate::error::OutsideError;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    properties: Properties,
}

/// Longitude first, as `GeoJSON` writes it.
#[derive(Deserialize)]
struct Geometry {
    coordinates: (f64, f64),
}

#[derive(Deserialize)]
struct Properties {
    #[serde(rename = "type", default)]
    kind: String,
    score: f64,
    #[serde(default)]
    citycode: String,
}

/// Where the address is, if the service knows it well enough.
pub(super) fn read(bytes: &[u8], wanted: &CommuneCode) -> Result<Option<Located>, OutsideError> {
    let collection: Collection = serde_json::from_slice(bytes)
        .map_err(|_malformed| OutsideError::Unreadable("not a collection of points"))?;
    let first = collection.features.into_iter().next();
    Ok(first.and_then(
        |Feature {
             geometry,
             properties,
         }| {
            let (lon, lat) = geometry.coordinates;
            judged(
                &properties.kind,
                properties.score,
                &properties.citycode,
                (lat, lon),
            )
            .believed(wanted)
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(kind: &str, score: f64, citycode: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{{"type":"Point",
            "coordinates":[-2.0467,48.1989]}},"properties":{{"label":"3 Rue du Moulin Inventé 35360 Montauban-de-Bretagne",
            "score":{score},"housenumber":"3","id":"35184_0000_00003","name":"3 Rue du Moulin Inventé",
            "postcode":"35360","citycode":"{citycode}","x":324000.1,"y":6800000.2,"city":"Montauban-de-Bretagne",
            "context":"35, Ille-et-Vilaine, Bretagne","type":"{kind}","importance":0.5}}}}],"query":"…"}}"#
        )
    }

    fn read_answer(kind: &str, score: f64, citycode: &str) -> Option<Located> {
        read(
            answer(kind, score, citycode).as_bytes(),
            &"35184".parse().unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn an_address_of_the_commune_is_found_latitude_first() {
        let found = read_answer("housenumber", 0.93, "35184").unwrap();
        assert_eq!(found.point, (48.1989, -2.0467));
        assert_eq!(found.precision, portrea_domain::position::Precision::Number);
    }

    #[test]
    fn the_commune_itself_another_commune_and_a_doubt_are_no_address() {
        assert_eq!(read_answer("municipality", 0.99, "35184"), None);
        assert_eq!(read_answer("housenumber", 0.93, "35238"), None);
        assert_eq!(read_answer("street", 0.41, "35184"), None);
        assert_eq!(read_answer("", 0.99, "35184"), None);
    }

    #[test]
    fn nothing_found_is_an_answer_and_garbage_is_not() {
        let wanted = "35184".parse().unwrap();
        let nothing = br#"{"type":"FeatureCollection","features":[]}"#;
        assert_eq!(read(nothing, &wanted), Ok(None));
        for garbage in [
            &b"<html>maintenance</html>"[..],
            b"",
            b"{}",
            b"[]",
            br#"{"features":[{"geometry":null,"properties":{}}]}"#,
        ] {
            assert!(read(garbage, &wanted).is_err());
        }
    }
}
