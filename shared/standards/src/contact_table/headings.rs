//! Headings people write over their columns.

use portrea_territory::normalise;

use super::Column;

/// Words that make a heading, whole or in part, in their searched form; the first match wins.
const WORDS: &[(&str, Column)] = &[
    // Longer expressions first: « adresse mail » is no postal address, « nom de la structure » no name.
    ("adresse mail", Column::Email),
    ("adresse e mail", Column::Email),
    ("adresse email", Column::Email),
    ("adresse electronique", Column::Email),
    ("adresse courriel", Column::Email),
    ("e mail", Column::Email),
    ("email", Column::Email),
    ("emails", Column::Email),
    ("mail", Column::Email),
    ("mails", Column::Email),
    ("mel", Column::Email),
    ("courriel", Column::Email),
    ("courriels", Column::Email),
    ("nom prenom", Column::FullName),
    ("nom et prenom", Column::FullName),
    ("prenom nom", Column::FullName),
    ("prenom et nom", Column::FullName),
    ("nom complet", Column::FullName),
    ("nom du contact", Column::FullName),
    ("nom contact", Column::FullName),
    ("interlocuteur", Column::FullName),
    ("interlocutrice", Column::FullName),
    ("personne", Column::FullName),
    ("personne contact", Column::FullName),
    ("contact", Column::FullName),
    ("identite", Column::FullName),
    ("full name", Column::FullName),
    ("display name", Column::FullName),
    ("nom de la structure", Column::Organisation),
    ("nom structure", Column::Organisation),
    ("nom de l organisme", Column::Organisation),
    ("nom de l organisation", Column::Organisation),
    ("nom de l association", Column::Organisation),
    ("nom de l etablissement", Column::Organisation),
    ("nom de la commune", Column::Commune),
    ("nom commune", Column::Commune),
    ("nom de famille", Column::FamilyName),
    ("nom usuel", Column::FamilyName),
    ("nom d usage", Column::FamilyName),
    ("nom de naissance", Column::FamilyName),
    ("prenom", Column::GivenName),
    ("prenoms", Column::GivenName),
    ("first name", Column::GivenName),
    ("given name", Column::GivenName),
    ("last name", Column::FamilyName),
    ("family name", Column::FamilyName),
    ("patronyme", Column::FamilyName),
    ("structure", Column::Organisation),
    ("structures", Column::Organisation),
    ("organisme", Column::Organisation),
    ("organisation", Column::Organisation),
    ("etablissement", Column::Organisation),
    ("association", Column::Organisation),
    ("collectivite", Column::Organisation),
    ("employeur", Column::Organisation),
    ("societe", Column::Organisation),
    ("entreprise", Column::Organisation),
    ("entite", Column::Organisation),
    ("company", Column::Organisation),
    ("service", Column::Organisation),
    ("code insee", Column::Commune),
    ("insee", Column::Commune),
    ("code commune", Column::Commune),
    ("codgeo", Column::Commune),
    ("commune", Column::Commune),
    ("communes", Column::Commune),
    ("ville", Column::Commune),
    ("localite", Column::Commune),
    ("territoire", Column::Commune),
    ("mairie", Column::Commune),
    ("city", Column::Commune),
    ("code postal", Column::PostalCode),
    ("cp", Column::PostalCode),
    ("postal code", Column::PostalCode),
    ("telephone", Column::Phone),
    ("telephones", Column::Phone),
    ("tel", Column::Phone),
    ("portable", Column::Phone),
    ("mobile", Column::Phone),
    ("fixe", Column::Phone),
    ("phone", Column::Phone),
    ("numero de telephone", Column::Phone),
    ("ligne directe", Column::Phone),
    ("adresse", Column::Address),
    ("adresse postale", Column::Address),
    ("rue", Column::Address),
    ("voie", Column::Address),
    ("complement d adresse", Column::Address),
    ("fonction", Column::Role),
    ("fonctions", Column::Role),
    ("role", Column::Role),
    ("roles", Column::Role),
    ("qualite", Column::Role),
    ("statut", Column::Role),
    ("poste", Column::Role),
    ("mandat", Column::Role),
    ("profil", Column::Role),
    ("type de contact", Column::Role),
    ("metier", Column::Role),
    ("theme", Column::Theme),
    ("themes", Column::Theme),
    ("thematique", Column::Theme),
    ("thematiques", Column::Theme),
    ("domaine", Column::Theme),
    ("domaines", Column::Theme),
    ("sujet", Column::Theme),
    ("canal", Column::Channel),
    ("moyen de contact", Column::Channel),
    ("moyen prefere", Column::Channel),
    ("contact par", Column::Channel),
    ("preference", Column::Channel),
    ("canal prefere", Column::Channel),
    ("note", Column::Note),
    ("notes", Column::Note),
    ("remarque", Column::Note),
    ("remarques", Column::Note),
    ("commentaire", Column::Note),
    ("commentaires", Column::Note),
    ("observation", Column::Note),
    ("observations", Column::Note),
    ("nom", Column::FamilyName),
    ("noms", Column::FamilyName),
    ("name", Column::FamilyName),
];

/// Headings that are no information about a contact, though a word of them looks so.
const NOTHING: &[&str] = &[
    "civilite",
    "titre",
    "date",
    "id",
    "identifiant",
    "fax",
    "telecopie",
    "site",
    "site internet",
    "site web",
    "n",
    "no",
    "numero",
    "mail envoye",
    "present",
    "presence",
    "reponse",
    "relance",
];

/// What a heading says, when it says something.
pub(super) fn column_of(heading: &str) -> Option<Column> {
    let form = normalise(heading);
    if form.is_empty() || form.len() > 60 {
        return None;
    }
    if NOTHING.contains(&form.as_str()) {
        return Some(Column::Ignored);
    }
    let exact = WORDS.iter().find(|(words, _)| *words == form);
    if let Some((_, column)) = exact {
        return Some(*column);
    }
    let first = form.split(' ').next().unwrap_or_default();
    if NOTHING.contains(&first) && first.len() > 2 {
        return Some(Column::Ignored);
    }
    let padded = format!(" {form} ");
    let inside = WORDS
        .iter()
        .filter(|(words, _)| padded.contains(&format!(" {words} ")))
        .max_by_key(|(words, _)| words.len());
    // A sentence that happens to hold a word is no heading.
    inside
        .filter(|_| form.split(' ').count() <= 6)
        .map(|(_, column)| *column)
}
