//! The questions about a place.

use super::choices::{MODES, PUBLICS, YES_NO};
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
        "place.kind_other",
        SectionKey::Place,
        Kind::Text(100),
        "Quel type de lieu ?",
    )
    .when("place.kind", &["autre"])
    .sensitive(),
    Question::new(
        "place.status",
        SectionKey::Place,
        Kind::Choice(STATUSES),
        "Ce lieu accueille-t-il toujours du public ?",
    )
    .required()
    .sensitive_unless_first(&["open"]),
    Question::new(
        "place.address",
        SectionKey::Place,
        Kind::Text(200),
        "Adresse",
    )
    .help("Numéro et rue.")
    .sensitive(),
    Question::new(
        "place.complement",
        SectionKey::Place,
        Kind::AddressLine(150),
        "Complément d’adresse",
    )
    .help("Bâtiment, étage, entrée…")
    .sensitive()
    .rare(),
    Question::new(
        "place.postal_code",
        SectionKey::Place,
        Kind::PostalCode,
        "Code postal",
    )
    .sensitive(),
    Question::new("place.commune", SectionKey::Place, Kind::Commune, "Commune")
        .help("Son nom, ou son code postal.")
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
        "place.position_precision",
        SectionKey::Place,
        Kind::Precision,
        "Précision de la position",
    )
    .sensitive(),
    Question::new(
        "place.position_accuracy",
        SectionKey::Place,
        Kind::Accuracy,
        "Précision du relevé sur place, en mètres",
    )
    .sensitive(),
    Question::new(
        "place.mobility",
        SectionKey::Place,
        Kind::Choice(MOBILITIES),
        "Ce lieu se déplace-t-il ?",
    )
    .help("S’il se déplace, ses arrêts se disent avec les horaires.")
    .rare(),
    Question::new(
        "place.parent",
        SectionKey::Place,
        Kind::Text(150),
        "Structure dont il dépend",
    )
    .help("Par exemple : la communauté de communes, une association.")
    .rare(),
    Question::new(
        "place.siret",
        SectionKey::Place,
        Kind::Siret,
        "Numéro SIRET",
    )
    .help("14 chiffres, si vous le connaissez.")
    .sensitive()
    .rare(),
    Question::new(
        "place.labels",
        SectionKey::Place,
        Kind::Several(LABELS),
        "Labels et programmes",
    )
    .rare(),
    Question::new(
        "place.labels_other",
        SectionKey::Place,
        Kind::Text(200),
        "Quel autre label ?",
    )
    .when("place.labels", &["autre"])
    .rare(),
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
        "contact.booking",
        SectionKey::Contact,
        Kind::Url,
        "Page pour prendre rendez-vous",
    )
    .sensitive()
    .rare(),
    Question::new(
        "contact.other",
        SectionKey::Contact,
        Kind::Text(200),
        "Autre moyen de contact",
    )
    .help("Par exemple : un réseau social, une boîte à l’entrée.")
    .sensitive()
    .rare(),
    Question::new(
        "hours.opening",
        SectionKey::Hours,
        Kind::Hours,
        "Horaires d’ouverture au public",
    ),
    Question::new(
        "hours.school_holidays",
        SectionKey::Hours,
        Kind::Hours,
        "Horaires pendant les vacances scolaires",
    )
    .help("Seulement s’ils changent pendant les vacances.")
    .rare(),
    Question::new(
        "hours.note",
        SectionKey::Hours,
        Kind::Text(300),
        "Précision sur les horaires",
    )
    .help("Jours de marché, sur rendez-vous…"),
    Question::new(
        "publics.served",
        SectionKey::Publics,
        Kind::Several(PUBLICS),
        "Qui est accueilli ?",
    )
    .help("Cochez tout ce qui convient."),
    Question::new(
        "publics.other",
        SectionKey::Publics,
        Kind::Text(200),
        "Quelles autres personnes ?",
    )
    .when("publics.served", &["autre"]),
    Question::new(
        "publics.support",
        SectionKey::Publics,
        Kind::Several(SUPPORTS),
        "Savez-vous accueillir ces situations ?",
    )
    .help("Cochez celles pour lesquelles quelqu’un est formé ou équipé."),
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
    Question::new(
        "access.accessibility",
        SectionKey::Access,
        Kind::Url,
        "Fiche d’accessibilité du lieu",
    )
    .help("Adresse de la fiche sur acceslibre.beta.gouv.fr, si elle existe."),
    Question::new(
        "capacity.persons",
        SectionKey::Capacity,
        Kind::Count(1_000),
        "Combien de personnes aident aux démarches en ligne ?",
    )
    .unit("personne", "personnes"),
    Question::new(
        "capacity.hours",
        SectionKey::Capacity,
        Kind::Number {
            min: 0.0,
            max: 10_000.0,
        },
        "Combien d’heures d’aide par semaine, en tout ?",
    )
    .help("Toutes les personnes ensemble.")
    .unit("heure par semaine", "heures par semaine"),
    Question::new(
        "capacity.computers",
        SectionKey::Capacity,
        Kind::Count(1_000),
        "Combien d’ordinateurs pour le public ?",
    )
    .unit("ordinateur", "ordinateurs"),
    Question::new(
        "capacity.wifi",
        SectionKey::Capacity,
        Kind::Choice(YES_NO),
        "Y a-t-il du wifi pour le public ?",
    ),
    Question::new(
        "capacity.printing",
        SectionKey::Capacity,
        Kind::Several(PRINTING),
        "Peut-on imprimer ou numériser ?",
    ),
    Question::new(
        "people.functions",
        SectionKey::People,
        Kind::Several(FUNCTIONS),
        "Qui aide, dans ce lieu ?",
    )
    .help("Les fonctions seulement, sans nommer personne."),
    Question::new(
        "people.functions_other",
        SectionKey::People,
        Kind::Text(150),
        "Quelle autre fonction ?",
    )
    .when("people.functions", &["autre"]),
    Question::new(
        "people.trained",
        SectionKey::People,
        Kind::Count(1_000),
        "Combien ont été formées à aider ?",
    )
    .unit("personne formée", "personnes formées"),
    Question::new(
        "people.training_need",
        SectionKey::People,
        Kind::Choice(YES_NO),
        "Y a-t-il un besoin de formation ?",
    ),
    Question::new(
        "people.training_topics",
        SectionKey::People,
        Kind::Text(300),
        "Sur quoi se former ?",
    )
    .when("people.training_need", &["oui"]),
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

const MOBILITIES: &[Choice] = &[
    Choice::new("fixe", "Non, il reste au même endroit"),
    Choice::new("itinerant", "Oui, il est itinérant"),
];

const LABELS: &[Choice] = &[
    Choice::new("france_services", "France Services"),
    Choice::new("aidants_connect", "Aidants Connect"),
    Choice::new("conseillers_numeriques", "Conseillers numériques"),
    Choice::new(
        "bibliotheque_reference",
        "Bibliothèque numérique de référence",
    ),
    Choice::new("pix", "Certification PIX"),
    Choice::new("emmaus_connect", "Emmaüs Connect"),
    Choice::new("caf", "Point d’accès numérique CAF"),
    Choice::new("promeneurs_du_net", "Promeneurs du net"),
    Choice::new("fabrique_territoire", "Fabrique de Territoire"),
    Choice::new("mon_espace_sante", "Formé à « Mon Espace Santé »"),
    Choice::new("etape_numerique", "Étape numérique (La Poste)"),
    Choice::new("autre", "Un autre"),
];

const SUPPORTS: &[Choice] = &[
    Choice::new("surdite", "Surdité"),
    Choice::new("handicap_moteur", "Handicap moteur"),
    Choice::new("handicap_mental", "Handicap mental"),
    Choice::new("deficience_visuelle", "Déficience visuelle"),
    Choice::new("illettrisme", "Illettrisme"),
    Choice::new("anglais", "Langue étrangère : anglais"),
    Choice::new("langues", "Autres langues étrangères"),
];

const PRINTING: &[Choice] = &[
    Choice::new("imprimante", "Imprimer"),
    Choice::new("scanner", "Numériser"),
    Choice::new("aucun", "Ni l’un ni l’autre"),
];

const FUNCTIONS: &[Choice] = &[
    Choice::new("accueil", "Agent d’accueil"),
    Choice::new("secretaire", "Secrétaire de mairie"),
    Choice::new("conseiller_numerique", "Conseiller numérique"),
    Choice::new("mediateur", "Médiateur ou animateur numérique"),
    Choice::new("bibliothecaire", "Bibliothécaire"),
    Choice::new("travailleur_social", "Travailleur social"),
    Choice::new("benevole", "Bénévole"),
    Choice::new("autre", "Une autre fonction"),
];
