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
}

impl Commune {
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
        }
    }
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
