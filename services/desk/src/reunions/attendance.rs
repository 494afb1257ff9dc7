//! Who is invited to a meeting, what they are to the territory, and what they said.

use std::collections::BTreeMap;

use portrea_domain::PersonId;
use portrea_domain::event::Event;
use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_storage::{ContactRow, InvitationRow, StorageError, Tx};

/// Everybody invited to a meeting, and the contacts of its portrait.
pub(super) struct Attendance {
    /// In the order they were invited.
    pub(super) invited: Vec<InvitationRow>,
    /// Every contact of the portrait.
    pub(super) contacts: Vec<ContactRow>,
    /// The communes of the EPCI, by name.
    pub(super) communes: Vec<(CommuneCode, String)>,
    by_person: BTreeMap<PersonId, usize>,
}

impl Attendance {
    /// Reads it.
    pub(super) async fn of(
        tx: &mut Tx,
        portrait: &Portrait,
        event: &Event,
    ) -> Result<Self, StorageError> {
        let contacts = tx.contacts().of_portrait(portrait.id).await?;
        let area = Territory::Epci(portrait.epci.clone());
        let communes = tx.geography().communes_of(&area).await?;
        Ok(Self {
            invited: tx.invitations().of_event(event.id).await?,
            by_person: contacts
                .iter()
                .enumerate()
                .map(|(n, row)| (row.person.id, n))
                .collect(),
            contacts,
            communes: communes
                .into_iter()
                .map(|row| (row.code, row.name))
                .collect(),
        })
    }

    /// What a person is to the portrait.
    pub(super) fn contact(&self, person: PersonId) -> Option<&ContactRow> {
        self.contacts.get(*self.by_person.get(&person)?)
    }

    /// The contact somebody speaks for: themselves, or whoever sent them.
    pub(super) fn stands_for(&self, row: &InvitationRow) -> Option<&ContactRow> {
        let mut row = row;
        loop {
            if let Some(contact) = self.contact(row.person.id) {
                return Some(contact);
            }
            row = self.sender(row)?;
        }
    }

    /// The invitation this one was handed on from.
    pub(super) fn sender(&self, row: &InvitationRow) -> Option<&InvitationRow> {
        let from = row.invitation.delegated_from?;
        self.invited
            .iter()
            .find(|other| other.invitation.id == from)
            .filter(|other| other.invitation.id != row.invitation.id)
    }

    /// The name of a commune; its code when it lies elsewhere.
    pub(super) fn commune(&self, code: &CommuneCode) -> String {
        let named = self.communes.iter().find(|(known, _)| known == code);
        named.map_or_else(|| code.to_string(), |(_, name)| name.clone())
    }
}

/// Whether somebody is counted in the room.
pub(super) fn comes(row: &InvitationRow) -> bool {
    row.invitation.seat == Some(Seat::Seated)
}

/// What somebody said, as the référent reads it.
pub(super) fn answer_of(row: &InvitationRow) -> &'static str {
    match (
        row.invitation.answer.map(|answer| answer.reply),
        row.invitation.seat,
    ) {
        (Some(Reply::Yes), Some(Seat::Waiting)) => "liste d’attente",
        (Some(Reply::Yes), _) => "vient",
        (Some(Reply::Maybe), _) => "ne sait pas encore",
        (Some(Reply::No), _) => "ne vient pas",
        (Some(Reply::Delegated), _) => "se fait remplacer",
        (None, _) => "sans réponse",
    }
}
