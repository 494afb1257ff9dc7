//! SIRET numbers of the French register of establishments, with their check.
//!
//! Source: INSEE, Luhn's formula on the 14 digits; the establishments of La Poste (SIREN 356 000 000) follow another rule,
//! their digits add up to a multiple of five.

use std::fmt;

/// La Poste: more establishments than Luhn's formula could number.
const LA_POSTE: &str = "356000000";

/// Why a text is no SIRET, in words for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiretError {
    /// Not 14 digits.
    #[error("Un numéro SIRET a 14 chiffres.")]
    Length,
    /// A digit is wrong.
    #[error("Ce numéro SIRET n’existe pas : un chiffre est sans doute faux. Vérifiez-le.")]
    Key,
}

/// Reads a SIRET, blanks and dots left out.
pub fn read(text: &str) -> Result<String, SiretError> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .collect();
    let digits: Vec<u32> = kept.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 14 || kept.chars().count() != 14 {
        return Err(SiretError::Length);
    }
    let is_sound = if kept.starts_with(LA_POSTE) {
        luhn(&digits) || digits.iter().sum::<u32>().is_multiple_of(5)
    } else {
        luhn(&digits)
    };
    // Nobody's: it would pass the formula.
    if is_sound && digits.iter().any(|digit| *digit != 0) {
        Ok(kept)
    } else {
        Err(SiretError::Key)
    }
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) => double / 10 + double % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `123 456 789 00012`, as people read it.
#[must_use]
pub fn grouped(siret: &str) -> impl fmt::Display {
    let digits: Vec<char> = siret.chars().collect();
    let parts: Vec<String> = match digits.len() {
        14 => [0..3, 3..6, 6..9, 9..14]
            .map(|range| digits.get(range).unwrap_or_default().iter().collect())
            .to_vec(),
        _ => vec![siret.to_owned()],
    };
    parts.join("\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_siret_is_read_with_its_blanks_and_shown_in_groups() {
        let read = read(" 732 829 320 00074 ").unwrap();
        assert_eq!(read, "73282932000074");
        assert_eq!(
            grouped(&read).to_string(),
            "732\u{a0}829\u{a0}320\u{a0}00074"
        );
    }

    #[test]
    fn one_wrong_digit_or_two_swapped_are_seen() {
        assert_eq!(read("73282932000075"), Err(SiretError::Key));
        assert_eq!(read("37282932000074"), Err(SiretError::Key));
        assert_eq!(read("00000000000000"), Err(SiretError::Key));
    }

    #[test]
    fn post_offices_have_a_rule_of_their_own() {
        // 35600000049837: digits add up to 45, while Luhn's formula refuses it.
        assert!(!luhn(&[3, 5, 6, 0, 0, 0, 0, 0, 0, 4, 9, 8, 3, 7]));
        assert!(read("35600000049837").is_ok());
        assert_eq!(read("35600000049838"), Err(SiretError::Key));
        assert!(read("35600000000048").is_ok());
    }

    #[test]
    fn anything_else_is_no_siret() {
        for typed in ["", "123", "732829320000741", "7328293200007a", "siret"] {
            assert_eq!(read(typed), Err(SiretError::Length), "{typed}");
        }
    }
}
