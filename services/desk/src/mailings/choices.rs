//! The boxes of the form of a send: roles, communes, themes, and each contact with where they stand.

use std::collections::BTreeSet;

use portrea_domain::PersonId;
use portrea_domain::event::Event;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_storage::{ContactRow, StorageError, Tx};

use super::typed::Typed;
use crate::words::name_of;

/// A box to tick.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) ticked: bool,
}

impl Choice {
    pub(super) fn new(value: &impl ToString, label: &str, ticked: &[String]) -> Self {
        let value = value.to_string();
        Self {
            ticked: ticked.contains(&value),
            value,
            label: label.to_owned(),
            hint: String::new(),
        }
    }
}

/// The communes of the portrait.
pub(super) async fn communes(
    tx: &mut Tx,
    portrait: &Portrait,
    typed: &Typed,
) -> Result<Vec<Choice>, StorageError> {
    let area = Territory::Epci(portrait.epci.clone());
    let rows = tx.geography().communes_of(&area).await?;
    Ok(rows
        .into_iter()
        .map(|row| Choice::new(&row.code, &row.name, &typed.communes))
        .collect())
}

/// Where each contact stands with a meeting.
pub(super) struct Standing {
    contacts: Vec<ContactRow>,
    invited: BTreeSet<PersonId>,
    silent: BTreeSet<PersonId>,
}

impl Standing {
    /// Reads it.
    pub(super) async fn load(
        tx: &mut Tx,
        portrait: &Portrait,
        event: &Event,
    ) -> Result<Self, StorageError> {
        let rows = tx.invitations().of_event(event.id).await?;
        let silent = rows.iter().filter(|row| row.invitation.answer.is_none());
        Ok(Self {
            contacts: tx.contacts().of_portrait(portrait.id).await?,
            silent: silent.map(|row| row.person.id).collect(),
            invited: rows.iter().map(|row| row.person.id).collect(),
        })
    }

    /// Contacts who were invited and said nothing.
    pub(super) fn to_remind(&self) -> usize {
        let is_silent = |row: &&ContactRow| self.silent.contains(&row.person.id);
        self.contacts.iter().filter(is_silent).count()
    }

    /// A box for each contact.
    pub(super) fn choices(&self, typed: &Typed) -> Vec<Choice> {
        let choice = |row: &ContactRow| {
            let id = row.person.id;
            let mut choice = Choice::new(&id, &name_of(&row.person), &typed.people);
            let standing = if self.silent.contains(&id) {
                "n’a pas répondu"
            } else if self.invited.contains(&id) {
                "a répondu"
            } else {
                "pas encore invité"
            };
            let organisation = row.contact.organisation.trim();
            choice.hint = if organisation.is_empty() {
                standing.to_owned()
            } else {
                format!("{organisation} — {standing}")
            };
            choice
        };
        self.contacts.iter().map(choice).collect()
    }
}
