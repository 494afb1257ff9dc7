//! The inventory as a table: one line a place, groups flattened, for spreadsheets.

use csv::{ReaderBuilder, WriterBuilder};
use portrea_domain::document::{Document, Path};
use portrea_domain::questionnaire::{Group, Kind, Question, SectionKey};

use super::cells::{guarded, unguarded};
use super::{
    InventoryError, InventoryFile, InventoryPlace, Reading, derived_id, of_place, rfc3339, texts,
};

/// Between several choices of one cell.
const BETWEEN: char = '|';

/// What a column holds.
enum Column {
    Id,
    Source,
    Modified,
    Fictional,
    Verified(SectionKey),
    Place(&'static Question),
    /// The identity of the n-th entry of a group.
    EntryId(Group, usize),
    Entry(Group, usize, &'static Question),
}

impl Column {
    fn name(&self) -> String {
        match self {
            Self::Id => "id".to_owned(),
            Self::Source => "source".to_owned(),
            Self::Modified => "modified".to_owned(),
            Self::Fictional => "fictional".to_owned(),
            Self::Verified(section) => format!("verified.{}", section.as_str()),
            Self::Place(question) => question.key.to_owned(),
            Self::EntryId(group, n) => format!("{}.{n}.id", group.as_str()),
            Self::Entry(group, n, question) => format!("{}.{n}.{}", group.as_str(), question.key),
        }
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "id" => return Some(Self::Id),
            "source" => return Some(Self::Source),
            "modified" => return Some(Self::Modified),
            "fictional" => return Some(Self::Fictional),
            _ => {}
        }
        if let Some(section) = name.strip_prefix("verified.") {
            return section.parse().ok().map(Self::Verified);
        }
        if let Some(question) = of_place().find(|question| question.key == name) {
            return Some(Self::Place(question));
        }
        let (group, rest) = name.split_once('.')?;
        let (n, key) = rest.split_once('.')?;
        let (group, n): (Group, usize) = (group.parse().ok()?, n.parse().ok()?);
        match key {
            "id" => Some(Self::EntryId(group, n)),
            key => group
                .question(key)
                .map(|question| Self::Entry(group, n, question)),
        }
    }

    fn text(&self, place: &InventoryPlace) -> String {
        let document = &place.document;
        let entry = |group, n: usize| document.entry_ids(group).get(n - 1).copied();
        match self {
            Self::Id => place.id.clone(),
            Self::Source => place.source.clone(),
            Self::Modified => place.modified_at.map_or_else(String::new, rfc3339),
            Self::Fictional => if place.fictional { "oui" } else { "" }.to_owned(),
            Self::Verified(section) => {
                let at = place.verified.get(section);
                at.map_or_else(String::new, |at| rfc3339(*at))
            }
            Self::Place(question) => answer(document, &Path::field(question.key)),
            Self::EntryId(group, n) => {
                entry(*group, *n).map_or_else(String::new, |id| id.to_string())
            }
            Self::Entry(group, n, question) => {
                let id = entry(*group, *n);
                let path = id.map(|id| Path::entry(*group, id, question.key));
                path.map_or_else(String::new, |path| answer(document, &path))
            }
        }
    }
}

fn answer(document: &Document, path: &Path) -> String {
    let value = document.get(path);
    value.map_or_else(String::new, |value| texts(value).join(&BETWEEN.to_string()))
}

/// The columns that hold all the places: as many entries of each group as the place with most of them has.
fn columns(places: &[InventoryPlace]) -> Vec<Column> {
    let mut columns = vec![
        Column::Id,
        Column::Source,
        Column::Modified,
        Column::Fictional,
    ];
    columns.extend(SectionKey::ALL.map(Column::Verified));
    columns.extend(of_place().map(Column::Place));
    for group in Group::ALL {
        let counts = places
            .iter()
            .map(|place| place.document.entry_ids(group).len());
        for n in 1..=counts.max().unwrap_or_default() {
            columns.push(Column::EntryId(group, n));
            columns.extend(
                group
                    .questions()
                    .iter()
                    .map(|question| Column::Entry(group, n, question)),
            );
        }
    }
    columns
}

/// The table: UTF-8 with its mark and semicolons, as French spreadsheets expect.
pub(super) fn write(places: &[InventoryPlace]) -> String {
    let columns = columns(places);
    let mut writer = WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let headings: Vec<String> = columns.iter().map(Column::name).collect();
    // Writing to memory cannot fail.
    drop(writer.write_record(&headings));
    for place in places {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| guarded(&column.text(place)))
            .collect();
        drop(writer.write_record(&cells));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// Reads a table, its columns in any order. Columns nobody knows are said once, on the line of the headings.
pub(super) fn read(text: &str) -> Result<InventoryFile, InventoryError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.matches(';').count() >= first.matches(',').count() {
        b';'
    } else {
        b','
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let table = |error: csv::Error| InventoryError::Table(error.to_string());
    let headings: Vec<String> = reader
        .headers()
        .map_err(table)?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    if !headings.iter().any(|name| name == "place.name") {
        return Err(InventoryError::Headings);
    }
    let columns: Vec<Option<Column>> = headings.iter().map(|name| Column::named(name)).collect();
    let mut file = InventoryFile::default();
    let mut heads = Reading::new(1, &mut file.faults);
    for (name, _) in headings
        .iter()
        .zip(&columns)
        .filter(|(name, column)| column.is_none() && !name.is_empty())
    {
        heads.fault(
            name,
            "Cette colonne n’est pas du questionnaire : elle n’est pas reprise.",
        );
    }
    for (row, record) in (2..).zip(reader.records()) {
        let record = record.map_err(table)?;
        let cells: Vec<&str> = record.iter().map(unguarded).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut reading = Reading::new(row, &mut file.faults);
        line(&mut reading, &headings, &columns, &cells);
        let row = reading.finish();
        file.rows.push(row);
    }
    Ok(file)
}

fn line(
    reading: &mut Reading<'_>,
    headings: &[String],
    columns: &[Option<Column>],
    cells: &[&str],
) {
    let filled: Vec<(&String, &Column, &str)> = headings
        .iter()
        .zip(columns)
        .zip(cells)
        .filter_map(|((name, column), cell)| Some((name, column.as_ref()?, *cell)))
        .filter(|(_, _, cell)| !cell.trim().is_empty())
        .collect();
    let own = filled
        .iter()
        .find(|(_, column, _)| matches!(column, Column::Id));
    let name = filled.iter().find(|(name, _, _)| *name == "place.name");
    let place = own.or(name).map_or("", |(_, _, cell)| cell).to_owned();
    let entry = |group: Group, n: usize| {
        let given = filled.iter().find_map(|(_, column, cell)| match column {
            Column::EntryId(of, at) if *of == group && *at == n => Some(*cell),
            _ => None,
        });
        let given = given.and_then(|cell| cell.trim().parse().ok());
        given.unwrap_or_else(|| derived_id(&place, group, n))
    };
    for (name, column, cell) in &filled {
        match column {
            Column::Id => cell.trim().clone_into(&mut reading.place.id),
            Column::Source => cell.trim().clone_into(&mut reading.place.source),
            Column::Modified => reading.place.modified_at = reading.instant(name, cell.trim()),
            Column::Fictional => reading.place.fictional = true,
            Column::Verified(section) => {
                if let Some(at) = reading.instant(name, cell.trim()) {
                    reading.place.verified.insert(*section, at);
                }
            }
            Column::Place(question) => {
                reading.answer(
                    name,
                    Path::field(question.key),
                    question,
                    &said(question, cell),
                );
            }
            Column::EntryId(..) => {}
            Column::Entry(group, n, question) => {
                let path = Path::entry(*group, entry(*group, *n), question.key);
                reading.answer(name, path, question, &said(question, cell));
            }
        }
    }
}

/// The texts of a cell: several for several choices.
fn said(question: &Question, cell: &str) -> Vec<String> {
    match question.kind {
        Kind::Several(_) => cell
            .split(BETWEEN)
            .map(|code| code.trim().to_owned())
            .collect(),
        _ => vec![cell.to_owned()],
    }
}
