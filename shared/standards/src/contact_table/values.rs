//! What the values of a list of contacts mean: telephones, post codes, roles, themes, channels.

use portrea_domain::contact::{ContactChannel, ContactRole};
use portrea_domain::questionnaire::Family;
use portrea_territory::normalise;

/// Overseas numbers have their own prefix; they are dialled with a 0 all the same.
const PREFIXES: [&str; 6] = ["33", "262", "590", "594", "596", "508"];

/// The digits of a French telephone, ten of them: a spreadsheet eats the first zero, people write +33 or (0).
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let allowed = |c: char| c.is_ascii_digit() || " .-/()+\u{a0}_".contains(c);
    if !text.chars().all(allowed) {
        return None;
    }
    let bare = text.replace("(0)", "");
    let mut digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let international = bare.trim_start().starts_with('+') || digits.starts_with("00");
    if digits.starts_with("00") {
        digits.drain(..2);
    }
    if international || digits.len() > 10 {
        let prefix = PREFIXES
            .iter()
            .find(|prefix| digits.starts_with(**prefix))?;
        let rest = digits.get(prefix.len()..)?;
        digits = format!("0{}", rest.strip_prefix('0').unwrap_or(rest));
    }
    if digits.len() == 9 && !digits.starts_with('0') {
        digits.insert(0, '0');
    }
    (digits.len() == 10 && digits.starts_with('0') && !digits.starts_with("00")).then_some(digits)
}

/// A telephone as people read it: by pairs.
#[must_use]
pub fn display_phone(digits: &str) -> String {
    let chars: Vec<char> = digits.chars().collect();
    let pairs: Vec<String> = chars.chunks(2).map(|pair| pair.iter().collect()).collect();
    pairs.join(" ")
}

/// A post code of five digits: a spreadsheet eats the first zero.
#[must_use]
pub fn postal_code(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let all_digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    match text.len() {
        5 if all_digits => Some(text),
        4 if all_digits => Some(format!("0{text}")),
        _ => None,
    }
}

/// Functions that make somebody elected.
const ELU: &[&str] = &[
    "elu",
    "elue",
    "elus",
    "maire",
    "adjoint",
    "adjointe",
    "conseiller municipal",
    "conseillere municipale",
    "conseiller communautaire",
    "conseillere communautaire",
    "vice president",
    "vice presidente",
    "president de l epci",
    "delegue communautaire",
    "depute",
    "senateur",
    "senatrice",
    "conseiller departemental",
    "conseillere departementale",
];
/// Functions of those who work for a commune or an EPCI.
const TECHNICIEN: &[&str] = &[
    "technicien",
    "technicienne",
    "agent",
    "agente",
    "dgs",
    "directeur general des services",
    "directrice generale des services",
    "secretaire de mairie",
    "secretaire generale",
    "secretaire",
    "charge de mission",
    "chargee de mission",
    "charge de projet",
    "chargee de projet",
    "chef de projet",
    "cheffe de projet",
    "responsable",
    "directeur",
    "directrice",
    "coordinateur",
    "coordinatrice",
    "coordonnateur",
    "coordonnatrice",
    "chef de service",
    "cheffe de service",
    "dga",
    "attache",
    "attachee",
    "officier d etat civil",
];
/// Functions of those who help the public.
const ACTEUR: &[&str] = &[
    "acteur",
    "actrice",
    "acteur de terrain",
    "acteur local",
    "benevole",
    "benevoles",
    "mediateur",
    "mediatrice",
    "mediateur numerique",
    "conseiller numerique",
    "conseillere numerique",
    "animateur",
    "animatrice",
    "travailleur social",
    "travailleuse sociale",
    "assistante sociale",
    "assistant social",
    "bibliothecaire",
    "conseiller france services",
    "conseillere france services",
    "formateur",
    "formatrice",
    "aidant",
    "aidante",
    "ecrivain public",
    "educateur",
    "educatrice",
    "partenaire",
    "cip",
    "conseiller en insertion",
    "conseillere en insertion",
    "accompagnant",
    "accompagnante",
];
/// Words for those who run a portrait.
const REFERENT: &[&str] = &["referent", "referente", "referent portrea", "pilote"];

/// The roles a text names, in the order of [`ContactRole::ALL`]; empty when it names none.
#[must_use]
pub fn roles(text: &str) -> Vec<ContactRole> {
    let form = format!(" {} ", normalise(text));
    let names = |words: &[&str]| words.iter().any(|word| form.contains(&format!(" {word} ")));
    let mut found = Vec::new();
    let elu = names(ELU);
    let acteur = names(ACTEUR);
    for (role, said) in [
        (ContactRole::Elu, elu),
        (
            ContactRole::Technicien,
            names(TECHNICIEN) && !form.contains(" acteur "),
        ),
        (ContactRole::Acteur, acteur),
        (ContactRole::Referent, names(REFERENT)),
    ] {
        if said {
            found.push(role);
        }
    }
    found
}

/// The families of services a text names, in the order of the method.
#[must_use]
pub fn families(text: &str) -> Vec<Family> {
    const WORDS: [(&[&str], Family); 5] = [
        (&["inform", "orient", "etre_informe"], Family::Information),
        (
            &[
                "equip",
                "ordinateur",
                "internet",
                "reseau",
                "acces au mat",
                "acces_mat",
                "connexion",
                "wifi",
            ],
            Family::Equipment,
        ),
        (
            &["depann", "repar", "reempl", "recond", "reemploi"],
            Family::Repair,
        ),
        (
            &[
                "aide",
                "demarche",
                "administratif",
                "acces aux droits",
                "accompagn",
                "social",
            ],
            Family::Help,
        ),
        (
            &[
                "form",
                "apprend",
                "culture",
                "atelier",
                "initiation",
                "developper",
            ],
            Family::Training,
        ),
    ];
    let mut found: Vec<Family> = Vec::new();
    for part in text.split([',', ';', '|', '\n', '/']) {
        if let Ok(family) = part.trim().parse() {
            found.push(family);
            continue;
        }
        let form = normalise(part);
        let exact = Family::ALL
            .into_iter()
            .find(|family| normalise(family.label()) == form);
        if let Some(family) = exact {
            found.push(family);
            continue;
        }
        for (words, family) in WORDS {
            let named = words.iter().any(|word| {
                form.split(' ').any(|typed| {
                    typed.starts_with(word) && !(*word == "form" && typed.starts_with("formul"))
                }) || (word.contains(' ') && form.contains(word))
            });
            if named {
                found.push(family);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The channel a text names.
#[must_use]
pub fn channel(text: &str) -> Option<ContactChannel> {
    let form = normalise(text);
    let has = |words: &[&str]| form.split(' ').any(|typed| words.contains(&typed));
    if has(&["mail", "mails", "email", "courriel", "mel"]) {
        Some(ContactChannel::Mail)
    } else if has(&["chat", "telegram", "messagerie", "whatsapp", "signal"]) {
        Some(ContactChannel::Chat)
    } else if has(&["courrier", "lettre", "postal", "poste", "papier", "letter"]) {
        Some(ContactChannel::Letter)
    } else if has(&["telephone", "tel", "appel", "mobile", "portable", "phone"]) {
        Some(ContactChannel::Phone)
    } else {
        None
    }
}
