//! Text to lines of cells: the separator is guessed, and a quote that is never closed is a plain character.

use super::{Gatherer, Table, TableError};

/// What may stand between two cells, the likeliest first.
const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];
/// Lines looked at to guess the separator.
const LOOKED_AT: usize = 40;
/// The most lines a quoted cell may run over: beyond, its quote was never closed.
const QUOTED_LINES: usize = 30;

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Table, TableError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = Reader {
        rest: &text,
        separator: separator(&text),
        number: 1,
        faults: Vec::new(),
    };
    let mut gathered = Gatherer::default();
    while !reader.rest.is_empty() {
        let number = reader.number;
        gathered.push(number, reader.line())?;
    }
    for number in reader.faults.iter().take(5) {
        gathered.table.remarks.push(format!(
            "Ligne {number}\u{a0}: un guillemet n’est jamais fermé, il est lu comme un caractère ordinaire."
        ));
    }
    gathered.finish()
}

/// The separator that cuts the first lines into the same number of cells most often; none when no line is cut.
fn separator(text: &str) -> Option<char> {
    let head = records(text);
    // Excel says it on the first line.
    if let Some(said) = head.first().and_then(|line| line.strip_prefix("sep="))
        && let Some(said) = said.chars().next()
    {
        return Some(said);
    }
    let score = |separator: char| {
        let counts: Vec<usize> = head
            .iter()
            .map(|record| outside_quotes(record, separator))
            .collect();
        let usual = most_frequent(&counts);
        let alike = counts.iter().filter(|count| **count == usual).count();
        let cut = counts.iter().filter(|count| **count > 0).count();
        // Cutting every line alike is worth most; then cutting many lines; a comma inside sentences does neither.
        if usual > 0 { alike * 3 + cut } else { cut / 2 }
    };
    let best = SEPARATORS
        .into_iter()
        .map(|separator| (score(separator), separator))
        .rev()
        .max_by_key(|(score, _)| *score);
    best.filter(|(score, _)| *score > 0)
        .map(|(_, separator)| separator)
}

/// The first lines, blank ones left out; a line inside quotes belongs to the one before, when every quote is closed.
fn records(text: &str) -> Vec<&str> {
    let closed = text.matches('"').count().is_multiple_of(2);
    let (mut found, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => inside = closed && !inside,
            '\n' if !inside => {
                found.extend(text.get(start..at).filter(|line| !line.trim().is_empty()));
                start = at + 1;
                if found.len() == LOOKED_AT {
                    return found;
                }
            }
            _ => {}
        }
    }
    found.extend(text.get(start..).filter(|line| !line.trim().is_empty()));
    found
}

fn outside_quotes(line: &str, separator: char) -> usize {
    let mut inside = false;
    let mut count = 0;
    for c in line.chars() {
        if c == '"' {
            inside = !inside;
        } else if c == separator && !inside {
            count += 1;
        }
    }
    count
}

fn most_frequent(counts: &[usize]) -> usize {
    let frequency = |count: &usize| counts.iter().filter(|other| *other == count).count();
    counts
        .iter()
        .max_by_key(|count| (frequency(count), **count))
        .copied()
        .unwrap_or_default()
}

struct Reader<'t> {
    rest: &'t str,
    separator: Option<char>,
    number: usize,
    faults: Vec<usize>,
}

impl Reader<'_> {
    /// The next line, its cells unquoted.
    fn line(&mut self) -> Vec<String> {
        let mut cells = Vec::new();
        loop {
            let cell = self.cell();
            cells.push(cell);
            let mut chars = self.rest.chars();
            match chars.next() {
                Some(c) if Some(c) == self.separator => self.rest = chars.as_str(),
                Some(_end_of_line) => {
                    self.rest = chars.as_str();
                    self.number += 1;
                    return cells;
                }
                None => return cells,
            }
        }
    }

    fn cell(&mut self) -> String {
        let start = self.rest.trim_start_matches(' ');
        if start.starts_with('"') {
            if let Some((cell, rest)) = self.quoted(start) {
                self.number += cell.matches('\n').count();
                self.rest = rest;
                return cell;
            }
            self.faults.push(self.number);
        }
        let end = self
            .rest
            .find(|c| c == '\n' || Some(c) == self.separator)
            .unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        cell.to_owned()
    }

    /// A cell between quotes and what follows it; nothing when the quote closes nowhere near.
    fn quoted<'a>(&self, start: &'a str) -> Option<(String, &'a str)> {
        let mut cell = String::new();
        let mut chars = start.char_indices().skip(1).peekable();
        let mut lines = 0;
        while let Some((at, c)) = chars.next() {
            match c {
                '"' if chars.peek().is_some_and(|(_, next)| *next == '"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => {
                    let rest = start.get(at + 1..)?.trim_start_matches(' ');
                    let ends = rest
                        .chars()
                        .next()
                        .is_none_or(|next| next == '\n' || Some(next) == self.separator);
                    if ends {
                        return Some((cell, rest));
                    }
                    // `"Le "Relais" de Bégard"`: an inner quote nobody doubled.
                    cell.push('"');
                }
                '\n' => {
                    lines += 1;
                    if lines > QUOTED_LINES {
                        return None;
                    }
                    cell.push('\n');
                }
                c => cell.push(c),
            }
        }
        None
    }
}
