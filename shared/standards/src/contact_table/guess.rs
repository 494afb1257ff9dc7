//! Which line is the heading, and which column says what: from words first, from values where words fail.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Column;
use super::headings::column_of;
use super::values;
use crate::table::{Line, Table};

/// How a table is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Rank of the heading among the lines; everything before it is left out too.
    pub heading: Option<usize>,
    /// What each column says.
    pub columns: Vec<Column>,
}

impl Layout {
    /// Rank of the first line that is about a contact.
    #[must_use]
    pub fn first(&self) -> usize {
        self.heading.map_or(0, |heading| heading + 1)
    }
}

/// Lines among which a heading is looked for.
const HEADING_WITHIN: usize = 15;
/// Lines whose values are looked at.
const LOOKED_AT: usize = 200;

/// Guesses how a table is to be read. `is_commune` tells the name of a commune.
#[must_use]
pub fn guess(table: &Table, is_commune: &dyn Fn(&str) -> bool) -> Layout {
    let width = table.width();
    let heading = heading_of(table);
    let mut columns: Vec<Option<Column>> = match heading.and_then(|rank| table.lines.get(rank)) {
        Some(line) => (0..width)
            .map(|place| column_of(line.cell(place)))
            .collect(),
        None => vec![None; width],
    };
    let first = heading.map_or(0, |rank| rank + 1);
    let lines = table.lines.get(first..).unwrap_or_default();
    let lines = lines.get(..lines.len().min(LOOKED_AT)).unwrap_or_default();
    for (place, column) in columns.iter_mut().enumerate() {
        let said = Values::of(lines, place);
        *column = said.correct(*column).or_else(|| said.guess(is_commune));
    }
    let mut columns: Vec<Column> = columns
        .into_iter()
        .map(|column| column.unwrap_or(Column::Ignored))
        .collect();
    one_of_each(&mut columns, lines);
    names(&mut columns);
    Layout { heading, columns }
}

/// The line with the most known headings, when it has two, or one and no value.
fn heading_of(table: &Table) -> Option<usize> {
    let score = |line: &Line| {
        let known = line
            .cells
            .iter()
            .filter(|cell| column_of(cell).is_some())
            .count();
        let has_value = line
            .cells
            .iter()
            .any(|cell| cell.contains('@') || values::phone(cell).is_some());
        if has_value || known * 3 < line.cells.len() {
            0
        } else {
            known
        }
    };
    let lines = table.lines.iter().take(HEADING_WITHIN).enumerate();
    let (best, rank) = lines
        .map(|(rank, line)| (score(line), rank))
        .max_by_key(|(score, rank)| (*score, std::cmp::Reverse(*rank)))?;
    let alone = table.width() == 1 || rank == 0;
    (best >= 2 || (best == 1 && alone)).then_some(rank)
}

/// What the values of a column look like, in shares of those that are filled.
struct Values<'a> {
    filled: Vec<&'a str>,
}

impl<'a> Values<'a> {
    fn of(lines: &'a [Line], place: usize) -> Self {
        let cells = lines.iter().map(|line| line.cell(place));
        Self {
            filled: cells.filter(|cell| !cell.is_empty()).collect(),
        }
    }

    /// Whether most values are such.
    fn most(&self, such: impl Fn(&str) -> bool) -> bool {
        let count = self.filled.iter().filter(|value| such(value)).count();
        count > 0 && count * 10 >= self.filled.len() * 6
    }

    /// A heading that its values belie: « Contact » over mail addresses, « Adresse » over mail addresses.
    fn correct(&self, column: Option<Column>) -> Option<Column> {
        let mails = self.most(|value| value.contains('@'));
        match column {
            Some(Column::Ignored) => Some(Column::Ignored),
            Some(_) if mails => Some(Column::Email),
            Some(Column::Email)
                if !self.filled.is_empty()
                    && !self.filled.iter().any(|value| value.contains('@')) =>
            {
                if self.most(|value| values::phone(value).is_some()) {
                    Some(Column::Phone)
                } else {
                    Some(Column::Email)
                }
            }
            Some(Column::Address | Column::Note | Column::FullName)
                if self.most(|value| values::phone(value).is_some()) =>
            {
                Some(Column::Phone)
            }
            other => other,
        }
    }

    fn guess(&self, is_commune: &dyn Fn(&str) -> bool) -> Option<Column> {
        if self.filled.is_empty() {
            return None;
        }
        if self.most(|value| value.contains('@')) {
            return Some(Column::Email);
        }
        if self.most(|value| values::phone(value).is_some()) {
            return Some(Column::Phone);
        }
        if self.most(|value| values::postal_code(value).is_some()) {
            let insee = self.most(is_commune);
            return Some(if insee {
                Column::Commune
            } else {
                Column::PostalCode
            });
        }
        if self.most(is_commune) {
            return Some(Column::Commune);
        }
        if self.most(|value| !values::roles(value).is_empty() && value.chars().count() < 60) {
            return Some(Column::Role);
        }
        if self.most(street) {
            return Some(Column::Address);
        }
        if self.most(body) {
            return Some(Column::Organisation);
        }
        if self.most(civility) {
            return Some(Column::Ignored);
        }
        self.most(looks_like_a_name).then_some(Column::FullName)
    }
}

fn civility(value: &str) -> bool {
    matches!(
        value.trim_end_matches('.').to_lowercase().as_str(),
        "m" | "mr" | "mme" | "mlle" | "monsieur" | "madame"
    )
}

fn street(value: &str) -> bool {
    let form = portrea_territory::normalise(value);
    let words = [
        "rue",
        "place",
        "avenue",
        "boulevard",
        "bd",
        "route",
        "impasse",
        "chemin",
        "allee",
        "quai",
        "lieu dit",
        "bp",
        "zone",
        "za",
    ];
    let padded = format!(" {form} ");
    words
        .iter()
        .any(|word| padded.contains(&format!(" {word} ")))
}

fn body(value: &str) -> bool {
    let form = portrea_territory::normalise(value);
    let words = [
        "mairie",
        "ccas",
        "cias",
        "association",
        "mediatheque",
        "bibliotheque",
        "maison",
        "centre",
        "communaute",
        "caf",
        "msa",
        "departement",
        "mission locale",
        "france services",
        "emmaus",
        "conseil",
        "syndicat",
        "office",
        "espace",
        "ehpad",
        "cpam",
        "pole emploi",
        "france travail",
        "secours",
        "croix rouge",
        "agglomeration",
        "cdas",
        "region",
        "universite",
        "lycee",
        "college",
    ];
    let padded = format!(" {form} ");
    words
        .iter()
        .any(|word| padded.contains(&format!(" {word} ")))
}

/// Two to four words that begin with a capital and hold no digit.
fn looks_like_a_name(value: &str) -> bool {
    let words: Vec<&str> = value.split_whitespace().collect();
    (2..=5).contains(&words.len())
        && !value
            .chars()
            .any(|c| c.is_ascii_digit() || "@:;!?".contains(c))
        && words
            .iter()
            .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
            .count()
            >= 2
}

/// Leaves one column of each kind that cannot repeat: the fuller one.
fn one_of_each(columns: &mut [Column], lines: &[Line]) {
    let filled = |place: usize| {
        lines
            .iter()
            .filter(|line| !line.cell(place).is_empty())
            .count()
    };
    let kinds: BTreeSet<Column> = columns.iter().copied().collect();
    for kind in kinds.into_iter().filter(|kind| !kind.may_repeat()) {
        let places: Vec<usize> = (0..columns.len())
            .filter(|place| columns[*place] == kind)
            .collect();
        let keep = places
            .iter()
            .copied()
            .max_by_key(|place| (filled(*place), std::cmp::Reverse(*place)));
        for place in places.into_iter().filter(|place| Some(*place) != keep) {
            columns[place] = Column::Ignored;
        }
    }
}

/// « Nom » beside « Prénom » is a family name; alone it is the whole name.
fn names(columns: &mut [Column]) {
    let has = |columns: &[Column], kind| columns.contains(&kind);
    if has(columns, Column::FamilyName) && !has(columns, Column::GivenName) {
        let alone = !has(columns, Column::FullName);
        for column in columns
            .iter_mut()
            .filter(|column| **column == Column::FamilyName)
        {
            *column = if alone {
                Column::FullName
            } else {
                Column::Ignored
            };
        }
    }
    if has(columns, Column::FamilyName) && has(columns, Column::GivenName) {
        for column in columns
            .iter_mut()
            .filter(|column| **column == Column::FullName)
        {
            *column = Column::Ignored;
        }
    }
}
