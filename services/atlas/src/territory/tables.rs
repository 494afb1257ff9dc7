//! The parts of a territory, row by row: départements, EPCI or communes.

use std::collections::BTreeMap;

use portrea_analysis::Level;
use portrea_domain::Timestamp;
use portrea_domain::territory::{DepartementCode, Territory};
use portrea_territory::names::departement_name;
use portrea_territory::normalise;

use crate::area::{Area, Member, Named};
use crate::figures::Brief;
use crate::place::Place;
use crate::tallies::fresh_share;
use crate::words;

/// The parts of one kind.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What one row is.
    pub(super) part: &'static str,
    /// What the reader must know about the rows.
    pub(super) note: Option<String>,
    pub(super) rows: Vec<Row>,
}

/// A part of a territory.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) part: Named,
    pub(super) population: String,
    pub(super) need: Brief,
    pub(super) places: usize,
    pub(super) fresh: Option<String>,
}

/// The tables of an area; none for a commune.
pub(super) fn tables(area: &Area, places: &[&Place], now: Timestamp) -> Vec<Table> {
    let kinds: &[Kind] = match area.territory {
        Territory::Commune(_) => &[],
        Territory::Epci(_) => &[Kind::Commune],
        Territory::Departement(_) => &[Kind::Epci],
        Territory::Region(_) => &[Kind::Departement, Kind::Epci],
    };
    let table = |kind: &Kind| Table {
        id: kind.id(),
        title: kind.title(),
        part: kind.part(),
        note: kind.note(area),
        rows: parts(area, *kind)
            .into_iter()
            .map(|part| part.row(kind.level(), places, now))
            .collect(),
    };
    kinds.iter().map(table).collect()
}

/// What a territory is cut into.
#[derive(Clone, Copy)]
enum Kind {
    Departement,
    Epci,
    Commune,
}

impl Kind {
    const fn id(self) -> &'static str {
        match self {
            Self::Departement => "departements",
            Self::Epci => "intercommunalites",
            Self::Commune => "communes",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Departement => "Les départements",
            Self::Epci => "Les intercommunalités",
            Self::Commune => "Les communes",
        }
    }

    const fn part(self) -> &'static str {
        match self {
            Self::Departement => "Département",
            Self::Epci => "Intercommunalité",
            Self::Commune => "Commune",
        }
    }

    const fn level(self) -> Level {
        match self {
            Self::Departement => Level::Departement,
            Self::Epci => Level::Epci,
            Self::Commune => Level::Commune,
        }
    }

    /// An EPCI may stand across two départements or régions.
    fn note(self, area: &Area) -> Option<String> {
        matches!(self, Self::Epci).then(|| {
            format!(
                "Seules les communes situées dans le territoire «\u{a0}{}\u{a0}» sont comptées.",
                area.name
            )
        })
    }

    /// The part a commune belongs to.
    fn of(self, area: &Area, member: &Member) -> Option<Named> {
        match self {
            Self::Departement => departement(member),
            Self::Epci => epci(area, member),
            Self::Commune => Some(member.named()),
        }
    }
}

fn departement(member: &Member) -> Option<Named> {
    let code: DepartementCode = member.departement.parse().ok()?;
    let name = departement_name(&code)?.to_owned();
    Some(Named {
        code: Territory::Departement(code).to_string(),
        name,
    })
}

fn epci(area: &Area, member: &Member) -> Option<Named> {
    let Some(code) = &member.epci else {
        return Some(Named {
            name: format!("{} (commune sans intercommunalité)", member.name),
            code: member.code.to_string(),
        });
    };
    Some(Named {
        code: code.to_string(),
        name: area.epci_names.get(code)?.clone(),
    })
}

/// Communes counted together.
struct Part<'a> {
    named: Named,
    members: Vec<&'a Member>,
}

impl Part<'_> {
    fn row(self, level: Level, places: &[&Place], now: Timestamp) -> Row {
        let populations: Vec<i64> = self
            .members
            .iter()
            .map(|member| member.population)
            .collect();
        let inside = |place: &&&Place| {
            let commune = place.commune.as_ref();
            commune.is_some_and(|commune| {
                self.members
                    .iter()
                    .any(|member| member.code == commune.code)
            })
        };
        let places: Vec<&Place> = places.iter().filter(inside).copied().collect();
        Row {
            population: words::number(populations.iter().sum()),
            need: Brief::of(level, &populations),
            places: places.len(),
            fresh: fresh_share(&places, now),
            part: self.named,
        }
    }
}

/// The communes of an area grouped by what they belong to, by name.
fn parts(area: &Area, kind: Kind) -> Vec<Part<'_>> {
    let mut parts: BTreeMap<String, Part<'_>> = BTreeMap::new();
    for member in &area.members {
        if let Some(named) = kind.of(area, member) {
            let part = parts.entry(named.code.clone()).or_insert_with(|| Part {
                named,
                members: Vec::new(),
            });
            part.members.push(member);
        }
    }
    let mut parts: Vec<Part<'_>> = parts.into_values().collect();
    parts.sort_by_cached_key(|part| normalise(&part.named.name));
    parts
}
