//! The parts of a preview: columns, lines with a fault, and lines as they would be taken in.

use portrea_actions::{CellFault, Fate, ImportPreview, PlannedRow};
use portrea_domain::contact::{ContactChannel, ContactRole};
use portrea_domain::contact_import::FieldChange;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_standards::contact_table::Column;
use portrea_standards::table::Line;

/// Characters of a cell shown in the table of columns.
const SHOWN: usize = 60;

/// A column and what it is read as.
pub(super) struct ColumnView {
    pub(super) name: String,
    pub(super) heading: String,
    pub(super) example: String,
    pub(super) options: Vec<(&'static str, &'static str, bool)>,
}

/// A line with something to look at.
pub(super) struct FaultyLine {
    pub(super) number: usize,
    pub(super) refused: bool,
    pub(super) who: String,
    pub(super) cells: Vec<FaultyCell>,
}

/// A cell with something to look at.
pub(super) struct FaultyCell {
    pub(super) field: String,
    pub(super) label: String,
    pub(super) text: String,
    pub(super) message: String,
    pub(super) suggestion: String,
    pub(super) blocking: bool,
}

/// A line as it would be taken in.
pub(super) struct SampleLine {
    pub(super) number: usize,
    pub(super) fate: &'static str,
    pub(super) details: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) organisation: String,
    pub(super) roles: String,
    pub(super) communes: String,
    pub(super) phone: String,
}

/// The columns, each with its heading and a first value.
pub(super) fn columns(shown: &ImportPreview) -> Vec<ColumnView> {
    let heading = shown.layout.heading.and_then(|rank| shown.lines.get(rank));
    let first = shown.layout.first();
    let body = shown.lines.get(first..).unwrap_or_default();
    let view = |(place, kind): (usize, &Column)| {
        let said = heading.map_or("", |line| line.cell(place));
        let example = body
            .iter()
            .map(|line| line.cell(place))
            .find(|text| !text.is_empty());
        ColumnView {
            name: format!("col-{place}"),
            heading: if said.is_empty() {
                format!("Colonne {}", place + 1)
            } else {
                short(said)
            },
            example: short(example.unwrap_or_default()),
            options: Column::ALL
                .map(|column| (column.as_str(), column.label(), column == *kind))
                .to_vec(),
        }
    };
    shown.layout.columns.iter().enumerate().map(view).collect()
}

/// What the box about the heading says.
pub(super) fn heading_words(shown: &ImportPreview) -> String {
    let heading = shown.layout.heading.and_then(|rank| shown.lines.get(rank));
    match heading {
        Some(line) if line.number > 1 => format!(
            "La ligne {} donne les titres des colonnes\u{a0}; ce qui précède est laissé de côté",
            line.number
        ),
        _ => "La première ligne donne les titres des colonnes".to_owned(),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A line with its faults.
pub(super) fn faulty_line(shown: &ImportPreview, row: &PlannedRow) -> FaultyLine {
    let empty = Line {
        number: row.number,
        cells: Vec::new(),
    };
    let line = shown.lines.get(row.rank).unwrap_or(&empty);
    let cell = |fault: &CellFault| FaultyCell {
        field: format!("{}-{}", row.rank, fault.column),
        label: shown
            .layout
            .columns
            .get(fault.column)
            .map_or("", |column| column.label())
            .to_owned(),
        text: line.cell(fault.column).to_owned(),
        message: fault.message.clone(),
        suggestion: fault.suggestion.clone().unwrap_or_default(),
        blocking: fault.blocking,
    };
    let who: Vec<&str> = [&row.candidate.name, &row.candidate.organisation]
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    FaultyLine {
        number: row.number,
        refused: row.fate == Fate::Refused,
        who: if who.is_empty() {
            short(&line.cells.join(" · "))
        } else {
            who.join(" — ")
        },
        cells: row.faults.iter().map(cell).collect(),
    }
}

/// A line as it would be taken in.
pub(super) fn sample_line(
    row: &PlannedRow,
    name_of: &dyn Fn(&CommuneCode) -> String,
) -> SampleLine {
    let candidate = &row.candidate;
    let (fate, details) = match &row.fate {
        Fate::New => ("nouveau", String::new()),
        Fate::Changed(changes) => ("déjà connu, à compléter", change_words(changes, name_of)),
        Fate::Same => ("déjà connu, sans changement", String::new()),
        Fate::Duplicate(first) => (
            "en double",
            format!("comme la ligne {first}\u{a0}: laissée de côté"),
        ),
        Fate::Refused => ("à corriger", String::new()),
    };
    let roles: Vec<&str> = candidate.roles.iter().map(|role| role.label()).collect();
    let communes: Vec<String> = candidate.communes.iter().map(name_of).collect();
    SampleLine {
        number: row.number,
        fate,
        details,
        name: candidate.name.clone(),
        email: candidate
            .email
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        organisation: candidate.organisation.clone(),
        roles: roles.join(", "),
        communes: communes.join(", "),
        phone: candidate.phone.clone(),
    }
}

/// « téléphone : 02 96 00 00 00 ; structure : CCAS → Mairie ».
fn change_words(changes: &[FieldChange], name_of: &dyn Fn(&CommuneCode) -> String) -> String {
    let readable = |text: &str| {
        let parts = text.split('|').map(|part| {
            if let Ok(role) = part.parse::<ContactRole>() {
                role.label().to_owned()
            } else if let Ok(theme) = part.parse::<Family>() {
                theme.label().to_owned()
            } else if let Ok(channel) = part.parse::<ContactChannel>() {
                channel.label().to_owned()
            } else if let Ok(code) = part.parse() {
                name_of(&code)
            } else {
                part.to_owned()
            }
        });
        parts.collect::<Vec<String>>().join(", ")
    };
    let words = changes.iter().map(|change| {
        let (before, after) = (readable(&change.before), readable(&change.after));
        if before.is_empty() {
            format!("{}\u{a0}: {after}", change.field.label())
        } else {
            format!("{}\u{a0}: {before} → {after}", change.field.label())
        }
    });
    words.collect::<Vec<String>>().join("\u{a0}; ")
}
