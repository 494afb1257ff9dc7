//! The text of a cell: one answer, written so that a spreadsheet runs nothing, and read back as it was.

use portrea_domain::answer;
use portrea_domain::document::Value;
use portrea_domain::questionnaire::{Kind, Question};
use portrea_domain::territory::CommuneCode;
use portrea_hours::{Hours, Rhythm};

/// What a spreadsheet may take for the beginning of a formula, or of our own mark.
const RISKY: [char; 12] = [
    '=', '+', '-', '@', '|', '%', '\'', '\t', '＝', '＋', '－', '＠',
];

/// A cell that runs nothing: an apostrophe goes before what a spreadsheet would take for a formula.
pub(super) fn guarded(text: &str) -> String {
    if text.trim_start().starts_with(RISKY) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text of a cell without the mark of [`guarded`].
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(RISKY) => rest,
        _ => cell,
    }
}

/// The value that texts say, or what is wrong with them in French words. Nothing said is nothing known.
pub(super) fn value_of(question: &Question, texts: &[String]) -> Result<Option<Value>, String> {
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let value = answer::read(question, texts).map_err(|error| error.to_string())?;
    let text = value.as_ref().and_then(Value::as_text).unwrap_or_default();
    match question.kind {
        Kind::Hours => {
            Hours::parse(text).map_err(|error| error.to_string())?;
        }
        Kind::Rhythm => {
            Rhythm::parse(text).map_err(|error| error.to_string())?;
        }
        Kind::Commune => {
            text.parse::<CommuneCode>()
                .map_err(|_not_a_code| format!("« {text} » n’est pas un code INSEE de commune."))?;
        }
        _ => {}
    }
    Ok(value)
}
