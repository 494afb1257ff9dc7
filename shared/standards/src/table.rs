//! Tables people keep — CSV, text pasted from anywhere, Excel, `LibreOffice` — read into lines of plain texts.
//!
//! Nothing is assumed of the bytes: encoding, separator and kind of file are guessed, quoting faults survive, and what
//! cannot be a table is refused with a French reason. Memory and time are bounded whatever the file claims.

mod decode;
mod error;
mod export;
mod ods;
mod text;
mod xlsx;
mod zipped;

use serde::{Deserialize, Serialize};

pub use error::TableError;
pub use export::csv_of;

/// The largest file that is read.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The most lines a table may have.
pub const MAX_LINES: usize = 110_000;
/// The most columns a table may have.
pub const MAX_COLUMNS: usize = 200;
/// The longest text of a cell, in characters: what is beyond is cut.
pub const MAX_CELL: usize = 2_000;
/// The most text a table may hold, in bytes.
const MAX_TEXT: usize = 60 * 1024 * 1024;

/// A table: lines of texts, blank ones left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// What had to be put right to read it, in French, for whoever sent it.
    pub remarks: Vec<String>,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its cells, trimmed; trailing empty ones left out.
    pub cells: Vec<String>,
}

impl Line {
    /// The text of a column; empty when the line is shorter.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Table {
    /// How many columns its longest line has.
    #[must_use]
    pub fn width(&self) -> usize {
        let widths = self.lines.iter().map(|line| line.cells.len());
        widths.max().unwrap_or_default()
    }
}

/// Reads the bytes of a file, whatever its name says.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    if bytes.len() > MAX_BYTES {
        return Err(TableError::TooHeavy);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(TableError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped::read(bytes);
    }
    if let Some(kind) = foreign(bytes) {
        return Err(TableError::Foreign(kind));
    }
    read_text(&decode::decode(bytes)?)
}

/// Reads a text, pasted from a spreadsheet or a file.
pub fn read_text(text: &str) -> Result<Table, TableError> {
    if text.len() > MAX_TEXT {
        return Err(TableError::TooHeavy);
    }
    text::read(text)
}

/// What a file that is no table is, by its first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 8] = [
        (b"\x89PNG", "une image"),
        (b"\xff\xd8\xff", "une image"),
        (b"GIF8", "une image"),
        (b"BM", "une image"),
        (b"%PDF", "un document PDF"),
        (
            b"\xd0\xcf\x11\xe0",
            "un fichier d’un ancien format (Excel 97 ou Word 97)",
        ),
        (b"\x1f\x8b", "une archive compressée"),
        (b"7z\xbc\xaf", "une archive compressée"),
    ];
    let known = KINDS.iter().find(|(start, _)| bytes.starts_with(start));
    match known {
        // « BM » may also begin a text.
        Some((b"BM", _)) if !bytes.iter().take(64).any(|byte| *byte == 0) => None,
        Some((_, kind)) => Some(kind),
        None if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => {
            Some("une image")
        }
        None => None,
    }
}

/// Gathers lines within the limits.
#[derive(Debug, Default)]
struct Gatherer {
    table: Table,
    text: usize,
    cut: usize,
}

impl Gatherer {
    /// Adds a line; a blank one is left out.
    fn push(&mut self, number: usize, cells: Vec<String>) -> Result<(), TableError> {
        let mut cells: Vec<String> = cells.into_iter().map(|cell| self.clean(&cell)).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > MAX_COLUMNS {
            return Err(TableError::TooWide);
        }
        if self.table.lines.len() == MAX_LINES {
            return Err(TableError::TooLong);
        }
        self.text += cells.iter().map(String::len).sum::<usize>();
        if self.text > MAX_TEXT {
            return Err(TableError::TooHeavy);
        }
        self.table.lines.push(Line { number, cells });
        Ok(())
    }

    /// A cell without what cannot be seen: control characters, odd spaces, what is beyond the limit.
    fn clean(&mut self, cell: &str) -> String {
        let mut clean = String::with_capacity(cell.len());
        for c in cell.trim().chars() {
            match c {
                '\n' => clean.push('\n'),
                '\u{a0}' | '\u{202f}' | '\u{2007}' | '\t' => clean.push(' '),
                '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{ad}' => {}
                c if c.is_control() => {}
                c => clean.push(c),
            }
        }
        if clean.len() > MAX_CELL
            && let Some((at, _)) = clean.char_indices().nth(MAX_CELL)
        {
            clean.truncate(at);
            self.cut += 1;
        }
        let clean = clean.trim();
        // Our own exports put an apostrophe before what a spreadsheet would run.
        match clean.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@', '|', '%']) => rest.to_owned(),
            _ => clean.to_owned(),
        }
    }

    fn finish(mut self) -> Result<Table, TableError> {
        if self.table.lines.is_empty() {
            return Err(TableError::Empty);
        }
        if self.cut > 0 {
            self.table.remarks.push(format!(
                "{} texte(s) très longs ont été coupés à {MAX_CELL}\u{a0}caractères.",
                self.cut
            ));
        }
        Ok(self.table)
    }
}

#[cfg(test)]
mod tests;
