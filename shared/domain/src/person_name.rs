//! A name in two parts, for mails that say « Bonjour Jeanne ».

/// The given and family names of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Given name; empty when it cannot be told.
    pub given: String,
    /// Family name; the whole name when it cannot be split.
    pub family: String,
}

/// What is written before a name, and is no part of it.
const CIVILITIES: [&str; 12] = [
    "m",
    "mr",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "mm",
    "dr",
    "docteur",
    "me",
    "maître",
];
/// Small words that a family name begins with.
const PARTICLES: [&str; 8] = ["le", "la", "les", "de", "du", "des", "ar", "an"];
/// Words of bodies and desks, which have no given name.
const BODIES: [&str; 26] = [
    "mairie",
    "commune",
    "ccas",
    "cias",
    "service",
    "accueil",
    "secrétariat",
    "secretariat",
    "association",
    "communauté",
    "espace",
    "maison",
    "centre",
    "médiathèque",
    "bibliothèque",
    "mission",
    "point",
    "france",
    "agence",
    "office",
    "direction",
    "pôle",
    "syndicat",
    "club",
    "contact",
    "école",
];

impl PersonName {
    /// Splits `full` where `given` says; when `given` is empty, where the way it is written says (`LE GOFF Jeanne`,
    /// `Jeanne Le Goff`). A body, a single word and an empty name have no given name.
    #[must_use]
    pub fn of(full: &str, given: &str) -> Self {
        let full = full.split_whitespace().collect::<Vec<_>>().join(" ");
        let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
        if given.is_empty() {
            return Self::guess(&full);
        }
        let bare = without_civility(&full);
        let before = strip_prefix_folded(bare, &given);
        let family = before.or_else(|| strip_suffix_folded(bare, &given));
        Self {
            family: family.unwrap_or(bare).to_owned(),
            given,
        }
    }

    fn guess(full: &str) -> Self {
        let bare = without_civility(full);
        let words: Vec<&str> = bare.split(' ').filter(|word| !word.is_empty()).collect();
        let is_body = words
            .iter()
            .any(|word| BODIES.contains(&word.to_lowercase().as_str()) || word.contains('@'));
        if words.len() < 2 || is_body {
            return Self::whole(bare);
        }
        let loud = words.iter().take_while(|word| is_loud(word)).count();
        if loud > 0 && loud < words.len() {
            return Self::split(&words, loud, true);
        }
        if is_particle(words[0]) {
            return Self::whole(bare); // « Mme Le Goff »
        }
        Self::split(&words, 1, false)
    }

    fn whole(text: &str) -> Self {
        Self {
            given: String::new(),
            family: text.to_owned(),
        }
    }

    fn split(words: &[&str], at: usize, family_first: bool) -> Self {
        let (first, last) = (words[..at].join(" "), words[at..].join(" "));
        if family_first {
            Self {
                given: last,
                family: first,
            }
        } else {
            Self {
                given: first,
                family: last,
            }
        }
    }
}

/// The name without « Mme », « M. » before it.
fn without_civility(name: &str) -> &str {
    match name.split_once(' ') {
        Some((first, rest))
            if CIVILITIES.contains(&first.trim_end_matches('.').to_lowercase().as_str()) =>
        {
            rest.trim()
        }
        _ => name,
    }
}

/// Whether a word is written in capitals, as family names are in lists.
fn is_loud(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase)
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

fn strip_prefix_folded<'a>(name: &'a str, given: &str) -> Option<&'a str> {
    let head = name.get(..given.len())?;
    let rest = name.get(given.len()..)?;
    (head.to_lowercase() == given.to_lowercase() && rest.starts_with(' ')).then(|| rest.trim())
}

fn strip_suffix_folded<'a>(name: &'a str, given: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(given.len())?;
    let (rest, tail) = (name.get(..at)?, name.get(at..)?);
    (tail.to_lowercase() == given.to_lowercase() && rest.ends_with(' ')).then(|| rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(full: &str, given: &str) -> String {
        let name = PersonName::of(full, given);
        format!("{}|{}", name.given, name.family)
    }

    #[test]
    fn the_known_given_name_is_taken_off_either_end() {
        assert_eq!(parts("Jeanne Le Goff", "Jeanne"), "Jeanne|Le Goff");
        assert_eq!(parts("LE GOFF Jeanne", "jeanne"), "jeanne|LE GOFF");
        assert_eq!(
            parts("Mme  Anne  Marie Riou", "Anne Marie"),
            "Anne Marie|Riou"
        );
        assert_eq!(parts("Jeannette Riou", "Jeanne"), "Jeanne|Jeannette Riou");
    }

    #[test]
    fn the_way_a_name_is_written_says_where_it_splits() {
        assert_eq!(parts("LE GOFF Jeanne", ""), "Jeanne|LE GOFF");
        assert_eq!(parts("Jeanne LE GOFF", ""), "Jeanne|LE GOFF");
        assert_eq!(parts("M. Yann Kervella", ""), "Yann|Kervella");
        assert_eq!(
            parts("Jean-Pierre de La Tour", ""),
            "Jean-Pierre|de La Tour"
        );
    }

    #[test]
    fn what_has_no_given_name_is_left_whole() {
        for whole in [
            "",
            "Jeanne",
            "Mairie de Bégard",
            "CCAS Pontivy",
            "Le Goff",
            "accueil Bégard",
        ] {
            assert_eq!(parts(whole, ""), format!("|{whole}"));
        }
        assert_eq!(parts("Mme Le Goff", ""), "|Le Goff");
    }
}
