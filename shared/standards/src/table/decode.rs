//! Bytes to text: UTF-8 with or without its mark, UTF-16, else Windows-1252 line by line.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::TableError;

/// The text of a file; refused when too much of it cannot be seen.
pub(super) fn decode(bytes: &[u8]) -> Result<String, TableError> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let rest = bytes.get(mark..).unwrap_or_default();
            encoding.decode_without_bom_handling(rest).0.into_owned()
        }
        None => match without_mark(bytes) {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => eight_bits(bytes),
        },
    };
    if is_noise(&text) {
        return Err(TableError::Unreadable);
    }
    Ok(text)
}

/// UTF-16 without its mark: every other byte of a Western text is zero.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let zeros = |parity: usize| {
        let places = head.iter().skip(parity).step_by(2);
        places.filter(|byte| **byte == 0).count() * 5 > head.len()
    };
    match (zeros(0), zeros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-8 where it is, Windows-1252 where it is not: files are glued together from both.
fn eight_bits(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    lines
        .map(|line| match std::str::from_utf8(line) {
            Ok(text) => text.to_owned(),
            Err(_other) => WINDOWS_1252
                .decode_without_bom_handling(line)
                .0
                .into_owned(),
        })
        .collect()
}

/// Whether more than one character in a hundred cannot be seen.
fn is_noise(text: &str) -> bool {
    let unseen = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}')) || *c == '\u{fffd}'
    };
    let (mut all, mut bad) = (0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        bad += usize::from(unseen(&c));
    }
    bad > 2 && bad * 100 > all
}
