//! Excel files, one cell after the other: a sheet that claims a million columns costs nothing.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader as _, Sheet, SheetVisible, Xlsx};

use super::{Gatherer, MAX_COLUMNS, Table, TableError};

/// Cells read at most, empty ones included.
const MAX_CELLS: usize = 6_000_000;

/// Reads the first visible sheet that holds something.
pub(super) fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|_damaged| TableError::Damaged)?;
    let sheets: Vec<Sheet> = book.sheets_metadata().to_vec();
    let visible = sheets
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible);
    let mut found = Err(TableError::Empty);
    for sheet in visible {
        found = read_sheet(&mut book, &sheet.name);
        if found != Err(TableError::Empty) {
            break;
        }
    }
    if let Ok(table) = &mut found
        && sheets.len() > 1
    {
        table.remarks.push(
            "Ce classeur a plusieurs feuilles\u{a0}: seule la première qui est remplie est lue."
                .to_owned(),
        );
    }
    found
}

fn read_sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Table, TableError> {
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(|_damaged| TableError::Damaged)?;
    let mut gathered = Gatherer::default();
    let (mut row, mut line): (u32, Vec<String>) = (0, Vec::new());
    let mut seen = 0;
    while let Some(cell) = cells.next_cell().map_err(|_damaged| TableError::Damaged)? {
        seen += 1;
        if seen > MAX_CELLS {
            return Err(TableError::TooHeavy);
        }
        let (at, column) = cell.get_position();
        let text = words(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if at != row {
            gathered.push(row as usize + 1, std::mem::take(&mut line))?;
            row = at;
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            return Err(TableError::TooWide);
        }
        if line.len() <= column {
            line.resize(column + 1, String::new());
        }
        line[column] = text;
    }
    gathered.push(row as usize + 1, line)?;
    gathered.finish()
}

/// A value as people read it.
fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_words(*number),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "oui".to_owned(),
        DataRef::Bool(false) => "non".to_owned(),
        DataRef::DateTime(date) => date_words(date),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A whole number has no decimals; a telephone typed as a number is not in scientific notation.
fn number_words(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

fn date_words(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return number_words(date.as_f64());
    }
    let (year, month, day, hour, minute, _, _) = date.to_ymd_hms_milli();
    if hour == 0 && minute == 0 {
        format!("{day:02}/{month:02}/{year}")
    } else {
        format!("{day:02}/{month:02}/{year} {hour:02}:{minute:02}")
    }
}
