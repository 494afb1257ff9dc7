//! What kind of place a name says it is, in one word each, however it is written.

/// Several ways to write one kind, longest first, and the word that stands for it. All in normalised form.
const WRITTEN: &[(&str, &str)] = &[
    ("centre intercommunal d action sociale", "cias"),
    ("centre communal d action sociale", "ccas"),
    ("bureau information jeunesse", "jeunesse"),
    ("bureau d information jeunesse", "jeunesse"),
    ("point information jeunesse", "jeunesse"),
    ("point info jeunesse", "jeunesse"),
    ("maison de services au public", "franceservices"),
    ("maison france services", "franceservices"),
    ("espace france services", "franceservices"),
    ("bus france services", "franceservices"),
    ("france services", "franceservices"),
    ("france service", "franceservices"),
    ("espace public numerique", "epn"),
    ("espace de vie sociale", "centresocial"),
    ("centre socioculturel", "centresocial"),
    ("centre socio culturel", "centresocial"),
    ("centre social", "centresocial"),
    ("mission locale", "missionlocale"),
    ("agence postale", "poste"),
    ("bureau de poste", "poste"),
    ("relais poste", "poste"),
    ("la poste", "poste"),
    ("france travail", "francetravail"),
    ("pole emploi", "francetravail"),
    ("hotel de ville", "mairie"),
    ("maison communale", "mairie"),
    ("salle des fetes", "salle"),
    ("salle polyvalente", "salle"),
    ("mediatheque", "bibliotheque"),
    ("bibliotheque", "bibliotheque"),
    ("ludotheque", "ludotheque"),
    ("mairie", "mairie"),
    ("maire", "mairie"),
    ("ccas", "ccas"),
    ("cias", "cias"),
    ("msap", "franceservices"),
    ("epn", "epn"),
    ("cybercommune", "epn"),
    ("cyberbase", "epn"),
    ("caf", "caf"),
    ("cpam", "cpam"),
    ("msa", "msa"),
    ("pij", "jeunesse"),
    ("bij", "jeunesse"),
    ("ecole", "ecole"),
    ("college", "college"),
    ("lycee", "lycee"),
    ("creche", "creche"),
    ("gendarmerie", "gendarmerie"),
    ("prefecture", "prefecture"),
    ("tresorerie", "tresorerie"),
    ("salle", "salle"),
    ("cafe", "cafe"),
    ("epicerie", "epicerie"),
    ("poste", "poste"),
];

/// The codes of the questionnaire that say one kind; the others say nothing precise enough.
const CODES: &[(&str, &str)] = &[
    ("mairie", "mairie"),
    ("france_services", "franceservices"),
    ("bibliotheque", "bibliotheque"),
    ("centre_social", "centresocial"),
    ("espace_numerique", "epn"),
    ("mission_locale", "missionlocale"),
];

/// The name with each kind in one word.
pub(crate) fn in_one_word(normalised: &str) -> String {
    let mut text = format!(" {normalised} ");
    for (written, word) in WRITTEN {
        text = text.replace(&format!(" {written} "), &format!(" {word} "));
    }
    text.trim().to_owned()
}

/// Whether a word of such a name says a kind.
pub(crate) fn is_kind(word: &str) -> bool {
    WRITTEN.iter().any(|(_, kind)| *kind == word)
}

/// The word for a code of the question “type de lieu”.
pub(crate) fn of_code(code: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_written_in_several_ways_is_one_word() {
        for name in ["mairie", "hotel de ville", "maison communale"] {
            assert_eq!(in_one_word(name), "mairie", "{name}");
        }
        assert_eq!(
            in_one_word("maison france services du pays de begard"),
            "franceservices du pays de begard"
        );
        assert_eq!(
            in_one_word("hotel de ville de maireville"),
            "mairie de maireville"
        );
    }

    #[test]
    fn every_word_that_stands_for_a_kind_stays_itself() {
        for (_, word) in WRITTEN.iter().chain(CODES) {
            assert_eq!(in_one_word(word), *word);
        }
    }
}
