//! The parts of a territory, row by row: départements, EPCI or communes.

use std::collections::BTreeMap;

use portrea_analysis::Level;
use portrea_domain::Timestamp;
use portrea_domain::territory::Territory;
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
    let table = |id, title, part, parts: Vec<Part<'_>>, note| Table {
        id,
        title,
        part,
        note,
        rows: parts
            .into_iter()
            .map(|part| part.row(places, now))
            .collect(),
    };
    let communes = || parts(area, Level::Commune, commune);
    let epci = || parts(area, Level::Epci, |member| epci(area, member));
    let departements = || {
        let names = match &area.territory {
            Territory::Region(code) => Named::departements_of(code),
            _ => Vec::new(),
        };
        parts(area, Level::Departement, move |member| {
            let code = format!("departement-{}", member.departement);
            names.iter().find(|named| named.code == code).cloned()
        })
    };
    let intercommunalites = || {
        let note = format!(
            "Seules les communes situées dans le territoire «\u{a0}{}\u{a0}» sont comptées.",
            area.name
        );
        let title = "Les intercommunalités";
        table("epci", title, "Intercommunalité", epci(), Some(note))
    };
    match area.territory {
        Territory::Commune(_) => Vec::new(),
        Territory::Epci(_) => vec![table(
            "communes",
            "Les communes",
            "Commune",
            communes(),
            None,
        )],
        Territory::Departement(_) => vec![intercommunalites()],
        Territory::Region(_) => vec![
            table(
                "departements",
                "Les départements",
                "Département",
                departements(),
                None,
            ),
            intercommunalites(),
        ],
    }
}

/// Communes counted together.
struct Part<'a> {
    named: Named,
    level: Level,
    members: Vec<&'a Member>,
}

impl Part<'_> {
    fn row(self, places: &[&Place], now: Timestamp) -> Row {
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
            need: Brief::of(self.level, &populations),
            places: places.len(),
            fresh: fresh_share(&places, now),
            part: self.named,
        }
    }
}

fn commune(member: &Member) -> Option<Named> {
    Some(Named {
        code: member.code.to_string(),
        name: member.name.clone(),
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

/// The communes of an area grouped by what they belong to, by name.
fn parts<'a>(
    area: &'a Area,
    level: Level,
    part_of: impl Fn(&Member) -> Option<Named>,
) -> Vec<Part<'a>> {
    let mut parts: BTreeMap<String, Part<'a>> = BTreeMap::new();
    for member in &area.members {
        if let Some(named) = part_of(member) {
            let part = parts.entry(named.code.clone()).or_insert_with(|| Part {
                named,
                level,
                members: Vec::new(),
            });
            part.members.push(member);
        }
    }
    let mut parts: Vec<Part<'a>> = parts.into_values().collect();
    parts.sort_by_cached_key(|part| normalise(&part.named.name));
    parts
}
