//! Words that are the same but for a slip of a finger, and how much two sets of them have in common.

use std::collections::BTreeSet;

/// Words, each once.
pub(crate) type Words = BTreeSet<String>;

/// Words that tell nothing apart in an address or a name.
const EMPTY: &[&str] = &[
    "a", "au", "aux", "chez", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
    "ou", "par", "pour", "sur", "un", "une",
];

/// The words of a text in its normalised form, without those that tell nothing apart.
pub(crate) fn telling<'a>(normalised: impl Iterator<Item = &'a str>) -> Words {
    normalised
        .filter(|word| !EMPTY.contains(word))
        .map(str::to_owned)
        .collect()
}

/// What two sets of words share, between 0 and 1: twice the words in common over all words. Words one slip apart are
/// in common. The same both ways.
pub(crate) fn shared(one: &Words, other: &Words) -> f64 {
    let all = one.len() + other.len();
    if all == 0 {
        return 0.0;
    }
    let common = one.intersection(other).count();
    let (left, right): (Vec<&String>, Vec<&String>) = (
        one.difference(other).collect(),
        other.difference(one).collect(),
    );
    let close = |words: &[&String], others: &[&String]| {
        let has_close = |word: &&&String| others.iter().any(|other| are_close(word, other));
        words.iter().filter(has_close).count()
    };
    let slips = close(&left, &right).min(close(&right, &left));
    2.0 * count(common + slips) / count(all)
}

/// Whether two words are one slip of a finger apart, or two when they are long. Numbers never are.
fn are_close(one: &str, other: &str) -> bool {
    let shortest = one.chars().count().min(other.chars().count());
    let slips = match shortest {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    !has_digit(one) && !has_digit(other) && strsim::osa_distance(one, other) <= slips
}

fn count(words: usize) -> f64 {
    f64::from(u32::try_from(words).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        telling(text.split(' '))
    }

    #[test]
    fn a_slip_of_a_finger_is_the_same_word_and_another_number_is_not() {
        for (one, other, expected) in [
            ("mairie", "maire", true),
            ("bibliotheque", "bibliothque", true),
            ("rue", "run", false),
            ("1234", "1235", false),
            ("marie", "marine", true),
            ("lande", "route", false),
        ] {
            assert_eq!(are_close(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn little_words_count_for_nothing() {
        assert!((shared(&words("rue de la gare"), &words("rue gare")) - 1.0).abs() < 1e-9);
        assert!(shared(&words("de la"), &words("du")) < 1e-9);
    }
}
