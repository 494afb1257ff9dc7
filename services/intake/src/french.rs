//! French words: values in words, and spaces that must not break.

use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;
use portrea_domain::document::Value;
use portrea_domain::questionnaire::Question;
use portrea_hours::Hours;
use portrea_render::{french, said};

use crate::names::Names;

const NBSP: char = '\u{a0}';
/// The day of an instant in France: `1er mars 2026`.
pub(crate) fn day(at: Timestamp) -> String {
    french::date(at, PARIS)
}

/// The same text with spaces that do not break before double punctuation and inside quotes.
pub(crate) fn fine(text: &str) -> String {
    let mut fine = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut after_quote = false;
    while let Some(c) = chars.next() {
        let before_mark = matches!(chars.peek(), Some('?' | '!' | ':' | ';' | '»'));
        fine.push(if c == ' ' && (after_quote || before_mark) {
            NBSP
        } else {
            c
        });
        after_quote = c == '«';
    }
    fine
}

/// What a value says, in the words people read.
pub(crate) fn value(question: &Question, value: &Value, names: &Names) -> String {
    fine(&said(question, value, &|code| names.known(code)))
}

/// Opening hours in words; the text itself when it cannot be read.
pub(crate) fn hours(osm: &str) -> String {
    Hours::parse(osm).map_or_else(|_unreadable| osm.to_owned(), |hours| hours.to_french())
}

/// `1 modification`, `2 modifications`.
pub(crate) fn changes(count: usize) -> String {
    let plural = if count > 1 { "s" } else { "" };
    format!("{count}{NBSP}modification{plural}")
}

#[cfg(test)]
mod tests {
    use portrea_domain::questionnaire::question;

    use super::*;

    #[test]
    fn spaces_before_double_punctuation_do_not_break() {
        assert_eq!(
            fine("Est-ce « sûr » ? Oui : bien"),
            "Est-ce «\u{a0}sûr\u{a0}»\u{a0}? Oui\u{a0}: bien"
        );
    }

    #[test]
    fn values_are_said_in_words() {
        let names: Names = [("35184".to_owned(), "Messac".to_owned())]
            .into_iter()
            .collect();
        let said = |key: &str, held: Value| value(question(key).unwrap(), &held, &names);
        assert_eq!(said("place.kind", "mairie".into()), "Mairie");
        assert_eq!(said("place.commune", "35184".into()), "Messac");
        assert_eq!(said("place.commune", "99999".into()), "99999");
        assert_eq!(
            said(
                "publics.served",
                Value::Many(vec!["jeunes".into(), "seniors".into()])
            ),
            "Jeunes, Seniors"
        );
        assert!(said("hours.opening", "Mo 09:00-12:00".into()).starts_with("lundi"));
    }
}
