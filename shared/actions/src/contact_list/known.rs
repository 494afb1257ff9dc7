//! Who a portrait and the base already know.

use std::collections::BTreeMap;

use portrea_domain::contact::Contact;
use portrea_domain::person::{EmailAddress, Person, Reach};
use portrea_domain::territory::CommuneCode;
use portrea_domain::{PersonId, PortraitId};
use portrea_storage::{ContactRow, NewPerson, StorageError, Tx};
use portrea_territory::normalise;

use super::candidate::Candidate;
use crate::token::hash_token;

/// Who is known already.
#[derive(Debug, Default)]
pub(crate) struct Known {
    contacts: Vec<(ContactRow, Reach)>,
    by_email: BTreeMap<EmailAddress, usize>,
    by_identity: BTreeMap<String, usize>,
    people: BTreeMap<EmailAddress, NewPerson>,
}

impl Known {
    /// The contacts of a portrait, and the people of the base who have one of these addresses.
    pub(crate) async fn load(
        tx: &mut Tx,
        portrait: PortraitId,
        emails: &[EmailAddress],
    ) -> Result<Self, StorageError> {
        let mut reaches = tx.contacts().reaches(portrait).await?;
        let mut known = Self::default();
        for row in tx.contacts().of_portrait(portrait).await? {
            let reach = reaches.remove(&row.person.id).unwrap_or_default();
            known.add(row, reach);
        }
        let strangers: Vec<EmailAddress> = emails
            .iter()
            .filter(|email| !known.by_email.contains_key(email))
            .cloned()
            .collect();
        known.people = tx.contacts().known(&strangers).await?;
        Ok(known)
    }

    fn add(&mut self, row: ContactRow, reach: Reach) {
        let place = self.contacts.len();
        if let Some(email) = &row.person.email {
            self.by_email.insert(email.clone(), place);
        } else {
            let key = identity(&row.person.name, &row.contact.organisation);
            self.by_identity.entry(key).or_insert(place);
        }
        self.contacts.push((row, reach));
    }

    /// The contact a line is about. Without an address, people are told apart by name and organisation.
    pub(crate) fn contact(&self, candidate: &Candidate) -> Option<&(ContactRow, Reach)> {
        let place = match &candidate.email {
            Some(email) => self.by_email.get(email),
            None => self
                .by_identity
                .get(&identity(&candidate.name, &candidate.organisation)),
        };
        place.and_then(|place| self.contacts.get(*place))
    }

    /// The person of the base who has an address and is no contact of the portrait yet.
    pub(crate) fn person(&self, email: &EmailAddress) -> Option<&NewPerson> {
        self.people.get(email)
    }

    /// Every contact, by person.
    pub(crate) fn into_contacts(self) -> BTreeMap<PersonId, (ContactRow, Reach)> {
        self.contacts
            .into_iter()
            .map(|(row, reach)| (row.person.id, (row, reach)))
            .collect()
    }
}

/// What tells apart people without an address.
pub(crate) fn identity(name: &str, organisation: &str) -> String {
    format!("{}|{}", normalise(name), normalise(organisation))
}

/// The fingerprint of everything an import may write of a contact.
pub(crate) fn fingerprint_of(contact: &Contact, person: &Person, reach: &Reach) -> String {
    let communes: Vec<&str> = contact.communes.iter().map(CommuneCode::as_str).collect();
    let themes: Vec<&str> = contact.themes.iter().map(|theme| theme.as_str()).collect();
    let roles: Vec<&str> = contact.roles.iter().map(|role| role.as_str()).collect();
    hash_token(&format!(
        "{:?}",
        (
            roles,
            &contact.organisation,
            communes,
            themes,
            contact.channel,
            contact.listing_id,
            &contact.note,
            &person.name,
            &person.email,
            reach,
        )
    ))
}
