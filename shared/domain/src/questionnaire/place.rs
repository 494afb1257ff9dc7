//! The questions about a place.

use super::{Choice, Kind, Question, SectionKey};

pub(super) const QUESTIONS: &[Question] = &[
    Question::new(
        "place.name",
        SectionKey::Place,
        Kind::Text(150),
        "Nom du lieu",
    )
    .help("Tel qu’il est affiché à l’entrée.")
    .required()
    .sensitive(),
    Question::new(
        "place.kind",
        SectionKey::Place,
        Kind::Choice(KINDS),
        "Type de lieu",
    )
    .required()
    .sensitive(),
    Question::new(
        "place.status",
        SectionKey::Place,
        Kind::Choice(STATUSES),
        "Ce lieu accueille-t-il toujours du public ?",
    )
    .required()
    .sensitive(),
    Question::new(
        "place.address",
        SectionKey::Place,
        Kind::Text(200),
        "Adresse",
    )
    .help("Numéro et rue.")
    .sensitive(),
    Question::new(
        "place.postal_code",
        SectionKey::Place,
        Kind::PostalCode,
        "Code postal",
    )
    .sensitive(),
    Question::new("place.commune", SectionKey::Place, Kind::Commune, "Commune")
        .help("Son nom, ou son code INSEE.")
        .required()
        .sensitive(),
    Question::new(
        "place.position",
        SectionKey::Place,
        Kind::Position,
        "Position sur la carte",
    )
    .sensitive(),
    Question::new(
        "contact.phone",
        SectionKey::Contact,
        Kind::Phone,
        "Téléphone public",
    )
    .help("Celui que les habitants peuvent appeler.")
    .sensitive(),
    Question::new(
        "contact.email",
        SectionKey::Contact,
        Kind::Email,
        "Adresse mail publique",
    )
    .help("Celle du lieu, pas la vôtre.")
    .sensitive(),
    Question::new(
        "contact.website",
        SectionKey::Contact,
        Kind::Url,
        "Site internet",
    )
    .sensitive(),
    Question::new(
        "hours.opening",
        SectionKey::Hours,
        Kind::Hours,
        "Horaires d’ouverture au public",
    ),
    Question::new(
        "hours.note",
        SectionKey::Hours,
        Kind::Text(300),
        "Précision sur les horaires",
    )
    .help("Vacances scolaires, jours de marché, sur rendez-vous…"),
    Question::new(
        "publics.served",
        SectionKey::Publics,
        Kind::Several(PUBLICS),
        "Qui est accueilli ?",
    )
    .help("Cochez tout ce qui convient."),
    Question::new(
        "access.modes",
        SectionKey::Access,
        Kind::Several(MODES),
        "Comment venir ou se faire aider ?",
    ),
    Question::new(
        "access.conditions",
        SectionKey::Access,
        Kind::LongText(600),
        "Y a-t-il des conditions ?",
    )
    .help("Par exemple : habitants de la commune seulement, apporter ses papiers…"),
];

const STATUSES: &[Choice] = &[
    Choice::new("open", "Oui, il est ouvert"),
    Choice::new("closed", "Non, il est fermé définitivement"),
];

const KINDS: &[Choice] = &[
    Choice::new("mairie", "Mairie"),
    Choice::new("france_services", "France Services"),
    Choice::new("bibliotheque", "Bibliothèque ou médiathèque"),
    Choice::new("ccas", "CCAS ou CIAS"),
    Choice::new("centre_social", "Centre social ou espace de vie sociale"),
    Choice::new("association", "Association"),
    Choice::new("espace_numerique", "Espace public numérique"),
    Choice::new("mission_locale", "Mission locale"),
    Choice::new("departement", "Service du département"),
    Choice::new("autre", "Autre"),
];

const PUBLICS: &[Choice] = &[
    Choice::new("tous", "Tout le monde"),
    Choice::new("jeunes", "Jeunes"),
    Choice::new("etudiants", "Étudiants"),
    Choice::new("familles", "Familles, enfants"),
    Choice::new("seniors", "Seniors"),
    Choice::new("demandeurs_emploi", "Personnes en recherche d’emploi"),
    Choice::new("minima_sociaux", "Bénéficiaires de minima sociaux"),
    Choice::new("handicap", "Personnes en situation de handicap"),
    Choice::new("allophones", "Personnes qui parlent peu le français"),
];

const MODES: &[Choice] = &[
    Choice::new("se_presenter", "Se présenter, sans rendez-vous"),
    Choice::new("rendez_vous", "Sur rendez-vous"),
    Choice::new("telephoner", "Par téléphone"),
    Choice::new("mail", "Par mail"),
    Choice::new("domicile", "À domicile"),
    Choice::new("sans_public", "Ce lieu n’accueille pas de public"),
];
