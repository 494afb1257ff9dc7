//! The questions about each service of a place.

use super::families;
use super::{Choice, Kind, Question, SectionKey};

pub(super) const QUESTIONS: &[Question] = &[
    Question::new(
        "family",
        SectionKey::Offer,
        Kind::Choice(families::CHOICES),
        "De quelle aide s’agit-il ?",
    )
    .required(),
    Question::new("name", SectionKey::Offer, Kind::Text(150), "Nom du service")
        .help("Par exemple : permanence numérique, point d’accès internet.")
        .required(),
    Question::new(
        "description",
        SectionKey::Offer,
        Kind::LongText(1_000),
        "En quelques mots",
    ),
    Question::new(
        "provider",
        SectionKey::Offer,
        Kind::Text(150),
        "Qui l’assure ?",
    )
    .help("Un agent, un conseiller numérique, une association…"),
    Question::new(
        "accreditation",
        SectionKey::Offer,
        Kind::Several(ACCREDITATIONS),
        "Habilitations",
    ),
    Question::new(
        "format",
        SectionKey::Offer,
        Kind::Choice(FORMATS),
        "Seul ou en groupe ?",
    ),
    Question::new(
        "fee",
        SectionKey::Offer,
        Kind::Choice(FEES),
        "Est-ce gratuit ?",
    ),
    Question::new(
        "frequency",
        SectionKey::Offer,
        Kind::Choice(FREQUENCIES),
        "À quel rythme ?",
    ),
    Question::new(
        "hours",
        SectionKey::Offer,
        Kind::Number {
            min: 0.0,
            max: 168.0,
        },
        "Heures d’aide par semaine",
    )
    .help("Temps passé à aider aux démarches en ligne, en moyenne."),
    Question::new(
        "persons",
        SectionKey::Offer,
        Kind::Number {
            min: 0.0,
            max: 200.0,
        },
        "Nombre de personnes qui aident",
    ),
];

const ACCREDITATIONS: &[Choice] = &[
    Choice::new("aidants_connect", "Aidants Connect"),
    Choice::new("conseiller_numerique", "Conseiller numérique"),
    Choice::new("france_services", "France Services"),
];

const FORMATS: &[Choice] = &[
    Choice::new("individuel", "Accompagnement individuel"),
    Choice::new("atelier", "Atelier collectif"),
    Choice::new("les_deux", "Les deux"),
];

const FEES: &[Choice] = &[
    Choice::new("gratuit", "Gratuit"),
    Choice::new("payant", "Payant"),
];

const FREQUENCIES: &[Choice] = &[
    Choice::new("semaine", "Toutes les semaines"),
    Choice::new("deux_semaines", "Toutes les deux semaines"),
    Choice::new("mois", "Une fois par mois"),
    Choice::new("rendez_vous", "Sur rendez-vous"),
    Choice::new("exceptionnel", "De temps en temps"),
];
