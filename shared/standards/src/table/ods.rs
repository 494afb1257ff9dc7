//! `LibreOffice` files: the displayed text of the cells of the first sheet, read as the parts come.
//!
//! The displayed text keeps the zeros of post codes and telephones. Cells repeated a million times, as empty ones are
//! at the end of every sheet, are counted and not written out.

use std::io::{BufRead, BufReader, Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::zipped::MAX_UNPACKED;
use super::{Gatherer, MAX_CELL, MAX_COLUMNS, Table, TableError};

/// Reads the first sheet that holds something.
pub(super) fn read(mut archive: ZipArchive<Cursor<&[u8]>>) -> Result<Table, TableError> {
    let content = archive
        .by_name("content.xml")
        .map_err(|_damaged| TableError::Damaged)?;
    let mut reader = Reader::from_reader(BufReader::new(content.take(MAX_UNPACKED)));
    let mut sheet = SheetReader::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        if !sheet.take(&mut reader, &mut buffer)? {
            return sheet.gathered.finish();
        }
    }
}

#[derive(Default)]
struct SheetReader {
    gathered: Gatherer,
    /// Rows passed so far, repeated ones counted.
    number: usize,
    row_repeats: usize,
    row: Vec<String>,
    /// Columns passed in the row, repeated ones counted.
    column: usize,
    cell: String,
    cell_repeats: usize,
    in_text: bool,
    in_note: usize,
}

impl SheetReader {
    /// Takes one piece of the file; false when there is nothing more to read.
    fn take<R: BufRead>(
        &mut self,
        reader: &mut Reader<R>,
        buffer: &mut Vec<u8>,
    ) -> Result<bool, TableError> {
        let event = reader
            .read_event_into(buffer)
            .map_err(|_damaged| TableError::Damaged)?;
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => {
                self.open(&tag);
                return self.close(tag.name().as_ref().as_ref());
            }
            Event::End(tag) => return self.close(tag.name().as_ref().as_ref()),
            Event::Text(text) if self.in_text && self.in_note == 0 => {
                let text = text.as_ref();
                self.add(text);
            }
            Event::GeneralRef(name) if self.in_text && self.in_note == 0 => {
                let name = name.as_ref().to_string();
                self.add(&entity(&name));
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
        Ok(true)
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            "table:table-row" => {
                self.row_repeats = repeats(tag, "table:number-rows-repeated");
                self.row.clear();
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell_repeats = repeats(tag, "table:number-columns-repeated");
                self.cell.clear();
            }
            "text:p" => {
                if !self.cell.is_empty() {
                    self.cell.push('\n');
                }
                self.in_text = true;
            }
            "text:s" | "text:tab" => self.add(" "),
            "text:line-break" => self.add("\n"),
            "office:annotation" => self.in_note += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<bool, TableError> {
        match name {
            "text:p" => self.in_text = false,
            "office:annotation" => self.in_note = self.in_note.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "table:table-row" => self.end_row()?,
            "table:table" if !self.gathered.table.lines.is_empty() => return Ok(false),
            "table:table" => self.number = 0,
            _ => {}
        }
        Ok(true)
    }

    fn add(&mut self, text: &str) {
        if self.cell.len() <= MAX_CELL * 4 {
            self.cell.push_str(text);
        }
    }

    fn end_cell(&mut self) -> Result<(), TableError> {
        if !self.cell.is_empty() {
            if self.column + self.cell_repeats > MAX_COLUMNS {
                return Err(TableError::TooWide);
            }
            self.row.resize(self.column, String::new());
            for _ in 0..self.cell_repeats {
                self.row.push(self.cell.clone());
            }
        }
        self.column = self.column.saturating_add(self.cell_repeats);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), TableError> {
        if !self.row.is_empty() {
            for repeat in 0..self.row_repeats {
                self.gathered
                    .push(self.number + repeat + 1, self.row.clone())?;
            }
        }
        self.number = self.number.saturating_add(self.row_repeats);
        Ok(())
    }
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> usize {
    let said = tag
        .attributes()
        .flatten()
        .find(|attribute| AsRef::<str>::as_ref(&attribute.key.as_ref()) == name);
    let times = said.and_then(|attribute| attribute.value.as_ref().to_string().parse().ok());
    times.unwrap_or(1).max(1)
}

fn entity(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => {
            let code = other
                .strip_prefix('#')
                .and_then(|digits| match digits.strip_prefix('x') {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
                    None => digits.parse().ok(),
                });
            code.and_then(char::from_u32)
                .map_or_else(String::new, String::from)
        }
    }
}
