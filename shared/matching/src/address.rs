//! Addresses: the number, and the words of the street.

use portrea_territory::normalise;

use crate::words::{Words, shared, telling};

/// Short forms of the kinds of streets.
const SHORT: &[(&str, &str)] = &[
    ("all", "allee"),
    ("av", "avenue"),
    ("ave", "avenue"),
    ("bd", "boulevard"),
    ("bld", "boulevard"),
    ("blvd", "boulevard"),
    ("ch", "chemin"),
    ("che", "chemin"),
    ("esp", "esplanade"),
    ("imp", "impasse"),
    ("pl", "place"),
    ("r", "rue"),
    ("rte", "route"),
    ("sq", "square"),
    ("za", "zone"),
];
/// Kinds of streets: alone, they name none.
const KINDS: &[&str] = &[
    "allee",
    "avenue",
    "boulevard",
    "chemin",
    "esplanade",
    "impasse",
    "place",
    "quai",
    "route",
    "rue",
    "square",
    "zone",
];
/// The share of words from which two streets are one.
const SAME_STREET: f64 = 0.75;

/// An address, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Address {
    number: Option<String>,
    street: Words,
}

impl Address {
    /// Reads an address; nothing when it names no street.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let whole = normalise(text);
        let mut words = whole.split(' ').peekable();
        let number = words
            .next_if(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .map(|number| {
                let digits = number.trim_end_matches(|c: char| !c.is_ascii_digit());
                let suffix = number
                    .strip_prefix(digits)
                    .and_then(|rest| rest.chars().next());
                let apart = suffix.or_else(|| words.next_if(is_suffix)?.chars().next());
                digits.chars().chain(apart).collect()
            });
        let in_full = |word| {
            SHORT
                .iter()
                .find(|(short, _)| *short == word)
                .map_or(word, |(_, full)| *full)
        };
        let street = telling(words.filter(|word| !word.is_empty()).map(in_full));
        let names_one = street.iter().any(|word| !KINDS.contains(&word.as_str()));
        names_one.then_some(Self { number, street })
    }

    /// Whether two addresses are the same; nothing when it cannot be told, because one lacks its number.
    pub(crate) fn is(&self, other: &Self) -> Option<bool> {
        if shared(&self.street, &other.street) < SAME_STREET {
            return Some(false);
        }
        match (&self.number, &other.number) {
            (Some(one), Some(other)) => Some(one == other),
            (None, None) => Some(true),
            _ => None,
        }
    }
}

/// Whether a word after a number belongs to it.
fn is_suffix(word: &&str) -> bool {
    matches!(*word, "bis" | "ter" | "quater" | "b" | "t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> Option<bool> {
        Address::of(one)?.is(&Address::of(other)?)
    }

    #[test]
    fn one_address_written_in_several_ways_is_one() {
        for (one, other, expected) in [
            (
                "8 rue de l'Hôtel de Ville",
                "8, rue de l’hotel de ville",
                Some(true),
            ),
            (
                "12 bis av. de la Gare",
                "12bis avenue de la gare",
                Some(true),
            ),
            ("8 rue de la Gare", "9 rue de la Gare", Some(false)),
            ("8 rue de la Gare", "8 place de l’Église", Some(false)),
            ("8 rue de la Gare", "rue de la Gare", None),
            ("La Lande Imaginaire", "la lande imaginère", Some(true)),
            ("12 rue", "12 rue", None),
        ] {
            assert_eq!(same(one, other), expected, "{one} / {other}");
            assert_eq!(same(other, one), expected, "{other} / {one}");
        }
    }
}
