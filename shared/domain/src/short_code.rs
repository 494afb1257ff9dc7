//! Short codes: a link on paper, typed by hand by somebody who reads it in a hurry.

use crate::clock::Timestamp;
use crate::ids::{PersonId, ShortCodeId};
use crate::link::LinkPurpose;

/// A short code given to one person, for one purpose. The code itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortCode {
    /// Identity; the code is derived from it with the secret of the house.
    pub id: ShortCodeId,
    /// Whose code it is.
    pub person_id: PersonId,
    /// What it opens.
    pub purpose: LinkPurpose,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// Letters and digits nobody takes for one another.
const ALPHABET: &[u8; 25] = b"ACDEFGHJKMNPRTUWXY2345789";
/// Characters of a code.
const LENGTH: usize = 8;
/// Characters of a group.
const GROUP: usize = 4;

/// The characters of a code.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeText(String);

impl CodeText {
    /// The code drawn from random bytes: 37 bits of them count.
    #[must_use]
    pub fn of_bytes(bytes: [u8; 8]) -> Self {
        let mut number = u64::from_be_bytes(bytes);
        let mut text = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            let at = usize::try_from(number % 25).unwrap_or_default();
            text.push(char::from(ALPHABET[at]));
            number /= 25;
        }
        Self(text)
    }

    /// Reads what somebody typed: case, spaces and dashes do not matter, and letters taken for one another are read
    /// as the one a code can hold. Nothing when it cannot be a code.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let mut read = String::with_capacity(LENGTH);
        for c in text.chars() {
            if c.is_whitespace() || matches!(c, '-' | '–' | '—' | '.' | '_' | '\u{2011}') {
                continue;
            }
            let meant = match c.to_ascii_uppercase() {
                'O' | '0' | 'Q' => 'D',
                'I' | 'L' | '1' => 'J',
                'Z' => '2',
                'S' => '5',
                'B' => '8',
                'V' => 'U',
                '6' => 'G',
                other => other,
            };
            if !ALPHABET.iter().any(|known| char::from(*known) == meant) || read.len() == LENGTH {
                return None;
            }
            read.push(meant);
        }
        (read.len() == LENGTH).then_some(Self(read))
    }

    /// The code without its space.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code as it is printed: `ACDE FGHJ`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(GROUP);
        format!("{first} {second}")
    }
}

impl std::fmt::Debug for CodeText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeText(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        CodeText::typed(text).map(|code| code.as_str().to_owned())
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in [
            "ACDE FGHJ",
            "acde-fghj",
            " a c d e f g h j ",
            "ACDEFGH1",
            "acOe fghl",
            "AC0E\u{a0}F6HI",
        ] {
            assert_eq!(read(typed).as_deref(), Some("ACDEFGHJ"), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_not_looked_up() {
        for typed in [
            "",
            "ACDE",
            "ACDE FGHJ K",
            "ACDE FGH?",
            "écde fghj",
            "' or 1=1",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_code_reads_back_from_its_printed_form(bytes in any::<[u8; 8]>()) {
            let code = CodeText::of_bytes(bytes);
            prop_assert_eq!(CodeText::typed(&code.grouped()), Some(code.clone()));
            prop_assert_eq!(CodeText::typed(&code.grouped().to_lowercase()), Some(code));
        }

        #[test]
        fn nothing_typed_makes_a_panic(text in ".{0,40}") {
            let _ = CodeText::typed(&text);
        }
    }
}
