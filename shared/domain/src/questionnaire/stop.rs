//! The questions about each stop of a place that moves about.

use super::choices::MONTHS;
use super::{Kind, Question, SectionKey};

const fn ask(key: &'static str, kind: Kind, label: &'static str) -> Question {
    Question::new(key, SectionKey::Hours, kind, label)
}

pub(super) const QUESTIONS: &[Question] = &[
    ask("place", Kind::Text(150), "Où s’arrête-t-on ?")
        .help("Par exemple : place du marché, salle des fêtes.")
        .required(),
    ask("commune", Kind::Commune, "Commune de l’arrêt").help("Son nom, ou son code postal."),
    ask("address", Kind::AddressLine(200), "Adresse de l’arrêt")
        .help("Numéro et rue, s’il y en a."),
    ask("times", Kind::Rhythm, "Jours et heures de l’arrêt"),
    ask("first_date", Kind::Date, "Premier passage")
        .help("Utile quand on ne passe pas toutes les semaines."),
    ask("months", Kind::Several(MONTHS), "Mois concernés")
        .help("Ne cochez rien si l’on passe toute l’année."),
    ask("note", Kind::Text(300), "Précision sur cet arrêt"),
];
