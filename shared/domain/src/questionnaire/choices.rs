//! Choices offered by more than one question.

use super::Choice;

/// Who may be served.
pub(super) const PUBLICS: &[Choice] = &[
    Choice::new("tous", "Tout le monde"),
    Choice::new("jeunes", "Jeunes"),
    Choice::new("etudiants", "Étudiants"),
    Choice::new("familles", "Familles, enfants"),
    Choice::new("seniors", "Seniors"),
    Choice::new("demandeurs_emploi", "Personnes en recherche d’emploi"),
    Choice::new("minima_sociaux", "Bénéficiaires de minima sociaux"),
    Choice::new("handicap", "Personnes en situation de handicap"),
    Choice::new("allophones", "Personnes qui parlent peu le français"),
    Choice::new("femmes", "Femmes"),
    Choice::new("autre", "D’autres personnes"),
];

/// How to come, or to be helped.
pub(super) const MODES: &[Choice] = &[
    Choice::new("se_presenter", "Se présenter, sans rendez-vous"),
    Choice::new("rendez_vous", "Sur rendez-vous"),
    Choice::new("telephoner", "Par téléphone"),
    Choice::new("mail", "Par mail"),
    Choice::new("domicile", "À domicile"),
    Choice::new("sans_public", "Ce lieu n’accueille pas de public"),
];

/// Yes or no.
pub(super) const YES_NO: &[Choice] = &[Choice::new("oui", "Oui"), Choice::new("non", "Non")];

/// The months of the year.
pub(super) const MONTHS: &[Choice] = &[
    Choice::new("01", "Janvier"),
    Choice::new("02", "Février"),
    Choice::new("03", "Mars"),
    Choice::new("04", "Avril"),
    Choice::new("05", "Mai"),
    Choice::new("06", "Juin"),
    Choice::new("07", "Juillet"),
    Choice::new("08", "Août"),
    Choice::new("09", "Septembre"),
    Choice::new("10", "Octobre"),
    Choice::new("11", "Novembre"),
    Choice::new("12", "Décembre"),
];
