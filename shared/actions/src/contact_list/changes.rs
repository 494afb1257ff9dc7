//! What a list adds to a contact that is known, and writing or putting back one field.

use portrea_domain::contact::{Contact, ContactRole};
use portrea_domain::contact_import::{ContactField, FieldChange};
use portrea_domain::person::Reach;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_storage::ContactRow;

use super::candidate::Candidate;
use crate::contact_add::in_order;

/// What a list adds to a known contact. What a person is called and how they are reached is only filled in where
/// nothing is known: a list never overwrites it. Roles, communes and themes are added; the organisation follows the list.
pub(super) fn changes(candidate: &Candidate, row: &ContactRow, reach: &Reach) -> Vec<FieldChange> {
    let (contact, person) = (&row.contact, &row.person);
    let mut found = Changes::default();
    found.fill(ContactField::Name, &person.name, &candidate.name);
    // The given name belongs to the name that is kept.
    if person.name.trim().is_empty() || person.name == candidate.name {
        found.fill(
            ContactField::GivenName,
            &reach.given_name,
            &candidate.given_name,
        );
    }
    found.fill(ContactField::Phone, &reach.phone, &candidate.phone);
    found.fill(
        ContactField::PostalAddress,
        &reach.postal_address,
        &candidate.postal_address,
    );
    found.fill(ContactField::Note, &contact.note, &candidate.note);
    let said = candidate.channel.map_or("", |channel| channel.as_str());
    found.fill(ContactField::Channel, &channel(contact), said);
    if !candidate.organisation.is_empty() {
        found.add(
            ContactField::Organisation,
            contact.organisation.clone(),
            candidate.organisation.clone(),
        );
    }
    found.lists(candidate, contact);
    found.0
}

#[derive(Default)]
struct Changes(Vec<FieldChange>);

impl Changes {
    fn add(&mut self, field: ContactField, before: String, after: String) {
        if before != after {
            self.0.push(FieldChange {
                field,
                before,
                after,
            });
        }
    }

    fn fill(&mut self, field: ContactField, known: &str, said: &str) {
        if known.trim().is_empty() && !said.is_empty() {
            self.add(field, known.to_owned(), said.to_owned());
        }
    }

    fn lists(&mut self, candidate: &Candidate, contact: &Contact) {
        let all = in_order([contact.roles.clone(), candidate.roles.clone()].concat());
        self.add(ContactField::Roles, roles(&contact.roles), roles(&all));
        let all = in_order([contact.themes.clone(), candidate.themes.clone()].concat());
        self.add(ContactField::Themes, themes(&contact.themes), themes(&all));
        let mut all = contact.communes.clone();
        for code in &candidate.communes {
            if !all.contains(code) {
                all.push(code.clone());
            }
        }
        self.add(
            ContactField::Communes,
            communes(&contact.communes),
            communes(&all),
        );
    }
}

fn channel(contact: &Contact) -> String {
    contact
        .channel
        .map_or_else(String::new, |channel| channel.as_str().to_owned())
}

fn roles(roles: &[ContactRole]) -> String {
    let parts: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    parts.join("|")
}

fn themes(themes: &[Family]) -> String {
    let parts: Vec<&str> = themes.iter().map(|theme| theme.as_str()).collect();
    parts.join("|")
}

fn communes(communes: &[CommuneCode]) -> String {
    let parts: Vec<&str> = communes.iter().map(CommuneCode::as_str).collect();
    parts.join("|")
}

/// Writes a field of a contact, if it still reads `from`; false when somebody changed it since.
pub(crate) fn apply(
    row: &mut ContactRow,
    reach: &mut Reach,
    field: ContactField,
    from: &str,
    to: &str,
) -> bool {
    let contact = &mut row.contact;
    let now = match field {
        ContactField::Name => row.person.name.clone(),
        ContactField::GivenName => reach.given_name.clone(),
        ContactField::Phone => reach.phone.clone(),
        ContactField::PostalAddress => reach.postal_address.clone(),
        ContactField::Organisation => contact.organisation.clone(),
        ContactField::Note => contact.note.clone(),
        ContactField::Channel => channel(contact),
        ContactField::Roles => roles(&contact.roles),
        ContactField::Themes => themes(&contact.themes),
        ContactField::Communes => communes(&contact.communes),
    };
    if now != from {
        return false;
    }
    match field {
        ContactField::Name => to.clone_into(&mut row.person.name),
        ContactField::GivenName => to.clone_into(&mut reach.given_name),
        ContactField::Phone => to.clone_into(&mut reach.phone),
        ContactField::PostalAddress => to.clone_into(&mut reach.postal_address),
        ContactField::Organisation => to.clone_into(&mut contact.organisation),
        ContactField::Note => to.clone_into(&mut contact.note),
        ContactField::Channel => contact.channel = to.parse().ok(),
        ContactField::Roles => contact.roles = read(to),
        ContactField::Themes => contact.themes = read(to),
        ContactField::Communes => contact.communes = read(to),
    }
    true
}

fn read<T: std::str::FromStr>(text: &str) -> Vec<T> {
    text.split('|')
        .filter_map(|part| part.parse().ok())
        .collect()
}
