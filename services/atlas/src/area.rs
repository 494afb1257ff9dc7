//! A territory as pages need it: its name, what it belongs to, its communes, and the ground of its map.

use std::collections::BTreeMap;
use std::sync::Arc;

use portrea_domain::territory::{CommuneCode, DepartementCode, EpciCode, RegionCode, Territory};
use portrea_storage::{CommuneRow, EpciRow, Storage, StorageError};
use portrea_territory::EpciKind;
use portrea_territory::names::{self, departement_name, region_name};

use crate::map::{Ground, Landmark};
use crate::words;

mod drawing;

/// A territory as pages need it.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) territory: Territory,
    pub(crate) name: String,
    /// What kind of territory it is, in French.
    pub(crate) kind: String,
    /// The territories it belongs to, the largest first.
    pub(crate) parents: Vec<Named>,
    pub(crate) members: Vec<Member>,
    /// Names of the EPCI of its communes; empty within an EPCI.
    pub(crate) epci_names: BTreeMap<EpciCode, String>,
    /// Nothing when no boundary is known.
    pub(crate) ground: Option<Arc<Ground>>,
}

/// A territory to lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The form used in addresses.
    pub(crate) code: String,
    pub(crate) name: String,
}

impl Named {
    /// The départements of a région, by code.
    pub(crate) fn departements_of(region: &RegionCode) -> Vec<Self> {
        let named = |code: DepartementCode| {
            let name = departement_name(&code)?.to_owned();
            Some(Self {
                code: Territory::Departement(code).to_string(),
                name,
            })
        };
        let codes = names::departements_of(region);
        codes.into_iter().filter_map(named).collect()
    }
}

/// A commune of an area.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) code: CommuneCode,
    pub(crate) name: String,
    pub(crate) departement: String,
    pub(crate) epci: Option<EpciCode>,
    pub(crate) population: i64,
    centre: Option<(f64, f64)>,
}

impl Area {
    /// Reads a territory; nothing when there is none of that code.
    pub(crate) async fn load(
        storage: &Storage,
        territory: &Territory,
    ) -> Result<Option<Self>, StorageError> {
        let mut tx = storage.read().await?;
        let rows = tx.geography().communes_of(territory).await?;
        let Some(first) = most_populated(&rows).cloned() else {
            return Ok(None);
        };
        let epci = match &first.epci {
            Some(code) => tx.geography().epci(code).await?,
            None => None,
        };
        let Some((name, kind)) = title(territory, &first, epci.as_ref()) else {
            return Ok(None);
        };
        let epci_names = tx.geography().epci_of(territory).await?;
        let epci_names = epci_names.into_iter().map(|row| (row.code, row.name));
        let mut area = Self {
            territory: territory.clone(),
            name,
            kind,
            parents: parents(territory, &first, epci),
            members: rows.into_iter().map(Member::from).collect(),
            epci_names: epci_names.collect(),
            ground: None,
        };
        area.ground = drawing::ground(&mut tx, &area).await?;
        Ok(Some(area))
    }

    /// Whether it is too large for each place to be pointed at on its map.
    pub(crate) const fn is_large(&self) -> bool {
        matches!(
            self.territory,
            Territory::Departement(_) | Territory::Region(_)
        )
    }

    pub(crate) fn named(&self) -> Named {
        Named {
            code: self.territory.to_string(),
            name: self.name.clone(),
        }
    }

    /// Population of each commune.
    pub(crate) fn populations(&self) -> Vec<i64> {
        self.members
            .iter()
            .map(|member| member.population)
            .collect()
    }

    /// Roughly how many bytes it holds.
    pub(crate) fn weight(&self) -> usize {
        const MEMBER: usize = 200;
        let ground = self.ground.as_ref().map_or(0, |ground| ground.weight());
        ground + (self.members.len() + self.epci_names.len()) * MEMBER
    }
}

impl Member {
    pub(crate) fn named(&self) -> Named {
        Named {
            code: self.code.to_string(),
            name: self.name.clone(),
        }
    }

    pub(crate) fn landmark(&self) -> Option<Landmark> {
        Some(Landmark {
            name: self.name.clone(),
            position: self.centre?,
        })
    }
}

impl From<CommuneRow> for Member {
    fn from(row: CommuneRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            departement: row.departement,
            epci: row.epci,
            population: row.population,
            centre: row.centre,
        }
    }
}

/// Speaks for the whole where it must belong to one larger territory: some EPCI stand across two départements.
fn most_populated(rows: &[CommuneRow]) -> Option<&CommuneRow> {
    rows.iter().max_by_key(|row| row.population)
}

fn title(
    territory: &Territory,
    first: &CommuneRow,
    epci: Option<&EpciRow>,
) -> Option<(String, String)> {
    Some(match territory {
        Territory::Commune(_) => (first.name.clone(), "Commune".to_owned()),
        Territory::Epci(_) => {
            let row = epci?;
            let kind = row
                .kind
                .parse::<EpciKind>()
                .map_or("intercommunalité", EpciKind::label);
            (row.name.clone(), words::capitalised(kind))
        }
        Territory::Departement(code) => {
            (departement_name(code)?.to_owned(), "Département".to_owned())
        }
        Territory::Region(code) => (region_name(code)?.to_owned(), "Région".to_owned()),
    })
}

fn parents(territory: &Territory, first: &CommuneRow, epci: Option<EpciRow>) -> Vec<Named> {
    let mut parents = Vec::new();
    if let Some(region) = first.region.parse().ok().map(region) {
        parents.extend(region);
    }
    if let Ok(code) = first.departement.parse()
        && let Some(name) = departement_name(&code)
    {
        parents.push(Named {
            code: Territory::Departement(code).to_string(),
            name: name.to_owned(),
        });
    }
    parents.extend(epci.map(|row| Named {
        code: row.code.to_string(),
        name: row.name,
    }));
    let own = territory.to_string();
    match parents.iter().position(|parent| parent.code == own) {
        Some(place) => parents.truncate(place),
        None if matches!(territory, Territory::Commune(_)) => {}
        None => parents.clear(),
    }
    parents
}

fn region(code: RegionCode) -> Option<Named> {
    let name = region_name(&code)?.to_owned();
    Some(Named {
        code: Territory::Region(code).to_string(),
        name,
    })
}
