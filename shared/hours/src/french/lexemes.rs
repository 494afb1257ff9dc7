//! Characters to words, numbers and signs, without case nor accents.

use std::ops::Range;

/// A word, a number or a sign. `text` is folded: lower case, no accents, plain dashes and apostrophes.
#[derive(Clone, Debug)]
pub(super) struct Lexeme {
    pub(super) text: String,
    pub(super) kind: Kind,
    /// Where it stands in the text, in characters.
    pub(super) at: Range<usize>,
    /// Nothing between it and the one before.
    pub(super) glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Sign,
}

/// Splits a text. Blanks only separate, except the end of a line, which is a sign.
pub(super) fn lexemes(chars: &[char]) -> Vec<Lexeme> {
    let mut found: Vec<Lexeme> = Vec::new();
    let mut open = false;
    for (place, folded) in chars
        .iter()
        .enumerate()
        .filter_map(|(place, c)| fold(*c).map(|c| (place, c)))
    {
        let kind = kind(folded);
        match (kind, found.last_mut()) {
            (None, _) => open = false,
            (Some(kind), Some(last)) if open && continues(last, kind, folded) => {
                last.text.push(folded);
                last.at.end = place + 1;
            }
            (Some(kind), last) => {
                let glued = open && last.is_some();
                found.push(Lexeme {
                    text: folded.to_string(),
                    kind,
                    at: place..place + 1,
                    glued,
                });
                open = true;
            }
        }
    }
    found
}

/// Words and numbers grow; an elision keeps its apostrophe (`l'`, `jusqu'`) and ends there.
fn continues(last: &Lexeme, kind: Kind, c: char) -> bool {
    match last.kind {
        Kind::Word => (kind == Kind::Word || c == '\'') && !last.text.ends_with('\''),
        Kind::Number => kind == Kind::Number,
        Kind::Sign => false,
    }
}

fn kind(c: char) -> Option<Kind> {
    match c {
        '\n' => Some(Kind::Sign),
        c if c.is_whitespace() => None,
        c if c.is_ascii_digit() => Some(Kind::Number),
        c if c.is_alphabetic() => Some(Kind::Word),
        _ => Some(Kind::Sign),
    }
}

/// None for what only decorates the character before it.
fn fold(c: char) -> Option<char> {
    let lower = c.to_lowercase().next().unwrap_or(c);
    Some(match lower {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => return None,
        'à' | 'â' | 'ä' | 'á' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        '’' | '‘' | 'ʼ' | '`' | '´' | '′' => '\'',
        '\u{2010}'..='\u{2015}' | '−' | '→' | '➔' => '-',
        '⁄' | '∕' => '/',
        '\u{2028}' | '\u{2029}' => '\n',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        lexemes(&text.chars().collect::<Vec<_>>())
            .into_iter()
            .map(|lexeme| lexeme.text)
            .collect()
    }

    #[test]
    fn case_accents_and_typographic_signs_are_folded() {
        assert_eq!(
            texts("L’APRÈS–MIDI, 9h30"),
            ["l'", "apres", "-", "midi", ",", "9", "h", "30"]
        );
        assert_eq!(texts("ferme\u{301} jusqu'à"), ["ferme", "jusqu'", "a"]);
    }

    #[test]
    fn a_lexeme_knows_where_it_stands() {
        let found = lexemes(&"é 12h".chars().collect::<Vec<_>>());
        assert_eq!(
            found
                .iter()
                .map(|lexeme| lexeme.at.clone())
                .collect::<Vec<_>>(),
            [0..1, 2..4, 4..5]
        );
        assert_eq!(
            found.iter().map(|lexeme| lexeme.glued).collect::<Vec<_>>(),
            [false, false, true]
        );
    }
}
