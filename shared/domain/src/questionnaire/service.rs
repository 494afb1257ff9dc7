//! The questions about each service of a place. The first ones are enough to describe it; the rest says more.

use super::choices::{MODES, PUBLICS};
use super::families;
use super::{Choice, Kind, Question, SectionKey};

const fn ask(key: &'static str, kind: Kind, label: &'static str) -> Question {
    Question::new(key, SectionKey::Offer, kind, label)
}

const HELP: &[&str] = &["etre_aidee"];

pub(super) const QUESTIONS: &[Question] = &[
    ask(
        "family",
        Kind::Choice(families::CHOICES),
        "De quelle aide s’agit-il ?",
    )
    .required(),
    ask("name", Kind::Text(150), "Nom du service")
        .help("Par exemple : permanence numérique, point d’accès internet.")
        .required(),
    ask("description", Kind::LongText(1_000), "En quelques mots"),
    ask("format", Kind::Choice(FORMATS), "Seul ou en groupe ?"),
    ask("fee", Kind::Choice(FEES), "Est-ce gratuit ?"),
    ask(
        "fee_condition",
        Kind::Text(200),
        "À quel prix, à quelle condition ?",
    )
    .when("fee", &["sous_condition", "payant"]),
    ask(
        "hours",
        Kind::Number {
            min: 0.0,
            max: 168.0,
        },
        "Heures d’aide par semaine",
    )
    .help("Temps passé à aider aux démarches en ligne, en moyenne.")
    .unit("heure d’aide par semaine", "heures d’aide par semaine"),
    ask(
        "total_hours",
        Kind::Number {
            min: 0.0,
            max: 168.0,
        },
        "Heures de ce service par semaine, toutes demandes comprises",
    )
    .when("family", HELP)
    .unit(
        "heure de service par semaine",
        "heures de service par semaine",
    )
    .rare(),
    ask(
        "persons",
        Kind::Count(200),
        "Nombre de personnes qui aident",
    )
    .unit("aidant", "aidants"),
    ask(
        "cumulated_persons",
        Kind::Count(1_000),
        "Combien de personnes en tout, en comptant chaque permanence ?",
    )
    .when("family", HELP)
    .unit(
        "aidant, permanences cumulées",
        "aidants, permanences cumulées",
    )
    .rare(),
    ask("frequency", Kind::Choice(FREQUENCIES), "À quel rythme ?"),
    ask("frequency_note", Kind::Text(150), "Précision sur le rythme")
        .when("frequency", &["exceptionnel"]),
    ask("rhythm", Kind::Rhythm, "Jours et heures du service"),
    ask(
        "provided_by",
        Kind::Choice(PROVIDERS),
        "Qui assure cette aide ?",
    ),
    ask("provider", Kind::Text(150), "Précision : qui l’assure ?")
        .help("Le service ou l’organisme, sans nommer personne.")
        .rare(),
    ask(
        "accreditation",
        Kind::Several(ACCREDITATIONS),
        "Habilitations",
    )
    .rare(),
    ask(
        "accreditation_other",
        Kind::Text(150),
        "Quelle autre habilitation ?",
    )
    .when("accreditation", &["autre"])
    .rare(),
    ask("presence", Kind::Several(PRESENCES), "Où se fait l’aide ?"),
    ask("modes", Kind::Several(MODES), "Comment y accéder ?"),
    ask("publics", Kind::Several(PUBLICS), "Qui peut en profiter ?")
        .help("Ne cochez rien si c’est comme pour tout le lieu.")
        .rare(),
    ask(
        "publics_other",
        Kind::Text(200),
        "Quelles autres personnes ?",
    )
    .when("publics", &["autre"])
    .rare(),
    ask("phone", Kind::Phone, "Téléphone de ce service")
        .help("S’il n’est pas celui du lieu.")
        .sensitive()
        .rare(),
    ask("email", Kind::Email, "Adresse mail de ce service")
        .help("S’il n’est pas celui du lieu.")
        .sensitive()
        .rare(),
    ask(
        "contact",
        Kind::Text(200),
        "Autre moyen de contact pour ce service",
    )
    .sensitive()
    .rare(),
];

const PROVIDERS: &[Choice] = &[
    Choice::new("agent", "Un agent du lieu"),
    Choice::new("conseiller_numerique", "Un conseiller numérique"),
    Choice::new("mediateur", "Un médiateur ou animateur numérique"),
    Choice::new("travailleur_social", "Un travailleur social"),
    Choice::new("benevole", "Des bénévoles"),
    Choice::new("partenaire", "Une autre structure, chez nous"),
    Choice::new("autre", "Quelqu’un d’autre"),
];

const ACCREDITATIONS: &[Choice] = &[
    Choice::new("aidants_connect", "Aidants Connect"),
    Choice::new("conseiller_numerique", "Conseiller numérique"),
    Choice::new("france_services", "France Services"),
    Choice::new("autre", "Une autre"),
];

const FORMATS: &[Choice] = &[
    Choice::new("individuel", "Accompagnement individuel"),
    Choice::new("atelier", "Atelier collectif"),
    Choice::new("les_deux", "Les deux"),
];

const FEES: &[Choice] = &[
    Choice::new("gratuit", "Gratuit"),
    Choice::new("sous_condition", "Gratuit sous condition"),
    Choice::new("payant", "Payant"),
];

const PRESENCES: &[Choice] = &[
    Choice::new("sur_place", "Sur place"),
    Choice::new("a_distance", "À distance"),
    Choice::new("a_domicile", "À domicile"),
];

const FREQUENCIES: &[Choice] = &[
    Choice::new("semaine", "Toutes les semaines"),
    Choice::new("deux_semaines", "Toutes les deux semaines"),
    Choice::new("mois", "Une fois par mois"),
    Choice::new("rendez_vous", "Sur rendez-vous"),
    Choice::new("exceptionnel", "De temps en temps"),
];
