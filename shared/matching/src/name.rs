//! Names: the words that tell a place apart within its commune.

use portrea_territory::normalise;

use crate::kinds;
use crate::words::{Words, telling};

/// Words that many names carry and that tell little apart.
const COMMON: &[&str] = &[
    "antenne",
    "asso",
    "association",
    "centre",
    "communal",
    "communale",
    "commune",
    "espace",
    "intercommunal",
    "intercommunale",
    "maison",
    "municipal",
    "municipale",
    "point",
    "service",
    "services",
    "ville",
];

/// A name, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// Normalised, whole.
    pub(crate) whole: String,
    /// The words that tell it apart: never none, unless it has no word at all.
    pub(crate) words: Words,
    /// The kinds it says.
    pub(crate) kinds: Words,
}

impl Name {
    pub(crate) fn of(text: &str, commune: &str) -> Self {
        let whole = normalise(text);
        let short = kinds::in_one_word(&whole);
        let here: Vec<String> = normalise(commune).split(' ').map(str::to_owned).collect();
        let all = telling(short.split(' ').filter(|word| !word.is_empty()));
        let kinds = all
            .iter()
            .filter(|word| kinds::is_kind(word))
            .cloned()
            .collect();
        let kept = |dropped: &dyn Fn(&str) -> bool, words: &Words| {
            let left: Words = words
                .iter()
                .filter(|word| !dropped(word))
                .cloned()
                .collect();
            // A name made of such words alone is told apart by them.
            if left.is_empty() { words.clone() } else { left }
        };
        let words = kept(&|word| here.iter().any(|name| name == word), &all);
        let words = kept(&|word| COMMON.contains(&word), &words);
        Self {
            whole,
            words,
            kinds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        Name::of(name, "Saint-Méen-le-Grand")
            .words
            .into_iter()
            .collect()
    }

    #[test]
    fn the_commune_and_common_words_are_left_out() {
        assert_eq!(words("Mairie de Saint-Méen-le-Grand"), ["mairie"]);
        assert_eq!(words("Hôtel de ville de ST MEEN LE GRAND"), ["mairie"]);
        assert_eq!(words("Bibliothèque municipale"), ["bibliotheque"]);
        assert_eq!(words("Association Le Lien"), ["lien"]);
    }

    #[test]
    fn a_name_of_such_words_alone_keeps_them() {
        assert_eq!(words("Maison des services"), ["maison", "services"]);
        assert_eq!(words("Saint-Méen"), ["meen", "saint"]);
        assert!(words("★").is_empty());
    }
}
