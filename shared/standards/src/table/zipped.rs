//! Packed files: which spreadsheet it is, and whether it unpacks to something reasonable.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{Table, TableError, ods, xlsx};

/// The most a spreadsheet may unpack to.
pub(super) const MAX_UNPACKED: u64 = 160 * 1024 * 1024;
/// Files a spreadsheet may be made of.
const MAX_FILES: usize = 2_000;

/// Reads an Excel or `LibreOffice` file.
pub(super) fn read(bytes: &[u8]) -> Result<Table, TableError> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_damaged| TableError::Damaged)?;
    if archive.len() > MAX_FILES {
        return Err(TableError::Bomb);
    }
    weigh(&mut archive)?;
    let has = |name: &str| {
        archive
            .file_names()
            .any(|found| found.is_ok_and(|found| found == name))
    };
    if has("xl/workbook.xml") {
        xlsx::read(bytes)
    } else if has("content.xml") {
        ods::read(archive)
    } else if has("xl/workbook.bin") {
        Err(TableError::Foreign("un classeur binaire (.xlsb)"))
    } else if has("word/document.xml") {
        Err(TableError::Foreign("un document Word"))
    } else {
        Err(TableError::Foreign("une archive compressée"))
    }
}

/// Unpacks every part without keeping it: what the archive says of its own sizes may be a lie.
fn weigh(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), TableError> {
    let mut left = MAX_UNPACKED;
    for place in 0..archive.len() {
        let part = archive
            .by_index(place)
            .map_err(|_damaged| TableError::Damaged)?;
        let weight = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_damaged| TableError::Damaged)?;
        left = left.checked_sub(weight).ok_or(TableError::Bomb)?;
    }
    Ok(())
}
