//! Addresses pasted from a mail: `Jeanne Le Goff <jeanne@…>; yann@…`, on one line or many.

use crate::table::{Line, MAX_LINES, Table, TableError};

/// Whether a pasted text is a list of addresses rather than a table.
#[must_use]
pub fn looks_like_addresses(text: &str) -> bool {
    let angled = text.matches('<').count();
    let mails = text.matches('@').count();
    if text.contains('\t') || mails == 0 {
        return false;
    }
    if angled > 0 && angled * 2 >= mails {
        return true;
    }
    // Only addresses, whatever stands between them.
    text.split([',', ';', '\n', ' '])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .all(|word| word.contains('@'))
}

/// Reads them into a table of two columns, under its headings. What has no address is kept, to be corrected.
pub fn read_addresses(text: &str) -> Result<Table, TableError> {
    let mut table = Table::default();
    let heading = ["Nom complet", "Adresse mail"].map(str::to_owned).to_vec();
    table.lines.push(Line {
        number: 0,
        cells: heading,
    });
    for (rank, line) in text.lines().enumerate() {
        for entry in entries(line) {
            if table.lines.len() == MAX_LINES {
                return Err(TableError::TooLong);
            }
            let (name, mail) = split(&entry);
            table.lines.push(Line {
                number: rank + 1,
                cells: vec![name, mail],
            });
        }
    }
    if table.lines.len() == 1 {
        return Err(TableError::Empty);
    }
    Ok(table)
}

/// Cuts a line at its commas and semicolons, not inside quotes. A comma before the address (`Le Goff, Jeanne <…>`)
/// belongs to the name.
fn entries(line: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                current.push(c);
            }
            ';' if !quoted => found.push(std::mem::take(&mut current)),
            ',' if !quoted && (current.contains('@') || !line.contains('<')) => {
                found.push(std::mem::take(&mut current));
            }
            ' ' if !quoted && only_an_address(&current) => found.push(std::mem::take(&mut current)),
            c => current.push(c),
        }
    }
    found.push(current);
    found
        .into_iter()
        .map(|entry| entry.trim().to_owned())
        .filter(|entry| !entry.is_empty())
        .collect()
}

fn only_an_address(text: &str) -> bool {
    let text = text.trim();
    text.contains('@') && !text.contains(['<', ' '])
}

/// The name and the address of an entry.
fn split(entry: &str) -> (String, String) {
    let tidy = |text: &str| {
        text.trim()
            .trim_matches(['"', '\'', ',', '(', ')', '<', '>', ' '])
            .trim()
            .to_owned()
    };
    match entry.split_once('<') {
        Some((name, mail)) => (in_order(&tidy(name)), tidy(mail)),
        None => match entry.split_once('@') {
            Some(_) => {
                let words = entry.split_whitespace();
                let (mails, names): (Vec<&str>, Vec<&str>) =
                    words.partition(|word| word.contains('@'));
                (tidy(&names.join(" ")), tidy(&mails.concat()))
            }
            None => (tidy(entry), String::new()),
        },
    }
}

/// `Le Goff, Jeanne` as `Jeanne Le Goff`.
fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) => format!("{} {}", given.trim(), family.trim()),
        None => name.to_owned(),
    }
}
