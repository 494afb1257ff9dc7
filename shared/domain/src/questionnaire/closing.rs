//! The questions about each closing for a period: the place is back by itself at its end.

use super::{Kind, Question, SectionKey};

const fn ask(key: &'static str, kind: Kind, label: &'static str) -> Question {
    Question::new(key, SectionKey::Hours, kind, label)
}

pub(super) const QUESTIONS: &[Question] = &[
    ask("from", Kind::Date, "Fermé à partir du")
        .help("Premier jour de fermeture.")
        .required(),
    ask("until", Kind::Date, "Jusqu’au")
        .help("Dernier jour de fermeture : le lieu rouvre le lendemain.")
        .required()
        .not_before("from"),
    ask("reason", Kind::Text(150), "Pourquoi ?")
        .help("Par exemple : congés d’été, travaux. Tout le monde pourra le lire."),
];
