//! Everything the page of a portrait reads, at one moment.

use std::collections::BTreeMap;

use portrea_actions::{App, invitation_step};
use portrea_domain::event::Event;
use portrea_domain::listing::Listing;
use portrea_domain::message::{Message, Purpose};
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_domain::{EventId, PersonId, Timestamp};
use portrea_storage::{ContactRow, DueSection, InvitationRow, StorageError, Tx};

use crate::access::territory_name;
use crate::meeting;

/// Everything the page of a portrait reads.
pub(super) struct Dossier {
    /// When it was read.
    pub now: Timestamp,
    /// The portrait.
    pub portrait: Portrait,
    /// The name of its EPCI.
    pub territory: String,
    /// The meeting to show.
    pub event: Option<Event>,
    /// The meeting people can still be invited to.
    pub to_come: Option<EventId>,
    /// Everybody invited to the meeting to show.
    pub invitations: Vec<InvitationRow>,
    /// The messages that invite to it, whatever the wave.
    pub messages: Vec<Message>,
    /// Every contact of the portrait.
    pub contacts: Vec<ContactRow>,
    /// Why the address of a person does not work.
    pub bounced: BTreeMap<PersonId, String>,
    /// Names of the communes of the EPCI.
    pub communes: BTreeMap<CommuneCode, String>,
    /// The listings of the EPCI.
    pub listings: Vec<Listing>,
    /// Their sections whose time has come.
    pub due: Vec<DueSection>,
    /// What came through each door since the portrait was opened.
    pub doors: Vec<(Door, i64)>,
}

impl Dossier {
    /// Reads a portrait, all of it as it stood at one moment.
    pub(super) async fn load(app: &App, portrait: Portrait) -> Result<Self, StorageError> {
        let now = app.now();
        let epci = portrait.epci.clone();
        let area = Territory::Epci(epci.clone());
        let mut tx = app.storage.read().await?;
        let events = tx.events().of_portrait(portrait.id).await?;
        let event = meeting::shown(&events, now).cloned();
        let (mut invitations, mut messages) = (Vec::new(), Vec::new());
        if let Some(event) = &event {
            invitations = tx.invitations().of_event(event.id).await?;
            messages = inviting(&mut tx, &portrait, event.id).await?;
        }
        let contacts = tx.contacts().of_portrait(portrait.id).await?;
        Ok(Self {
            now,
            territory: territory_name(&mut tx, &epci).await?,
            to_come: meeting::to_come(&events, now).map(|event| event.id),
            bounced: bounced(&mut tx, &portrait, &invitations).await?,
            communes: communes(&mut tx, &area).await?,
            listings: tx.listings().of_territory(&area).await?,
            due: tx.listings().due_in_epci(epci.as_str(), now).await?,
            doors: tx
                .observations()
                .by_door(epci.as_str(), portrait.opened_at)
                .await?,
            portrait,
            event,
            invitations,
            messages,
            contacts,
        })
    }

    /// The name of a commune; its code when it lies elsewhere.
    pub(super) fn commune(&self, code: Option<&CommuneCode>) -> String {
        code.map_or_else(String::new, |code| {
            self.communes
                .get(code)
                .cloned()
                .unwrap_or_else(|| code.to_string())
        })
    }

    /// What a person is to the portrait, when they are one of its contacts.
    pub(super) fn contact(&self, person: PersonId) -> Option<&ContactRow> {
        self.contacts.iter().find(|row| row.person.id == person)
    }

    /// The organisation and commune of whoever holds an invitation: a delegate stands where who sent them stands.
    pub(super) fn whereabouts(&self, row: &InvitationRow) -> (String, String) {
        let mut row = row;
        loop {
            if let Some(contact) = self.contact(row.person.id) {
                let commune = self.commune(contact.contact.main_commune());
                return (contact.contact.organisation.clone(), commune);
            }
            match self.sender(row) {
                Some(sender) => row = sender,
                None => return (String::new(), String::new()),
            }
        }
    }

    /// The invitation this one was handed on from. Invitations are in the order they were made, so this one is older.
    pub(super) fn sender(&self, row: &InvitationRow) -> Option<&InvitationRow> {
        let from = row.invitation.delegated_from?;
        let older = self
            .invitations
            .iter()
            .take_while(|other| other.invitation.id != row.invitation.id);
        older.into_iter().find(|other| other.invitation.id == from)
    }
}

/// The messages that invite to a meeting: those of sends read and decided, and those of other doors.
async fn inviting(
    tx: &mut Tx,
    portrait: &Portrait,
    event: EventId,
) -> Result<Vec<Message>, StorageError> {
    let mut messages = Vec::new();
    for kind in [invitation_step(event), format!("mailing:{event}")] {
        messages.extend(tx.outbox().of_kind(portrait.id, &kind).await?);
    }
    messages.retain(|message| {
        matches!(
            message.purpose,
            Purpose::Invitation { .. } | Purpose::Grouped
        )
    });
    Ok(messages)
}

/// Addresses that do not work, of contacts and of the delegates who are none.
async fn bounced(
    tx: &mut Tx,
    portrait: &Portrait,
    invitations: &[InvitationRow],
) -> Result<BTreeMap<PersonId, String>, StorageError> {
    let mut bounced: BTreeMap<_, _> = tx
        .contacts()
        .bounced(portrait.id)
        .await?
        .into_iter()
        .collect();
    for row in invitations
        .iter()
        .filter(|row| row.invitation.delegated_from.is_some())
    {
        let Some(email) = &row.person.email else {
            continue;
        };
        if let Some(reason) = tx.people().bounced(email).await? {
            bounced.insert(row.person.id, reason);
        }
    }
    Ok(bounced)
}

async fn communes(
    tx: &mut Tx,
    area: &Territory,
) -> Result<BTreeMap<CommuneCode, String>, StorageError> {
    let rows = tx.geography().communes_of(area).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}
