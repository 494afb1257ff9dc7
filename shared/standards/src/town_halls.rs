//! The town halls of Brittany as first listings to be checked, from the public directory shipped inside the binary.

use flate2::read::GzDecoder;
use portrea_domain::document::Document;
use portrea_domain::territory::CommuneCode;
use portrea_territory::french;
use serde::Deserialize;

use crate::error::FormatError;
use crate::prefilled::PrefilledPlace;

const TABLE: &[u8] = include_bytes!("../data/mairies_bretagne.csv.gz");
const SOURCE: &str = "annuaire de l’administration (DILA, service-public.fr)";
const SOURCE_DATE: &str = "2026";

/// The town halls of the 1,202 communes of Brittany, in the order of their codes.
///
/// Neither status nor service is given: the directory does not say what help is offered.
pub fn town_halls() -> impl Iterator<Item = Result<PrefilledPlace, FormatError>> {
    csv::Reader::from_reader(GzDecoder::new(TABLE))
        .into_deserialize::<Row>()
        .map(|row| row?.into_place())
}

/// A row of the table, as it is written.
#[derive(Deserialize)]
struct Row {
    code: String,
    commune: String,
    adresse: String,
    code_postal: String,
    lat: String,
    lon: String,
    telephone: String,
    courriel: String,
    site: String,
    horaires: String,
    position_ecartee: String,
}

impl Row {
    fn into_place(self) -> Result<PrefilledPlace, FormatError> {
        let commune: CommuneCode = self.code.parse()?;
        let mut place = PrefilledPlace {
            source_id: format!("mairie-{commune}"),
            commune,
            document: Document::default(),
            dropped: Vec::new(),
            source: SOURCE,
            source_date: SOURCE_DATE,
        };
        for (key, text) in self.values() {
            place.fill(key, text);
        }
        if !self.position_ecartee.is_empty() {
            place.dropped.push(
                "Position sur la carte\u{a0}: celle de la source est hors de la commune."
                    .to_owned(),
            );
        }
        Ok(place)
    }

    /// The texts of the row, by the key of their question.
    fn values(&self) -> [(&'static str, String); 10] {
        let position = if self.lat.is_empty() {
            String::new()
        } else {
            format!("{},{}", self.lat, self.lon)
        };
        [
            (
                "place.name",
                format!("Mairie {}", french::of(&self.commune.replace('\'', "’"))),
            ),
            ("place.kind", "mairie".to_owned()),
            ("place.address", self.adresse.clone()),
            ("place.postal_code", self.code_postal.clone()),
            ("place.commune", self.code.clone()),
            ("place.position", position),
            ("contact.phone", self.telephone.clone()),
            ("contact.email", self.courriel.clone()),
            ("contact.website", self.site.clone()),
            ("hours.opening", self.horaires.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use portrea_domain::document::{Path, Value};

    use super::*;

    fn all() -> Vec<PrefilledPlace> {
        town_halls().collect::<Result<_, _>>().unwrap()
    }

    fn row(telephone: &str, courriel: &str) -> Row {
        Row {
            code: "29053".to_owned(),
            commune: "Le Faou".to_owned(),
            adresse: String::new(),
            code_postal: "29590".to_owned(),
            lat: "48.29".to_owned(),
            lon: "-4.18".to_owned(),
            telephone: telephone.to_owned(),
            courriel: courriel.to_owned(),
            site: String::new(),
            horaires: String::new(),
            position_ecartee: String::new(),
        }
    }

    fn shown(place: &PrefilledPlace) -> String {
        let line =
            |(path, value): (&Path, &Value)| format!("{path} = {}", value.as_text().unwrap());
        place
            .document
            .iter()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn every_breton_commune_has_its_town_hall() {
        let places = all();
        let communes: BTreeSet<CommuneCode> = portrea_territory::communes()
            .map(Result::unwrap)
            .filter(|commune| {
                commune
                    .region
                    .as_ref()
                    .is_some_and(|region| region.as_str() == "53")
            })
            .map(|commune| commune.code)
            .collect();
        assert_eq!(places.len(), 1_202);
        assert_eq!(
            places
                .iter()
                .map(|place| place.commune.clone())
                .collect::<BTreeSet<_>>(),
            communes
        );
        for place in &places {
            assert_eq!(place.source_id, format!("mairie-{}", place.commune));
            assert!(
                place
                    .document
                    .text("place.name")
                    .unwrap()
                    .starts_with("Mairie d"),
                "{}",
                place.commune
            );
            assert_eq!(place.document.text("place.kind"), Some("mairie"));
        }
    }

    #[test]
    fn the_first_town_hall_is_read_whole() {
        insta::assert_snapshot!(shown(&all()[0]), @r"
        contact.email = mairieallineuc@wanadoo.fr.invalid
        contact.phone = 02 96 28 82 11
        hours.opening = Mo-Tu 09:00-12:30,14:00-18:00; Th-Fr 09:00-12:30,14:00-18:00
        place.address = 1 rue de la Mairie
        place.commune = 22001
        place.kind = mairie
        place.name = Mairie d’Allineuc
        place.position = 48.310936,-2.873362
        place.postal_code = 22460
        ");
    }

    #[test]
    fn what_the_source_knows_is_counted() {
        let places = all();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (path, _) in places.iter().flat_map(|place| place.document.iter()) {
            *counts.entry(path.as_str()).or_default() += 1;
        }
        insta::assert_debug_snapshot!(counts, @r#"
        {
            "contact.email": 1195,
            "contact.phone": 1201,
            "contact.website": 1076,
            "hours.opening": 1201,
            "place.address": 1194,
            "place.commune": 1202,
            "place.kind": 1202,
            "place.name": 1202,
            "place.position": 1150,
            "place.postal_code": 1201,
        }
        "#);
    }

    #[test]
    fn no_mail_can_reach_a_real_inbox() {
        for place in all() {
            let mail = place
                .document
                .text("contact.email")
                .unwrap_or("none.invalid");
            assert!(mail.ends_with(".invalid"), "{mail}");
        }
    }

    #[test]
    fn only_positions_outside_the_commune_are_dropped() {
        let dropped: Vec<String> = all().into_iter().flat_map(|place| place.dropped).collect();
        assert_eq!(dropped.len(), 50);
        assert!(dropped.iter().all(|reason| reason
            == "Position sur la carte\u{a0}: celle de la source est hors de la commune."));
    }

    #[test]
    fn a_value_the_questionnaire_refuses_is_dropped_with_its_reason() {
        let place = row("02 98 00", "mairie").into_place().unwrap();
        assert_eq!(place.document.text("contact.phone"), None);
        assert_eq!(place.document.text("contact.email"), None);
        insta::assert_snapshot!(place.dropped.join("\n").replace('\u{a0}', " "), @r"
        Téléphone public : Ce numéro de téléphone n’est pas complet. Exemple : 02 99 12 34 56.
        Adresse mail publique : Cette adresse mail ne semble pas complète. Exemple : accueil@exemple.fr.
        ");
        assert_eq!(
            place.document.text("place.position"),
            Some("48.290000,-4.180000")
        );
    }

    #[test]
    fn names_are_said_as_people_say_them() {
        let names: BTreeSet<String> = all()
            .iter()
            .filter_map(|place| place.document.text("place.name").map(str::to_owned))
            .collect();
        for name in [
            "Mairie d’Allineuc",
            "Mairie de Bégard",
            "Mairie du Faou",
            "Mairie des Fougerêts",
            "Mairie de La Gacilly",
            "Mairie de L’Hermitage",
            "Mairie de l’Île-d’Houat",
            "Mairie d’Hennebont",
            "Mairie d’Yffiniac",
        ] {
            assert!(names.contains(name), "{name}");
        }
    }
}
