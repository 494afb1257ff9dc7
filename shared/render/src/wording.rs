//! Wording a person writes themselves, with fields such as `{{prenom}}` that are filled in for each reader.
//!
//! A wording is read once, then filled as often as there are readers. What is filled in is never read again: a name
//! that holds braces stays a name, and in HTML it stays text.

use std::fmt::Write as _;

/// A text with fields, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    pieces: Vec<Piece>,
    /// Bytes of the text between fields.
    plain_len: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(String),
}

/// What a wording is filled into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// A plain text: values stand as they are.
    Text,
    /// HTML: values are escaped.
    Html,
    /// One line, such as a subject: line breaks of values become spaces.
    Line,
}

/// Why a wording cannot be used, in words for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordingError {
    /// There is no such field.
    #[error("Le champ «\u{a0}{{{{{name}}}}}\u{a0}» n’existe pas. Champs possibles\u{a0}: {known}.")]
    UnknownField {
        /// What was written between the braces.
        name: String,
        /// The fields that exist, in a row.
        known: String,
    },
    /// A field is opened and not closed.
    #[error("Il manque «\u{a0}}}}}\u{a0}» après «\u{a0}{{{{{start}\u{a0}».")]
    Unclosed {
        /// What follows the braces.
        start: String,
    },
}

/// The longest part of a wrong wording that is quoted.
const QUOTED_CHARS: usize = 30;

impl Wording {
    /// Reads a text whose fields must be among `known`. Spaces, capitals and accents in a field do not matter:
    /// `{{ Prénom }}` is `{{prenom}}`.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, WordingError> {
        let mut pieces = Vec::new();
        let mut plain_len = 0;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((inside, next)) = after.split_once("}}") else {
                let start = after.chars().take(QUOTED_CHARS).collect();
                return Err(WordingError::Unclosed { start });
            };
            let name = folded(inside);
            if !known.contains(&name.as_str()) {
                return Err(unknown(inside, known));
            }
            plain_len += before.len();
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Field(name));
            rest = next;
        }
        plain_len += rest.len();
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self { pieces, plain_len })
    }

    /// Whether the wording uses a field.
    #[must_use]
    pub fn uses(&self, field: &str) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Field(name) if name == field))
    }

    /// The text for one reader. A field whose value is not known is left empty.
    #[must_use]
    pub fn fill<'v>(&self, filling: Filling, value_of: impl Fn(&str) -> Option<&'v str>) -> String {
        let mut filled = String::with_capacity(self.plain_len + 32 * self.pieces.len());
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Field(name) => put(&mut filled, filling, value_of(name).unwrap_or_default()),
            }
        }
        filled
    }
}

fn put(filled: &mut String, filling: Filling, value: &str) {
    match filling {
        Filling::Text => filled.push_str(value),
        Filling::Html => escape_into(filled, value),
        Filling::Line => filled.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c })),
    }
}

/// Writes a text so that HTML shows it as it is, in attributes too.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' | '\'' => {
                // Writing into a string cannot fail.
                write!(out, "&#{};", u32::from(c)).ok();
            }
            other => out.push(other),
        }
    }
}

fn unknown(inside: &str, known: &[&str]) -> WordingError {
    let known: Vec<String> = known.iter().map(|name| format!("{{{{{name}}}}}")).collect();
    WordingError::UnknownField {
        name: inside.trim().chars().take(QUOTED_CHARS).collect(),
        known: known.join(", "),
    }
}

/// `Prénom` as `prenom`: people do not remember which of the two it is.
fn folded(name: &str) -> String {
    name.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KNOWN: [&str; 3] = ["prenom", "structure", "token"];

    fn filled(text: &str, filling: Filling, value: &str) -> String {
        let wording = Wording::parse(text, &KNOWN).unwrap();
        wording.fill(filling, |_name| Some(value))
    }

    #[test]
    fn fields_are_filled_however_they_are_typed() {
        let text = "Bonjour {{prenom}}, {{ Prénom }} de {{STRUCTURE}}{{token}} !";
        assert_eq!(
            filled(text, Filling::Text, "Zoé"),
            "Bonjour Zoé, Zoé de ZoéZoé !"
        );
    }

    #[test]
    fn an_unknown_field_is_named_with_those_that_exist() {
        let error = Wording::parse("Cher {{ami}}", &KNOWN).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Le champ «\u{a0}{{ami}}\u{a0}» n’existe pas. Champs possibles\u{a0}: {{prenom}}, {{structure}}, {{token}}."
        );
    }

    #[test]
    fn a_field_that_is_not_closed_is_shown() {
        let error = Wording::parse("Cher {{prenom, venez", &KNOWN).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Il manque «\u{a0}}}\u{a0}» après «\u{a0}{{prenom, venez\u{a0}»."
        );
    }

    #[test]
    fn a_value_is_text_in_html_and_one_line_in_a_subject() {
        assert_eq!(
            filled("<b>{{structure}}</b>", Filling::Html, "L'A & <i>\"B\""),
            "<b>L&#39;A &amp; &lt;i&gt;&#34;B&#34;</b>"
        );
        assert_eq!(
            filled("{{prenom}} !", Filling::Line, "a\r\nBcc: x"),
            "a  Bcc: x !"
        );
    }

    #[test]
    fn a_field_without_a_value_is_empty() {
        let wording = Wording::parse("[{{prenom}}]", &KNOWN).unwrap();
        assert_eq!(wording.fill(Filling::Text, |_name| None), "[]");
        assert!(wording.uses("prenom") && !wording.uses("token"));
    }

    proptest! {
        #[test]
        fn what_is_filled_in_is_never_read_again(value in ".*") {
            let value = format!("{value}{{{{token}}}}");
            prop_assert_eq!(filled("{{prenom}}", Filling::Text, &value), value.clone());
            let html = filled("<p>{{prenom}}</p>", Filling::Html, &value);
            let inside = html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
            prop_assert!(!inside.unwrap().contains(['<', '>', '"', '\'']));
            prop_assert!(html.contains("{{token}}"));
        }

        #[test]
        fn a_text_without_fields_stays_as_it_is(text in "[^{]*") {
            prop_assert_eq!(filled(&text, Filling::Text, "x"), text);
        }
    }
}
