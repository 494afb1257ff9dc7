//! Everything the pages of contacts say of the contacts of a portrait, read at one moment.

use std::collections::{BTreeMap, BTreeSet};

use portrea_actions::App;
use portrea_domain::contact::ContactRole;
use portrea_domain::message::Stream;
use portrea_domain::person::Reach;
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_domain::{ContactId, PersonId};
use portrea_storage::{CommuneRow, ContactRow, StorageError};
use serde::Deserialize;

use crate::access::territory_name;

/// The contacts of a portrait and what is known of each.
pub(super) struct Directory {
    pub(super) portrait: Portrait,
    pub(super) territory: String,
    pub(super) communes: Vec<CommuneRow>,
    pub(super) contacts: Vec<Entry>,
    names: BTreeMap<CommuneCode, String>,
}

/// A contact and what is known of it.
pub(super) struct Entry {
    pub(super) row: ContactRow,
    pub(super) reach: Reach,
    /// Why mail does not reach their address, when it does not.
    pub(super) bounced: Option<String>,
    /// What they object to.
    pub(super) opposed: Vec<Stream>,
    /// Whether they did something themselves.
    pub(super) acted: bool,
}

impl Entry {
    /// Whether a mail reaches them, as far as is known.
    pub(super) const fn is_reachable(&self) -> bool {
        self.row.person.email.is_some() && self.bounced.is_none()
    }
}

/// Which contacts are wanted.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// A role.
    #[serde(default)]
    pub(super) role: String,
    /// A commune.
    #[serde(default)]
    pub(super) commune: String,
    /// A theme.
    #[serde(default)]
    pub(super) theme: String,
    /// A state.
    #[serde(default)]
    pub(super) etat: String,
    /// Words of their name, organisation or address.
    #[serde(default)]
    pub(super) q: String,
    /// The page of the list, from 1.
    #[serde(default)]
    pub(super) page: String,
}

/// The states one may ask for.
pub(super) const STATES: [(&str, &str); 6] = [
    ("joignable", "Joignables par mail"),
    ("echec", "Adresse en échec"),
    ("sans-mail", "Sans adresse mail"),
    ("pas-prevenu", "Pas encore prévenus"),
    ("non-confirme", "Adresse non confirmée"),
    ("oppose", "Ne veulent plus de messages"),
];

impl Wanted {
    fn takes(&self, entry: &Entry) -> bool {
        let contact = &entry.row.contact;
        // An unknown filter hides nobody.
        let role: Option<ContactRole> = self.role.parse().ok();
        let theme: Option<Family> = self.theme.parse().ok();
        let commune: Option<CommuneCode> = self.commune.parse().ok();
        let state = match self.etat.as_str() {
            "joignable" => entry.is_reachable(),
            "echec" => entry.bounced.is_some(),
            "sans-mail" => entry.row.person.email.is_none(),
            "pas-prevenu" => contact.noticed_at.is_none(),
            "non-confirme" => entry.row.person.email.is_some() && !entry.acted,
            "oppose" => !entry.opposed.is_empty(),
            _ => true,
        };
        let words = words_of(&self.q);
        let text = words_of(&format!(
            "{} {} {}",
            entry.row.person.name,
            contact.organisation,
            entry
                .row
                .person
                .email
                .as_ref()
                .map_or("", |email| email.as_str())
        ));
        state
            && role.is_none_or(|role| contact.roles.contains(&role))
            && theme.is_none_or(|theme| contact.themes.contains(&theme))
            && commune.is_none_or(|commune| contact.communes.contains(&commune))
            && text.contains(&words)
    }
}

fn words_of(text: &str) -> String {
    portrea_territory::normalise(text)
}

impl Directory {
    /// Reads the contacts of a portrait.
    pub(super) async fn load(app: &App, portrait: Portrait) -> Result<Self, StorageError> {
        let mut tx = app.storage.read().await?;
        let id = portrait.id;
        let territory = territory_name(&mut tx, &portrait.epci).await?;
        let communes = tx
            .geography()
            .communes_of(&Territory::Epci(portrait.epci.clone()))
            .await?;
        let mut reaches = tx.contacts().reaches(id).await?;
        let mut bounced: BTreeMap<PersonId, String> =
            tx.contacts().bounced(id).await?.into_iter().collect();
        let acted: BTreeSet<PersonId> = tx.contacts().acted(id).await?;
        let mut opposed: BTreeMap<PersonId, Vec<Stream>> = BTreeMap::new();
        for (person, stream) in tx.contacts().opposed(id).await? {
            opposed.entry(person).or_default().push(stream);
        }
        let rows = tx.contacts().of_portrait(id).await?;
        // An address whose owner objected before they were erased, or under another name, keeps its silence.
        let digests: BTreeMap<String, PersonId> = rows
            .iter()
            .filter_map(|row| {
                let email = row.person.email.as_ref()?;
                Some((app.house.secret.address_digest(email), row.person.id))
            })
            .collect();
        let all: Vec<String> = digests.keys().cloned().collect();
        for (digest, stream) in tx.addresses().objections(&all).await? {
            if let Some(person) = digests.get(&digest) {
                let streams = opposed.entry(*person).or_default();
                if !streams.contains(&stream) {
                    streams.push(stream);
                }
            }
        }
        let mut names: BTreeMap<CommuneCode, String> = communes
            .iter()
            .map(|row| (row.code.clone(), row.name.clone()))
            .collect();
        let mut contacts = Vec::new();
        for row in rows {
            let person = row.person.id;
            for code in &row.contact.communes {
                if !names.contains_key(code)
                    && let Some(found) = tx.geography().commune(code).await?
                {
                    names.insert(code.clone(), found.name);
                }
            }
            contacts.push(Entry {
                reach: reaches.remove(&person).unwrap_or_default(),
                bounced: bounced.remove(&person),
                opposed: opposed.remove(&person).unwrap_or_default(),
                acted: acted.contains(&person),
                row,
            });
        }
        Ok(Self {
            portrait,
            territory,
            communes,
            contacts,
            names,
        })
    }

    /// The names of communes, in their order.
    pub(super) fn commune_names(&self, codes: &[CommuneCode]) -> Vec<String> {
        let name = |code: &CommuneCode| {
            self.names
                .get(code)
                .cloned()
                .unwrap_or_else(|| code.to_string())
        };
        codes.iter().map(name).collect()
    }

    /// The contacts that are wanted: those a mail does not reach any more first, then by name.
    pub(super) fn wanted(&self, wanted: &Wanted) -> Vec<&Entry> {
        let mut found: Vec<&Entry> = self
            .contacts
            .iter()
            .filter(|entry| wanted.takes(entry))
            .collect();
        found.sort_by_cached_key(|entry| {
            (
                entry.bounced.is_none(),
                words_of(&entry.row.person.name),
                entry.row.contact.id,
            )
        });
        found
    }

    /// One contact.
    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        let id: ContactId = id.parse().ok()?;
        self.contacts
            .iter()
            .find(|entry| entry.row.contact.id == id)
    }
}
