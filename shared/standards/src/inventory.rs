//! The whole inventory in a file and back: every question of the questionnaire by its key, in CSV or in JSON.
//!
//! Columns and names come from the questionnaire, so a question added there is exported and read back. What a file does
//! not say is unknown; it withdraws nothing.

mod cells;
mod csv;
mod json;

use std::collections::BTreeMap;

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::ids::EntryId;
use portrea_domain::questionnaire::{self, Group, Question, SectionKey};
use portrea_domain::{Entropy, Timestamp};

use cells::value_of;

/// A place as a file of the inventory says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InventoryPlace {
    /// Its identity in the base it comes from; may be empty in a file made by hand.
    pub id: String,
    /// Where what is said of it comes from, in French words; may be empty.
    pub source: String,
    /// When a value last changed, if it is said.
    pub modified_at: Option<Timestamp>,
    /// When each section was last verified.
    pub verified: BTreeMap<SectionKey, Timestamp>,
    /// Whether fictional people of a demonstration said part of it.
    pub fictional: bool,
    /// What is said of it.
    pub document: Document,
}

/// A place of a file with the line it stands on: from 1, headings included, in a table; from 1 in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct InventoryRow {
    /// The line.
    pub row: usize,
    /// The place.
    pub place: InventoryPlace,
}

/// What cannot be taken from one cell, in French words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InventoryFault {
    /// The line.
    pub row: usize,
    /// The column, or the key of the question.
    pub column: String,
    /// What is wrong.
    pub message: String,
}

/// What was read from a file: the places with what could be taken of them, and what could not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InventoryFile {
    /// The places.
    pub rows: Vec<InventoryRow>,
    /// What could not be taken.
    pub faults: Vec<InventoryFault>,
}

/// A file that is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InventoryError {
    /// Not UTF-8.
    #[error("Ce fichier n’est pas en UTF-8.")]
    Encoding,
    /// Not a JSON export.
    #[error("Ce fichier JSON n’est pas un inventaire de portrea : {0}")]
    Json(String),
    /// Not a table, or one without the headings.
    #[error(
        "Ce tableau n’est pas un inventaire de portrea : il manque les colonnes « id » et « place.name »."
    )]
    Headings,
    /// A line that cannot be read as one.
    #[error("Ce tableau ne se lit pas : {0}")]
    Table(String),
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryFormat {
    /// One line a place, for spreadsheets; groups are flattened (`services.1.name`).
    Csv,
    /// One object a place; groups are lists.
    Json,
}

/// The text of a file.
#[must_use]
pub fn write(places: &[InventoryPlace], format: InventoryFormat) -> String {
    match format {
        InventoryFormat::Csv => csv::write(places),
        InventoryFormat::Json => json::write(places),
    }
}

/// Reads a file, whichever of the two forms it has.
pub fn read(bytes: &[u8]) -> Result<InventoryFile, InventoryError> {
    let text = std::str::from_utf8(bytes).map_err(|_other| InventoryError::Encoding)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        json::read(text)
    } else {
        csv::read(text)
    }
}

/// Gathers the answers of one place, and what is wrong with them.
struct Reading<'f> {
    row: usize,
    place: InventoryPlace,
    faults: &'f mut Vec<InventoryFault>,
}

impl<'f> Reading<'f> {
    fn new(row: usize, faults: &'f mut Vec<InventoryFault>) -> Self {
        Self {
            row,
            place: InventoryPlace::default(),
            faults,
        }
    }

    fn fault(&mut self, column: &str, message: impl Into<String>) {
        self.faults.push(InventoryFault {
            row: self.row,
            column: column.to_owned(),
            message: message.into(),
        });
    }

    /// Takes the texts of one answer.
    fn answer(&mut self, column: &str, path: Path, question: &Question, texts: &[String]) {
        match value_of(question, texts) {
            Ok(value) => drop(self.place.document.set(path, value)),
            Err(message) => self.fault(column, message),
        }
    }

    /// Takes an instant; what is none is a fault.
    fn instant(&mut self, column: &str, text: &str) -> Option<Timestamp> {
        let read = chrono::DateTime::parse_from_rfc3339(text);
        if read.is_err() {
            self.fault(
                column,
                "Ce moment ne se lit pas. Exemple : 2026-08-15T10:00:00Z.",
            );
        }
        read.ok()
            .map(|at| Timestamp::from_millis(at.timestamp_millis()))
    }

    /// The place, without entries that lack what makes them.
    fn finish(mut self) -> InventoryRow {
        for group in Group::ALL {
            let whole = self.place.document.entry_ids(group);
            let lost: Vec<Path> = self
                .place
                .document
                .iter()
                .map(|(path, _)| path)
                .filter(|path| {
                    path.as_entry()
                        .is_some_and(|(of, id, _)| of == group && !whole.contains(&id))
                })
                .cloned()
                .collect();
            for path in lost {
                let lead = group
                    .question(group.lead_key())
                    .map_or("", |question| question.label);
                self.fault(
                    path.as_str(),
                    format!("Sans « {lead} », cette réponse n’est pas reprise."),
                );
                self.place.document.set(path, None);
            }
        }
        InventoryRow {
            row: self.row,
            place: self.place,
        }
    }
}

/// The identity of an entry of which the file gives none: always the same for the same file.
fn derived_id(place: &str, group: Group, n: usize) -> EntryId {
    struct Mixed(u64);
    impl Entropy for Mixed {
        fn fill(&self, bytes: &mut [u8]) {
            let mut state = self.0;
            for byte in bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
        }
    }
    let name = format!("{place}\n{}\n{n}", group.as_str());
    let mixed = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // Entries are shown in the order of their ids: that of the file.
    EntryId::mint(
        Timestamp::from_millis(i64::try_from(n).unwrap_or_default()),
        &Mixed(mixed),
    )
}

/// The questions about the place itself, in order, those that are read off a map too.
fn of_place() -> impl Iterator<Item = &'static Question> {
    questionnaire::all()
        .filter(|(group, _)| group.is_none())
        .map(|(_, question)| question)
}

fn rfc3339(at: Timestamp) -> String {
    at.utc()
        .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The value of an answer as a list of texts.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        Value::Many(codes) => codes.clone(),
        Value::Number(number) => vec![number.to_string()],
    }
}

#[cfg(test)]
mod tests;
