//! The questions about each service of a place.

use super::families;
use super::{Choice, Kind, Question, SectionKey};

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        key: "family",
        section: SectionKey::Offer,
        kind: Kind::Choice(families::CHOICES),
        label: "De quelle aide s’agit-il ?",
        help: "",
        required: true,
    },
    Question {
        key: "name",
        section: SectionKey::Offer,
        kind: Kind::Text(150),
        label: "Nom du service",
        help: "Par exemple : permanence numérique, point d’accès internet.",
        required: true,
    },
    Question {
        key: "description",
        section: SectionKey::Offer,
        kind: Kind::LongText(1_000),
        label: "En quelques mots",
        help: "",
        required: false,
    },
    Question {
        key: "provider",
        section: SectionKey::Offer,
        kind: Kind::Text(150),
        label: "Qui l’assure ?",
        help: "Un agent, un conseiller numérique, une association…",
        required: false,
    },
    Question {
        key: "accreditation",
        section: SectionKey::Offer,
        kind: Kind::Several(ACCREDITATIONS),
        label: "Habilitations",
        help: "",
        required: false,
    },
    Question {
        key: "format",
        section: SectionKey::Offer,
        kind: Kind::Choice(FORMATS),
        label: "Seul ou en groupe ?",
        help: "",
        required: false,
    },
    Question {
        key: "fee",
        section: SectionKey::Offer,
        kind: Kind::Choice(FEES),
        label: "Est-ce gratuit ?",
        help: "",
        required: false,
    },
    Question {
        key: "frequency",
        section: SectionKey::Offer,
        kind: Kind::Choice(FREQUENCIES),
        label: "À quel rythme ?",
        help: "",
        required: false,
    },
    Question {
        key: "hours",
        section: SectionKey::Offer,
        kind: Kind::Number {
            min: 0.0,
            max: 168.0,
        },
        label: "Heures d’aide par semaine",
        help: "Temps passé à aider aux démarches en ligne, en moyenne.",
        required: false,
    },
    Question {
        key: "persons",
        section: SectionKey::Offer,
        kind: Kind::Number {
            min: 0.0,
            max: 200.0,
        },
        label: "Nombre de personnes qui aident",
        help: "",
        required: false,
    },
];

const ACCREDITATIONS: &[Choice] = &[
    Choice {
        code: "aidants_connect",
        label: "Aidants Connect",
    },
    Choice {
        code: "conseiller_numerique",
        label: "Conseiller numérique",
    },
    Choice {
        code: "france_services",
        label: "France Services",
    },
];

const FORMATS: &[Choice] = &[
    Choice {
        code: "individuel",
        label: "Accompagnement individuel",
    },
    Choice {
        code: "atelier",
        label: "Atelier collectif",
    },
    Choice {
        code: "les_deux",
        label: "Les deux",
    },
];

const FEES: &[Choice] = &[
    Choice {
        code: "gratuit",
        label: "Gratuit",
    },
    Choice {
        code: "payant",
        label: "Payant",
    },
];

const FREQUENCIES: &[Choice] = &[
    Choice {
        code: "semaine",
        label: "Toutes les semaines",
    },
    Choice {
        code: "deux_semaines",
        label: "Toutes les deux semaines",
    },
    Choice {
        code: "mois",
        label: "Une fois par mois",
    },
    Choice {
        code: "rendez_vous",
        label: "Sur rendez-vous",
    },
    Choice {
        code: "exceptionnel",
        label: "De temps en temps",
    },
];
