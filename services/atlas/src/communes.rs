//! The communes of the places of the inventory, with the territories they belong to.

use std::collections::BTreeMap;
use std::sync::Arc;

use portrea_domain::territory::{CommuneCode, EpciCode, Territory};
use portrea_storage::{CommuneRow, StorageError, Tx};

use crate::area::Named;

/// A commune that has places.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Commune {
    pub(crate) code: CommuneCode,
    pub(crate) name: String,
    pub(crate) epci: Option<EpciCode>,
    pub(crate) departement: String,
    pub(crate) region: String,
    /// Town hall, else centroid.
    pub(crate) centre: Option<(i32, i32)>,
}

/// Degrees are kept in millionths, so that communes can be compared.
const MILLIONTHS: f64 = 1e6;

impl Commune {
    /// Latitude and longitude of its town hall, else of its centroid.
    pub(crate) fn centre(&self) -> Option<(f64, f64)> {
        let degrees = |millionths: i32| f64::from(millionths) / MILLIONTHS;
        self.centre.map(|(lat, lon)| (degrees(lat), degrees(lon)))
    }

    pub(crate) fn is_in(&self, territory: &Territory) -> bool {
        match territory {
            Territory::Commune(code) => self.code == *code,
            Territory::Epci(code) => self.epci.as_ref() == Some(code),
            Territory::Departement(code) => self.departement == code.as_str(),
            Territory::Region(code) => self.region == code.as_str(),
        }
    }

    pub(crate) fn named(&self) -> Named {
        Named {
            code: self.code.to_string(),
            name: self.name.clone(),
        }
    }

    /// The territories it belongs to, the smallest first.
    pub(crate) fn territories(&self) -> Vec<Territory> {
        let own = Territory::Commune(self.code.clone());
        let epci = self.epci.clone().map(Territory::Epci);
        let departement = self.departement.parse().ok().map(Territory::Departement);
        let region = self.region.parse().ok().map(Territory::Region);
        std::iter::once(own)
            .chain(epci)
            .chain(departement)
            .chain(region)
            .collect()
    }
}

impl From<CommuneRow> for Commune {
    fn from(row: CommuneRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            epci: row.epci,
            departement: row.departement,
            region: row.region,
            centre: row
                .centre
                .map(|(lat, lon)| (millionths(lat), millionths(lon))),
        }
    }
}

fn millionths(degrees: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180 degrees fit, and a float cast saturates"
    )]
    let rounded = (degrees * MILLIONTHS).round() as i32;
    rounded
}

/// Communes by code.
pub(crate) type Communes = BTreeMap<CommuneCode, Arc<Commune>>;

/// The communes of these codes, each missing one brought with its whole région: one query a région, not a commune.
pub(crate) async fn load(
    tx: &mut Tx,
    known: &Communes,
    wanted: impl Iterator<Item = CommuneCode>,
) -> Result<Communes, StorageError> {
    let mut seen = known.clone();
    let mut kept = Communes::new();
    for code in wanted {
        if kept.contains_key(&code) {
            continue;
        }
        if !seen.contains_key(&code) {
            add_region_of(tx, &code, &mut seen).await?;
        }
        if let Some(commune) = seen.get(&code) {
            kept.insert(code, Arc::clone(commune));
        }
    }
    Ok(kept)
}

async fn add_region_of(
    tx: &mut Tx,
    code: &CommuneCode,
    seen: &mut Communes,
) -> Result<(), StorageError> {
    let Some(row) = tx.geography().commune(code).await? else {
        return Ok(());
    };
    let rows = match row.region.parse() {
        Ok(region) => {
            tx.geography()
                .communes_of(&Territory::Region(region))
                .await?
        }
        Err(_overseas) => vec![row],
    };
    for row in rows {
        let commune = Commune::from(row);
        seen.entry(commune.code.clone())
            .or_insert_with(|| Arc::new(commune));
    }
    Ok(())
}
