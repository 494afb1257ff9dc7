//! Names of places inside French sentences: « du Faou », « d’Allineuc », « aux Iffs ».

/// The name after “of”: « de Rennes », « d’Allineuc », « du Faou », « des Iffs », « de La Gacilly », « de l’Île-Tudy ».
///
/// An *h* is taken as mute only for names known to be said so (« d’Hennebont »); elsewhere « de Hanvec » is always correct.
#[must_use]
pub fn of(name: &str) -> String {
    match Start::of(name) {
        Start::Le(rest) => format!("du {rest}"),
        Start::Les(rest) => format!("des {rest}"),
        Start::Ile => format!("de l’{name}"),
        Start::Vowel => format!("d’{name}"),
        Start::Plain => format!("de {name}"),
    }
}

/// The name after “in”: « à Rennes », « au Faou », « aux Iffs », « à La Gacilly », « à l’Île-Tudy ».
#[must_use]
pub fn at(name: &str) -> String {
    match Start::of(name) {
        Start::Le(rest) => format!("au {rest}"),
        Start::Les(rest) => format!("aux {rest}"),
        Start::Ile => format!("à l’{name}"),
        Start::Vowel | Start::Plain => format!("à {name}"),
    }
}

/// How a name starts, as far as the words before it care.
enum Start<'a> {
    /// « Le Faou »: the article melts into the word before; holds what follows it.
    Le(&'a str),
    /// « Les Iffs »: the same.
    Les(&'a str),
    /// « Île-Tudy », « Hôpital-Camfrout »: a common noun that is said with its article.
    Ile,
    /// « Allineuc », « Hennebont ».
    Vowel,
    /// « Bégard », but also « La Gacilly » and « L’Hermitage », whose article stays.
    Plain,
}

impl<'a> Start<'a> {
    fn of(name: &'a str) -> Self {
        if let Some(rest) = name.strip_prefix("Le ") {
            return Self::Le(rest);
        }
        if let Some(rest) = name.strip_prefix("Les ") {
            return Self::Les(rest);
        }
        if ["La ", "L’", "L'"]
            .iter()
            .any(|article| name.starts_with(article))
        {
            return Self::Plain;
        }
        let first_word = name.split([' ', '-', '’', '\'']).next().unwrap_or_default();
        if COMMON_NOUNS.contains(&first_word) {
            return Self::Ile;
        }
        if starts_with_vowel(name) || MUTE_H.contains(&first_word) {
            Self::Vowel
        } else {
            Self::Plain
        }
    }
}

/// Common nouns at the start of names that lost their article.
const COMMON_NOUNS: &[&str] = &["Île", "Hôpital"];

/// First words whose *h* is mute beyond doubt. Breton names in *h* mostly keep « de »: they are not guessed.
const MUTE_H: &[&str] = &[
    "Habère",
    "Haironville",
    "Hayange",
    "Hendaye",
    "Hennebont",
    "Herbignac",
    "Hermanville",
    "Hermitage",
    "Hérouville",
    "Hillion",
    "Hirson",
    "Hœdic",
    "Hossegor",
    "Houat",
    "Houplines",
    "Hyères",
];

fn starts_with_vowel(name: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    match letters.next() {
        // « d’Yffiniac », but « de Yenne »: before a vowel, y is a consonant.
        Some('y') => !letters.next().is_some_and(is_vowel),
        Some(first) => is_vowel(first),
        None => false,
    }
}

fn is_vowel(letter: char) -> bool {
    "aàâäæeéèêëiîïoôöœuùûü".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_melts_with_the_article_and_elides_before_a_vowel() {
        for (name, expected) in [
            ("Allineuc", "d’Allineuc"),
            ("Bégard", "de Bégard"),
            ("Le Faou", "du Faou"),
            ("Les Fougerêts", "des Fougerêts"),
            ("La Chapelle-Neuve", "de La Chapelle-Neuve"),
            ("L’Hermitage", "de L’Hermitage"),
            ("Éréac", "d’Éréac"),
            ("Yffiniac", "d’Yffiniac"),
            ("Y", "d’Y"),
            ("Yenne", "de Yenne"),
            ("Œting", "d’Œting"),
            ("Île-de-Bréhat", "de l’Île-de-Bréhat"),
            ("Hôpital-Camfrout", "de l’Hôpital-Camfrout"),
            ("Lestrem", "de Lestrem"),
            ("Lannion", "de Lannion"),
        ] {
            assert_eq!(of(name), expected);
        }
    }

    #[test]
    fn a_mute_h_is_elided_only_when_sure() {
        assert_eq!(of("Hennebont"), "d’Hennebont");
        assert_eq!(of("Hœdic"), "d’Hœdic");
        assert_eq!(of("Hanvec"), "de Hanvec");
        assert_eq!(of("Le Hézo"), "du Hézo");
    }

    #[test]
    fn at_melts_with_the_article() {
        for (name, expected) in [
            ("Rennes", "à Rennes"),
            ("Le Faou", "au Faou"),
            ("Les Iffs", "aux Iffs"),
            ("La Gacilly", "à La Gacilly"),
            ("Île-Tudy", "à l’Île-Tudy"),
        ] {
            assert_eq!(at(name), expected);
        }
    }
}
