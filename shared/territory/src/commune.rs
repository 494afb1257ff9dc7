//! The communes of France, each with its EPCI, from the shipped table.

use flate2::read::GzDecoder;
use portrea_domain::territory::{CommuneCode, DepartementCode, RegionCode};
use serde::Deserialize;

use crate::epci::Epci;
use crate::error::ReferenceError;

const TABLE: &[u8] = include_bytes!("../data/communes.csv.gz");

/// One commune of the current official geography.
#[derive(Clone, Debug, PartialEq)]
pub struct Commune {
    /// INSEE code.
    pub code: CommuneCode,
    /// Name with its article, written with a typographic apostrophe, as people read it (`L’Hermitage`).
    pub name: String,
    /// Its département; none in the overseas collectivities (Saint-Pierre-et-Miquelon, French Polynesia…).
    pub departement: Option<DepartementCode>,
    /// Its région; none in the overseas collectivities.
    pub region: Option<RegionCode>,
    /// Postal codes in use, in increasing order; a few overseas islands have none.
    pub postal_codes: Vec<String>,
    /// Inhabitants; 0 for the southern lands and the villages destroyed in 1916, where nobody lives.
    pub population: i64,
    /// The EPCI it belongs to, if any: some islands and the overseas collectivities have none.
    pub epci: Option<Epci>,
    /// Latitude and longitude, in degrees, of the town hall if known, else of the centroid.
    pub centre: Option<(f64, f64)>,
}

/// The communes of France in the order of their codes, read as they are asked for.
pub fn communes() -> impl Iterator<Item = Result<Commune, ReferenceError>> {
    csv::Reader::from_reader(GzDecoder::new(TABLE))
        .into_deserialize::<Row>()
        .map(|row| row?.into_commune())
}

/// A row of the table, as it is written.
#[derive(Deserialize)]
struct Row {
    code: String,
    nom: String,
    departement: String,
    region: String,
    codes_postaux: String,
    population: Option<i64>,
    epci_code: String,
    epci_nom: String,
    epci_type: String,
    lat: Option<f64>,
    lon: Option<f64>,
    mairie_lat: Option<f64>,
    mairie_lon: Option<f64>,
}

impl Row {
    fn into_commune(self) -> Result<Commune, ReferenceError> {
        let departement = self
            .has_region()
            .then(|| self.departement.parse())
            .transpose()?;
        let region = self.has_region().then(|| self.region.parse()).transpose()?;
        Ok(Commune {
            code: self.code.parse()?,
            departement,
            region,
            postal_codes: self
                .codes_postaux
                .split('|')
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect(),
            population: self.population.unwrap_or(0),
            epci: self.epci()?,
            centre: self
                .mairie_lat
                .zip(self.mairie_lon)
                .or(self.lat.zip(self.lon)),
            name: typographic(&self.nom),
        })
    }

    /// The table repeats the three digits of an overseas collectivity in both columns, for want of anything better.
    fn has_region(&self) -> bool {
        self.region.chars().count() == 2
    }

    fn epci(&self) -> Result<Option<Epci>, ReferenceError> {
        if self.epci_code.is_empty() {
            return Ok(None);
        }
        let (code, kind) = (self.epci_code.parse()?, self.epci_type.parse()?);
        Ok(Some(Epci {
            code,
            name: typographic(&self.epci_nom),
            kind,
        }))
    }
}

fn typographic(name: &str) -> String {
    name.replace('\'', "’")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::epci::EpciKind;
    use crate::names;

    fn all() -> Vec<Commune> {
        communes().collect::<Result<_, _>>().unwrap()
    }

    fn of_brittany() -> Vec<Commune> {
        all()
            .into_iter()
            .filter(|commune| {
                commune
                    .region
                    .as_ref()
                    .is_some_and(|code| code.as_str() == "53")
            })
            .collect()
    }

    #[test]
    fn every_commune_of_france_is_read_once() {
        let codes: BTreeSet<CommuneCode> = all().into_iter().map(|commune| commune.code).collect();
        assert_eq!(codes.len(), 34_969);
        assert_eq!(all().len(), 34_969);
    }

    #[test]
    fn brittany_has_its_communes_and_its_inhabitants() {
        let communes = of_brittany();
        assert_eq!(communes.len(), 1_202);
        assert_eq!(
            communes
                .iter()
                .map(|commune| commune.population)
                .sum::<i64>(),
            3_449_370
        );
        assert!(
            communes
                .iter()
                .all(|commune| commune.centre.is_some() && !commune.postal_codes.is_empty())
        );
    }

    #[test]
    fn three_breton_islands_belong_to_no_epci() {
        let alone: Vec<String> = of_brittany()
            .into_iter()
            .filter(|commune| commune.epci.is_none())
            .map(|commune| commune.name)
            .collect();
        assert_eq!(alone, ["Île-de-Bréhat", "Île-de-Sein", "Ouessant"]);
    }

    #[test]
    fn an_epci_gathers_its_communes() {
        let communes = of_brittany();
        let members: Vec<(&Commune, &Epci)> = communes
            .iter()
            .filter_map(|commune| Some((commune, commune.epci.as_ref()?)))
            .filter(|(_, epci)| epci.code.as_str() == "200038990")
            .collect();
        assert_eq!(members.len(), 17);
        assert_eq!(
            members
                .iter()
                .map(|(commune, _)| commune.population)
                .sum::<i64>(),
            27_442
        );
        assert_eq!(members[0].1.name, "CC de Saint-Méen Montauban");
        assert_eq!(members[0].1.kind, EpciKind::CommunauteDeCommunes);
    }

    #[test]
    fn a_commune_outside_the_regions_has_neither_region_nor_departement() {
        let (inside, outside): (Vec<Commune>, Vec<Commune>) = all()
            .into_iter()
            .partition(|commune| commune.region.is_some());
        assert_eq!(outside.len(), 94);
        assert!(
            outside
                .iter()
                .all(|commune| commune.departement.is_none() && commune.code.is_overseas())
        );
        for commune in inside {
            let departement = commune.departement.unwrap();
            assert!(
                names::departement_name(&departement).is_some(),
                "{departement}"
            );
            assert_eq!(
                names::region_of(&departement),
                commune.region,
                "{departement}"
            );
        }
    }

    #[test]
    fn the_town_hall_is_preferred_to_the_centroid() {
        let commune = communes().next().unwrap().unwrap();
        assert_eq!(commune.name, "L’Abergement-Clémenciat");
        assert_eq!(commune.centre, Some((46.151_676, 4.920_071)));
    }
}
