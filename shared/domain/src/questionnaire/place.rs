//! The questions about a place.

use super::{Choice, Kind, Question, SectionKey};

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        key: "place.name",
        section: SectionKey::Place,
        kind: Kind::Text(150),
        label: "Nom du lieu",
        help: "Tel qu’il est affiché à l’entrée.",
        required: true,
    },
    Question {
        key: "place.kind",
        section: SectionKey::Place,
        kind: Kind::Choice(KINDS),
        label: "Type de lieu",
        help: "",
        required: true,
    },
    Question {
        key: "place.status",
        section: SectionKey::Place,
        kind: Kind::Choice(STATUSES),
        label: "Ce lieu accueille-t-il toujours du public ?",
        help: "",
        required: true,
    },
    Question {
        key: "place.address",
        section: SectionKey::Place,
        kind: Kind::Text(200),
        label: "Adresse",
        help: "Numéro et rue.",
        required: false,
    },
    Question {
        key: "place.postal_code",
        section: SectionKey::Place,
        kind: Kind::PostalCode,
        label: "Code postal",
        help: "",
        required: false,
    },
    Question {
        key: "place.commune",
        section: SectionKey::Place,
        kind: Kind::Commune,
        label: "Commune",
        help: "Son nom, ou son code INSEE.",
        required: true,
    },
    Question {
        key: "place.position",
        section: SectionKey::Place,
        kind: Kind::Position,
        label: "Position sur la carte",
        help: "",
        required: false,
    },
    Question {
        key: "contact.phone",
        section: SectionKey::Contact,
        kind: Kind::Phone,
        label: "Téléphone public",
        help: "Celui que les habitants peuvent appeler.",
        required: false,
    },
    Question {
        key: "contact.email",
        section: SectionKey::Contact,
        kind: Kind::Email,
        label: "Adresse mail publique",
        help: "Celle du lieu, pas la vôtre.",
        required: false,
    },
    Question {
        key: "contact.website",
        section: SectionKey::Contact,
        kind: Kind::Url,
        label: "Site internet",
        help: "",
        required: false,
    },
    Question {
        key: "hours.opening",
        section: SectionKey::Hours,
        kind: Kind::Hours,
        label: "Horaires d’ouverture au public",
        help: "",
        required: false,
    },
    Question {
        key: "hours.note",
        section: SectionKey::Hours,
        kind: Kind::Text(300),
        label: "Précision sur les horaires",
        help: "Vacances scolaires, jours de marché, sur rendez-vous…",
        required: false,
    },
    Question {
        key: "publics.served",
        section: SectionKey::Publics,
        kind: Kind::Several(PUBLICS),
        label: "Qui est accueilli ?",
        help: "Cochez tout ce qui convient.",
        required: false,
    },
    Question {
        key: "access.modes",
        section: SectionKey::Access,
        kind: Kind::Several(MODES),
        label: "Comment venir ou se faire aider ?",
        help: "",
        required: false,
    },
    Question {
        key: "access.conditions",
        section: SectionKey::Access,
        kind: Kind::LongText(600),
        label: "Y a-t-il des conditions ?",
        help: "Par exemple : habitants de la commune seulement, apporter ses papiers…",
        required: false,
    },
];

const STATUSES: &[Choice] = &[
    Choice {
        code: "open",
        label: "Oui, il est ouvert",
    },
    Choice {
        code: "closed",
        label: "Non, il est fermé définitivement",
    },
];

const KINDS: &[Choice] = &[
    Choice {
        code: "mairie",
        label: "Mairie",
    },
    Choice {
        code: "france_services",
        label: "France Services",
    },
    Choice {
        code: "bibliotheque",
        label: "Bibliothèque ou médiathèque",
    },
    Choice {
        code: "ccas",
        label: "CCAS ou CIAS",
    },
    Choice {
        code: "centre_social",
        label: "Centre social ou espace de vie sociale",
    },
    Choice {
        code: "association",
        label: "Association",
    },
    Choice {
        code: "espace_numerique",
        label: "Espace public numérique",
    },
    Choice {
        code: "mission_locale",
        label: "Mission locale",
    },
    Choice {
        code: "departement",
        label: "Service du département",
    },
    Choice {
        code: "autre",
        label: "Autre",
    },
];

const PUBLICS: &[Choice] = &[
    Choice {
        code: "tous",
        label: "Tout le monde",
    },
    Choice {
        code: "jeunes",
        label: "Jeunes",
    },
    Choice {
        code: "etudiants",
        label: "Étudiants",
    },
    Choice {
        code: "familles",
        label: "Familles, enfants",
    },
    Choice {
        code: "seniors",
        label: "Seniors",
    },
    Choice {
        code: "demandeurs_emploi",
        label: "Personnes en recherche d’emploi",
    },
    Choice {
        code: "minima_sociaux",
        label: "Bénéficiaires de minima sociaux",
    },
    Choice {
        code: "handicap",
        label: "Personnes en situation de handicap",
    },
    Choice {
        code: "allophones",
        label: "Personnes qui parlent peu le français",
    },
];

const MODES: &[Choice] = &[
    Choice {
        code: "se_presenter",
        label: "Se présenter, sans rendez-vous",
    },
    Choice {
        code: "rendez_vous",
        label: "Sur rendez-vous",
    },
    Choice {
        code: "telephoner",
        label: "Par téléphone",
    },
    Choice {
        code: "mail",
        label: "Par mail",
    },
    Choice {
        code: "domicile",
        label: "À domicile",
    },
    Choice {
        code: "sans_public",
        label: "Ce lieu n’accueille pas de public",
    },
];
