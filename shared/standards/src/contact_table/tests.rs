//! Lists of contacts as people keep them.

use portrea_domain::contact::{ContactChannel, ContactRole};

use super::*;
use crate::table::{self, Table};

fn is_commune(text: &str) -> bool {
    let known = [
        "begard",
        "pedernec",
        "saint laurent",
        "louargat",
        "22004",
        "22164",
        "22135",
    ];
    known.contains(&portrea_territory::normalise(text).as_str())
}

/// How a table is read: the heading’s line, and the columns.
fn guessed(text: &str) -> String {
    let table = table::read_text(text).unwrap();
    let layout = guess(&table, &is_commune);
    let heading = layout
        .heading
        .map_or("-".to_owned(), |rank| table.lines[rank].number.to_string());
    let columns: Vec<&str> = layout
        .columns
        .iter()
        .map(|column| column.as_str())
        .collect();
    format!("{heading} {}", columns.join(" "))
}

/// Real headings, and what they must be read as.
const HEADINGS: [(&str, &str); 48] = [
    (
        "Nom;Prénom;Mail\nLe Goff;Jeanne;j@b.fr",
        "1 family_name given_name email",
    ),
    (
        "NOM;PRENOM;E-MAIL\nLE GOFF;Jeanne;j@b.fr",
        "1 family_name given_name email",
    ),
    ("Nom;Mail\nJeanne Le Goff;j@b.fr", "1 full_name email"),
    (
        "Nom Prénom;Adresse e-mail\nLE GOFF Jeanne;j@b.fr",
        "1 full_name email",
    ),
    (
        "Nom et prénom du contact;Courriel\nLE GOFF Jeanne;j@b.fr",
        "1 full_name email",
    ),
    ("Contact;Mél.\nJeanne Le Goff;j@b.fr", "1 full_name email"),
    ("Contact;Structure\nj@b.fr;CCAS", "1 email organisation"),
    (
        "Adresse;Ville;CP;Contact\n1 rue du Port;Bégard;22140;j@b.fr",
        "1 address commune postal_code email",
    ),
    (
        "Commune;Code INSEE;Maire;Mail mairie\nBégard;22004;Anne Riou;m@b.fr",
        "1 commune commune full_name email",
    ),
    (
        "Structure;Fonction;Tél.;Portable\nMairie;Maire;0296000000;0600000000",
        "1 organisation role phone phone",
    ),
    (
        "Civilité;Nom;Prénom;Fonction;Collectivité\nMme;Riou;Anne;Adjointe;Mairie",
        "1 ignored family_name given_name role organisation",
    ),
    (
        "Nom de la structure;Nom du contact;Téléphone fixe\nCCAS;Anne Riou;02 96 00 00 00",
        "1 organisation full_name phone",
    ),
    (
        "Organisme;Interlocuteur;Adresse électronique\nCAF;Anne Riou;a@b.fr",
        "1 organisation full_name email",
    ),
    (
        "First Name,Last Name,Email,Company\nAnne,Riou,a@b.fr,CAF",
        "1 given_name family_name email organisation",
    ),
    (
        "Prénom;Nom de famille;Rôle;Thèmes\nAnne;Riou;élue;aide aux démarches",
        "1 given_name family_name role theme",
    ),
    (
        "Email;Moyen de contact préféré;Remarques\na@b.fr;téléphone;rappeler",
        "1 email channel note",
    ),
    (
        "Mail;Commentaire;Présent\na@b.fr;ok;oui",
        "1 email note ignored",
    ),
    ("Adresse mail\na@b.fr\nc@d.fr", "1 email"),
    ("a@b.fr\nc@d.fr", "- email"),
    ("Anne Riou;a@b.fr\nYann Corre;y@b.fr", "- full_name email"),
    (
        "Mairie de Bégard;0296000000;m@b.fr\nCCAS;0296000001;c@b.fr",
        "- organisation phone email",
    ),
    (
        "Anne Riou\tMaire\tBégard\t296000000\nYann Corre\tAdjoint\tPédernec\t296000001",
        "- full_name role commune phone",
    ),
    (
        "Bégard;22140;1 place de la République\nPédernec;22540;2 rue du Bourg",
        "- commune postal_code address",
    ),
    ("22004;a@b.fr\n22164;c@d.fr", "- commune email"),
    (
        "Liste des contacts 2026\n\nNom;Prénom;Mail\nRiou;Anne;a@b.fr",
        "3 family_name given_name email",
    ),
    (
        "CC du Trégor;;\nMis à jour le 12/03;;\nStructure;Référent;Courriel\nCAF;Anne Riou;a@b.fr",
        "3 organisation full_name email",
    ),
    (
        "Nom;Nom;Mail\nRiou;Anne;a@b.fr",
        "1 full_name ignored email",
    ),
    (
        "Mail;Mail 2;Nom\na@b.fr;;Anne Riou\nc@d.fr;e@f.fr;Yann Corre",
        "1 email ignored full_name",
    ),
    (
        "Tel;Mail;Nom\n06 00 00 00 00;a@b.fr;Anne Riou",
        "1 phone email full_name",
    ),
    (
        "N°;Nom;Date;Fax;Site web\n1;Anne Riou;12/03/2026;0296;x.fr",
        "1 ignored full_name ignored ignored ignored",
    ),
    (
        "Thématique;Domaine;Nom\nDépannage;Formation;Anne Riou",
        "1 theme theme full_name",
    ),
    (
        "Communes concernées;Mail\nBégard, Pédernec;a@b.fr",
        "1 commune email",
    ),
    ("Territoire;Mail\nBégard;a@b.fr", "1 commune email"),
    (
        "Adresse postale;Code postal;Localité\n1 rue du Port;22140;Bégard",
        "1 address postal_code commune",
    ),
    (
        "Nom d'usage;Prénom usuel;Courriel pro\nRiou;Anne;a@b.fr",
        "1 family_name given_name email",
    ),
    (
        "Qualité;Identité;Ligne directe\nMaire;Anne Riou;0296000000",
        "1 role full_name phone",
    ),
    (
        "Employeur;Métier;Personne contact\nCAF;médiateur;Anne Riou",
        "1 organisation role full_name",
    ),
    (
        "Etablissement;Ville;Courriels\nEHPAD;Bégard;a@b.fr",
        "1 organisation commune email",
    ),
    (
        "Association;Nom du président;Mail\nClub;Anne Riou;a@b.fr",
        "1 organisation full_name email",
    ),
    (
        "NOM;PRÉNOM;MANDAT;COMMUNE\nRIOU;Anne;Maire;Bégard",
        "1 family_name given_name role commune",
    ),
    (
        "Service;Poste;Nom Prénom;Numéro de téléphone\nÉtat civil;Agent;Anne Riou;0296000000",
        "1 organisation role full_name phone",
    ),
    ("Canal préféré;Email\ncourrier;a@b.fr", "1 channel email"),
    ("name,email\nAnne Riou,a@b.fr", "1 full_name email"),
    (
        "Identifiant;Nom complet;E-mails\n12;Anne Riou;a@b.fr",
        "1 ignored full_name email",
    ),
    (
        "Mme;Anne Riou;a@b.fr\nM.;Yann Corre;y@b.fr",
        "- ignored full_name email",
    ),
    ("Maire\tmairie@b.fr\nDGS\tdgs@b.fr", "- role email"),
    ("Adresse\na@b.fr\nc@d.fr", "1 email"),
    (
        "Mail;Numéro\n0296000000;a@b.fr\n0296000001;c@d.fr",
        "1 phone ignored",
    ),
];

#[test]
fn the_columns_of_real_lists_are_guessed() {
    for (text, wanted) in HEADINGS {
        assert_eq!(guessed(text), wanted, "{text}");
    }
}

#[test]
fn pasted_addresses_become_a_table() {
    let read = |text: &str| -> Vec<String> {
        let table: Table = read_addresses(text).unwrap();
        table
            .lines
            .iter()
            .skip(1)
            .map(|line| format!("{}:{}", line.number, line.cells.join("|")))
            .collect()
    };
    assert_eq!(
        read("Jeanne Le Goff <jeanne@b.fr>; \"Corre, Yann\" <y@b.fr>\n\nmairie@b.fr"),
        [
            "1:Jeanne Le Goff|jeanne@b.fr",
            "1:Yann Corre|y@b.fr",
            "3:|mairie@b.fr"
        ]
    );
    assert_eq!(
        read("a@b.fr, c@d.fr e@f.fr"),
        ["1:|a@b.fr", "1:|c@d.fr", "1:|e@f.fr"]
    );
    assert_eq!(
        read("Le Goff, Jeanne <j@b.fr>, k@b.fr"),
        ["1:Jeanne Le Goff|j@b.fr", "1:|k@b.fr"]
    );
    assert_eq!(
        read("Anne Riou a@b.fr\nsans adresse"),
        ["1:Anne Riou|a@b.fr", "2:sans adresse|"]
    );
    assert!(looks_like_addresses("Jeanne <j@b.fr>; y@b.fr"));
    assert!(looks_like_addresses("a@b.fr\nc@d.fr"));
    assert!(!looks_like_addresses("Nom;Mail\nAnne;a@b.fr"));
    assert!(!looks_like_addresses("nom\tmail\nAnne\ta@b.fr"));
    assert!(read_addresses(" \n").is_err());
}

#[test]
fn telephones_get_their_zero_back() {
    let cases = [
        ("612345678", "0612345678"),
        ("06 12.34-56/78", "0612345678"),
        ("+33 (0)6 12 34 56 78", "0612345678"),
        ("+33612345678", "0612345678"),
        ("0033296000000", "0296000000"),
        ("33296000000", "0296000000"),
        ("+262 692 12 34 56", "0692123456"),
    ];
    for (typed, wanted) in cases {
        assert_eq!(phone(typed).as_deref(), Some(wanted), "{typed}");
    }
    for typed in [
        "",
        "12",
        "22140",
        "02 96",
        "06 12 34 56 78 90",
        "demain",
        "0012345678",
    ] {
        assert_eq!(phone(typed), None, "{typed}");
    }
    assert_eq!(display_phone("0612345678"), "06 12 34 56 78");
    assert_eq!(postal_code("1400").as_deref(), Some("01400"));
    assert_eq!(postal_code("22 140").as_deref(), Some("22140"));
    assert_eq!(postal_code("221400"), None);
}

#[test]
fn roles_themes_and_channels_are_recognised_in_french() {
    let words =
        |text: &str| -> Vec<&str> { roles(text).iter().map(|role| role.as_str()).collect() };
    assert_eq!(words("Maire"), ["elu"]);
    assert_eq!(words("1ère adjointe au maire"), ["elu"]);
    assert_eq!(words("Secrétaire de mairie"), ["technicien"]);
    assert_eq!(words("élue et bénévole"), ["elu", "acteur"]);
    assert_eq!(words("acteur de terrain, référent"), ["acteur", "referent"]);
    assert_eq!(words("DGS"), ["technicien"]);
    assert!(words("inconnu").is_empty());
    for role in ContactRole::ALL {
        assert_eq!(roles(role.label()), [role], "{}", role.label());
    }
    let named = |text: &str| -> Vec<&str> {
        families(text)
            .iter()
            .map(|family| family.as_str())
            .collect()
    };
    assert_eq!(named("Aide aux démarches"), ["etre_aidee"]);
    assert_eq!(
        named("dépannage ; ateliers numériques"),
        ["depanner_reparer_materiel", "developper_culture_numerique"]
    );
    for family in portrea_domain::questionnaire::Family::ALL {
        assert_eq!(families(family.label()), [family], "{}", family.label());
        assert_eq!(families(family.as_str()), [family]);
    }
    assert_eq!(
        channel("Par téléphone").map(ContactChannel::as_str),
        Some("phone")
    );
    assert_eq!(
        channel("courrier postal").map(ContactChannel::as_str),
        Some("letter")
    );
    assert_eq!(channel("pigeon"), None);
}
