//! The communes a list may name: those of the portrait first, then any of France.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use portrea_domain::mail_typo::distance;
use portrea_domain::territory::{CommuneCode, EpciCode, Territory};
use portrea_standards::contact_table::{Column, Layout, postal_code};
use portrea_standards::table::Line;
use portrea_storage::{CommuneRow, StorageError, Tx};
use portrea_territory::normalise;

/// Names outside the portrait that are looked up, at most.
const LOOKED_UP: usize = 2_000;

/// The communes a list may name.
#[derive(Debug, Default)]
pub(crate) struct Places {
    by_name: BTreeMap<String, CommuneCode>,
    names: BTreeMap<CommuneCode, String>,
    by_postal_code: BTreeMap<String, Vec<CommuneCode>>,
    /// Cells read already: a list names the same communes again and again.
    read: RefCell<HashMap<String, Read>>,
}

/// The communes a cell names, and what is wrong with the first that is none: words, and what was probably meant.
type Read = (Vec<CommuneCode>, Option<(String, Option<String>)>);

impl Places {
    /// The communes of an EPCI.
    pub(crate) async fn of_epci(tx: &mut Tx, epci: &EpciCode) -> Result<Self, StorageError> {
        let rows = tx
            .geography()
            .communes_of(&Territory::Epci(epci.clone()))
            .await?;
        let mut places = Self::default();
        for row in rows {
            places.add(row);
        }
        Ok(places)
    }

    fn add(&mut self, row: CommuneRow) {
        for code in row.postal_codes {
            self.by_postal_code
                .entry(code)
                .or_default()
                .push(row.code.clone());
        }
        self.names.insert(row.code.clone(), row.name);
        self.by_name.entry(row.name_norm).or_insert(row.code);
    }

    /// Looks up the communes a list names that are not in the portrait.
    pub(crate) async fn look_up(
        &mut self,
        tx: &mut Tx,
        lines: &[Line],
        layout: &Layout,
    ) -> Result<(), StorageError> {
        let columns: Vec<usize> = (0..layout.columns.len())
            .filter(|place| layout.columns.get(*place) == Some(&Column::Commune))
            .collect();
        let body = lines.get(layout.first()..).unwrap_or_default();
        let cells: BTreeSet<&str> = body
            .iter()
            .flat_map(|line| columns.iter().map(|column| line.cell(*column)))
            .collect();
        let wanted: BTreeSet<String> = cells
            .into_iter()
            .flat_map(parts)
            .filter(|part| self.one(part).is_none())
            .collect();
        for part in wanted.into_iter().take(LOOKED_UP) {
            let found = match part.parse::<CommuneCode>() {
                Ok(code) => tx.geography().commune(&code).await?,
                Err(_name) => tx
                    .geography()
                    .search(&part, 1)
                    .await?
                    .into_iter()
                    .find(|row| row.name_norm == part),
            };
            if let Some(row) = found {
                // By its name and code only: its post code would hide the portrait’s own.
                self.names.insert(row.code.clone(), row.name);
                self.by_name.entry(row.name_norm).or_insert(row.code);
            }
        }
        Ok(())
    }

    /// Whether a text is the name or the code of a commune of the portrait.
    pub(crate) fn knows(&self, text: &str) -> bool {
        let all = parts(text);
        !all.is_empty() && all.iter().any(|part| self.one(part).is_some())
    }

    /// The communes a cell names, and what is wrong with it.
    pub(crate) fn read(&self, text: &str) -> Read {
        if let Some(read) = self.read.borrow().get(text) {
            return read.clone();
        }
        let read = self.read_anew(text);
        self.read.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }

    fn read_anew(&self, text: &str) -> Read {
        let whole = normalise(text);
        if let Some(code) = self.by_name.get(&whole) {
            return (vec![code.clone()], None);
        }
        let (mut found, mut fault) = (Vec::new(), None);
        for part in parts(text) {
            match self.one(&part) {
                Some(code) => found.push(code),
                None if fault.is_none() => fault = Some(self.unknown(&part)),
                None => {}
            }
        }
        (found, fault)
    }

    /// The one commune of the portrait that uses a post code.
    pub(crate) fn only_one_at(&self, postal_code: &str) -> Option<CommuneCode> {
        match self.by_postal_code.get(postal_code).map(Vec::as_slice) {
            Some([only]) => Some(only.clone()),
            _ => None,
        }
    }

    fn one(&self, part: &str) -> Option<CommuneCode> {
        if let Ok(code) = part.parse::<CommuneCode>()
            && self.names.contains_key(&code)
        {
            return Some(code);
        }
        let by_code = postal_code(part).and_then(|code| self.only_one_at(&code));
        by_code.or_else(|| self.by_name.get(part).cloned())
    }

    fn unknown(&self, part: &str) -> (String, Option<String>) {
        let code = postal_code(part).unwrap_or_default();
        if let Some(several) = self.by_postal_code.get(&code) {
            let names: Vec<&str> = several
                .iter()
                .filter_map(|code| self.names.get(code).map(String::as_str))
                .take(4)
                .collect();
            let words = format!(
                "Plusieurs communes ont le code postal {code}\u{a0}: écrivez le nom ({}…).",
                names.join(", ")
            );
            return (words, None);
        }
        let near = self
            .by_name
            .iter()
            .filter(|(name, _)| name.len() > 4 && distance(name, part) <= 2)
            .min_by_key(|(name, _)| distance(name, part));
        let suggestion = near.and_then(|(_, code)| self.names.get(code).cloned());
        (
            format!("Commune inconnue\u{a0}: «\u{a0}{part}\u{a0}». Elle est laissée de côté."),
            suggestion,
        )
    }
}

/// The communes of a cell, each in its searched form: « 22140 Bégard », « Bégard (22) » and « BEGARD » are one.
fn parts(text: &str) -> Vec<String> {
    let bare: String = match text.split_once('(') {
        Some((before, _)) => before.to_owned(),
        None => text.to_owned(),
    };
    let part = |part: &str| {
        let form = normalise(part);
        match form.split_once(' ') {
            Some((code, name)) if code.len() == 5 && code.chars().all(|c| c.is_ascii_digit()) => {
                name.to_owned()
            }
            _ => form,
        }
    };
    bare.split([',', ';', '/', '|', '\n'])
        .flat_map(|piece| piece.split(" et "))
        .map(part)
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let mut places = Places::default();
        for (code, name, postal) in [
            ("35184", "Montauban-de-Bretagne", "35360"),
            ("35297", "Saint-Méen-le-Grand", "35290"),
            ("35117", "Gaël", "35290"),
        ] {
            places.add(CommuneRow {
                code: code.parse().unwrap(),
                name: name.to_owned(),
                name_norm: normalise(name),
                departement: "35".to_owned(),
                region: "53".to_owned(),
                epci: None,
                postal_codes: vec![postal.to_owned()],
                population: 0,
                centre: None,
            });
        }
        places
    }

    fn read(text: &str) -> String {
        let (found, fault) = places().read(text);
        let codes: Vec<String> = found.iter().map(ToString::to_string).collect();
        let fault = fault.map_or_else(String::new, |(words, suggestion)| {
            format!(" ! {words} [{}]", suggestion.unwrap_or_default())
        });
        let shown = format!("{}{fault}", codes.join(",")).replace('\u{a0}', " ");
        shown.trim_start().to_owned()
    }

    #[test]
    fn a_commune_is_known_by_its_name_its_code_or_a_post_code_of_its_own() {
        for text in [
            "Montauban-de-Bretagne",
            "MONTAUBAN DE BRETAGNE",
            "35184",
            "35360",
            "35360 Montauban-de-Bretagne",
            "Montauban de Bretagne (35)",
        ] {
            assert_eq!(read(text), "35184", "{text}");
        }
        assert_eq!(read("St Méen le Grand, Gaël"), "35297,35117");
        assert_eq!(read("Gaël et Saint-Méen-le-Grand"), "35117,35297");
    }

    #[test]
    fn what_is_unknown_or_shared_is_said() {
        insta::assert_snapshot!(read("35290"), @"! Plusieurs communes ont le code postal 35290 : écrivez le nom (Saint-Méen-le-Grand, Gaël…). []");
        insta::assert_snapshot!(read("Gaël, Montoban de Bretagne"), @"35117 ! Commune inconnue : « montoban de bretagne ». Elle est laissée de côté. [Montauban-de-Bretagne]");
    }
}
