//! Lines of texts to a CSV that spreadsheets open as it is, and run nothing of.

/// Writes a CSV: UTF-8 with its mark and semicolons, as French spreadsheets expect. A cell that a spreadsheet would
/// take for a formula begins with an apostrophe.
#[must_use]
pub fn csv_of<'a>(lines: impl IntoIterator<Item = &'a [String]>) -> String {
    let mut text = String::from("\u{feff}");
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| quoted(&harmless(cell))).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text
}

fn harmless(cell: &str) -> String {
    let risky = cell
        .trim_start()
        .starts_with(['=', '+', '-', '@', '|', '%', '\t', '\r']);
    let clean: String = cell
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    if risky { format!("'{clean}") } else { clean }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ';', '\n', ',']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
