//! « de la Mairie de Bégard », « du Centre social »: the name of a place after « de ».

/// First words that are masculine, and take « du ».
const MASCULINE: &[&str] = &[
    "bureau",
    "café",
    "ccas",
    "centre",
    "cias",
    "collège",
    "comité",
    "conseil",
    "fablab",
    "foyer",
    "garage",
    "groupe",
    "guichet",
    "lieu",
    "lycée",
    "musée",
    "pimms",
    "point",
    "pôle",
    "relais",
    "repair",
    "réseau",
    "secours",
    "service",
    "syndicat",
    "tiers-lieu",
];
/// First words that are feminine, and take « de la ».
const FEMININE: &[&str] = &[
    "bibliothèque",
    "caf",
    "communauté",
    "cpam",
    "cyberbase",
    "fédération",
    "ludothèque",
    "mairie",
    "maison",
    "mde",
    "mds",
    "médiathèque",
    "mission",
    "mjc",
    "msa",
    "régie",
    "ressourcerie",
    "salle",
];
/// First words that take « de l’ ».
const ELIDED: &[&str] = &[
    "accueil",
    "agence",
    "amicale",
    "antenne",
    "asbl",
    "association",
    "atelier",
    "école",
    "epn",
    "espace",
    "établissement",
    "hôpital",
    "hôtel",
    "office",
    "université",
];

/// The name of a place after « de », with the article its first word calls for; quoted when the word is not known, so
/// that the sentence stays correct whatever the place is called.
#[must_use]
pub fn of_place(name: &str) -> String {
    let name = name.trim();
    let first = name
        .split([' ', '\u{a0}', '-', '’', '\''])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let hyphenated = name
        .split([' ', '\u{a0}'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let known = |words: &[&str]| {
        words
            .iter()
            .any(|word| *word == first || *word == hyphenated)
    };
    if known(MASCULINE) {
        format!("du {name}")
    } else if known(FEMININE) {
        format!("de la {name}")
    } else if known(ELIDED) {
        format!("de l’{name}")
    } else {
        format!("de «\u{a0}{name}\u{a0}»")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_article_of_their_first_word() {
        for (name, words) in [
            ("Mairie de Bégard", "de la Mairie de Bégard"),
            ("Centre social L’Ancre", "du Centre social L’Ancre"),
            ("Espace numérique", "de l’Espace numérique"),
            ("Médiathèque", "de la Médiathèque"),
            ("Tiers-lieu du port", "du Tiers-lieu du port"),
            ("France Services", "de «\u{a0}France Services\u{a0}»"),
            (
                "  Les Fées Numériques ",
                "de «\u{a0}Les Fées Numériques\u{a0}»",
            ),
            ("", "de «\u{a0}\u{a0}»"),
        ] {
            assert_eq!(of_place(name), words);
        }
    }
}
