//! The frozen list of a send: who will be written to and when, who cannot be and why, and the fingerprint of it all.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::event::Event;
use portrea_domain::mailing::{Mailing, MailingKind};
use portrea_domain::message::Stream;
use portrea_domain::sending::{Office, RECALL_MINUTES, allowed_from};
use portrea_domain::{CampaignId, EventId, PersonId, Timestamp};
use portrea_storage::{ContactRow, InvitationRow, StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::mailing_draft::MailingDraft;
use crate::token::hash_token;

/// The frozen list of a send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// The meeting.
    pub event_id: EventId,
    /// Who will be written to, by organisation.
    pub recipients: Vec<ContactRow>,
    /// Those of them whose mail will wait, because something was asked of them lately: until when.
    pub waiting: BTreeMap<PersonId, Timestamp>,
    /// Chosen people who cannot be written to, and why.
    pub unreachable: Vec<(ContactRow, Unreachable)>,
    /// When the first mail may leave: after the time to call it back, at office hours.
    pub leaves_at: Timestamp,
    /// The fingerprint of the list and of what is said: deciding needs it.
    pub fingerprint: String,
}

/// Why a contact cannot be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreachable {
    /// They have no mail address.
    NoAddress,
    /// Their address does not work.
    Bounced,
    /// They want no invitations.
    Opposed,
}

impl Unreachable {
    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NoAddress => "pas d’adresse mail",
            Self::Bounced => "l’adresse ne fonctionne pas",
            Self::Opposed => "ne veut plus d’invitations",
        }
    }
}

/// When mails may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// At the first open hour.
    AtOnce,
    /// The same, but not before the time to call it back has passed.
    Recallable,
}

/// Makes the list of a drafted send, as it stands now.
pub async fn prepare_mailing(app: &App, id: CampaignId) -> Result<Preparation, ActionError> {
    let mut tx = app.storage.read().await?;
    let mailing = tx.mailings().require(id).await?;
    Ok(prepare_kept(&mut tx, app, &mailing).await?)
}

/// Makes the list of the contacts not invited yet to a meeting; whoever answers for a closed place is left out.
pub async fn prepare_invitations(app: &App, event: EventId) -> Result<Preparation, ActionError> {
    let mut tx = app.storage.read().await?;
    let draft = MailingDraft::invite_everybody();
    Ok(prepare(&mut tx, app, event, &draft, Pace::AtOnce).await?)
}

pub(crate) async fn prepare_kept(
    tx: &mut Tx,
    app: &App,
    mailing: &Mailing,
) -> Result<Preparation, StorageError> {
    let draft = MailingDraft {
        kind: mailing.kind,
        selection: mailing.selection.clone(),
        wording: mailing.wording.clone(),
        leaves_at: mailing.leaves_at,
    };
    prepare(tx, app, mailing.event_id, &draft, Pace::Recallable).await
}

pub(crate) async fn prepare(
    tx: &mut Tx,
    app: &App,
    event_id: EventId,
    draft: &MailingDraft,
    pace: Pace,
) -> Result<Preparation, StorageError> {
    let now = app.now();
    let event = tx.events().require(event_id).await?;
    let office = tx.rules().office(event.portrait_id).await?;
    let chosen = chosen(tx, &event, draft).await?;
    let (recipients, unreachable) = reachable(tx, &event, chosen).await?;
    let soonest = match pace {
        Pace::AtOnce => now,
        Pace::Recallable => now.plus_minutes(RECALL_MINUTES),
    };
    let leaves_at = office.next_open(draft.leaves_at.map_or(soonest, |at| at.max(soonest)));
    let waiting = waiting(tx, &event, &office, &recipients, leaves_at).await?;
    Ok(Preparation {
        fingerprint: fingerprint(&event, draft, &recipients),
        event_id,
        recipients,
        waiting,
        unreachable,
        leaves_at,
    })
}

/// The contacts a draft chooses, in the state its kind is for.
async fn chosen(
    tx: &mut Tx,
    event: &Event,
    draft: &MailingDraft,
) -> Result<Vec<ContactRow>, StorageError> {
    let portrait = tx.portraits().require(event.portrait_id).await?;
    let invited = tx.invitations().of_event(event.id).await?;
    let mut contacts = tx.contacts().of_portrait(event.portrait_id).await?;
    contacts.retain(|row| draft.selection.holds(&row.contact));
    match draft.kind {
        MailingKind::Invitation => {
            let known: BTreeSet<PersonId> = invited.iter().map(|row| row.person.id).collect();
            contacts.retain(|row| !known.contains(&row.person.id));
            let closed = tx.listings().closed_in_epci(portrait.epci.as_str()).await?;
            contacts.retain(|row| {
                row.contact
                    .listing_id
                    .is_none_or(|listing| !closed.contains(&listing))
            });
        }
        MailingKind::Reminder => {
            let silent: BTreeSet<PersonId> = invited
                .iter()
                .filter(|row| is_silent(row))
                .map(|row| row.person.id)
                .collect();
            contacts.retain(|row| silent.contains(&row.person.id));
        }
    }
    Ok(contacts)
}

fn is_silent(row: &InvitationRow) -> bool {
    row.invitation.answer.is_none()
}

/// Who can be written to, and who cannot.
async fn reachable(
    tx: &mut Tx,
    event: &Event,
    chosen: Vec<ContactRow>,
) -> Result<(Vec<ContactRow>, Vec<(ContactRow, Unreachable)>), StorageError> {
    let bounced: BTreeSet<PersonId> = tx
        .contacts()
        .bounced(event.portrait_id)
        .await?
        .into_iter()
        .map(|(person, _)| person)
        .collect();
    let opposed = tx
        .solicitations()
        .opposed(event.portrait_id, Stream::Event)
        .await?;
    let mut recipients = Vec::with_capacity(chosen.len());
    let mut unreachable = Vec::new();
    for row in chosen {
        let id = row.person.id;
        let why = if row.person.email.is_none() {
            Some(Unreachable::NoAddress)
        } else if bounced.contains(&id) {
            Some(Unreachable::Bounced)
        } else if opposed.contains(&id) {
            Some(Unreachable::Opposed)
        } else {
            None
        };
        match why {
            Some(why) => unreachable.push((row, why)),
            None => recipients.push(row),
        }
    }
    Ok((recipients, unreachable))
}

/// Recipients whose pressure budget makes them wait longer than the others.
async fn waiting(
    tx: &mut Tx,
    event: &Event,
    office: &Office,
    recipients: &[ContactRow],
    leaves_at: Timestamp,
) -> Result<BTreeMap<PersonId, Timestamp>, StorageError> {
    let since = leaves_at.plus_days(-office.rules.window_days);
    let sent = tx
        .solicitations()
        .sent_to_contacts(event.portrait_id, since)
        .await?;
    Ok(recipients
        .iter()
        .filter_map(|row| {
            let past = sent.get(&row.person.id)?;
            let from = office.next_open(allowed_from(&office.rules, past, leaves_at));
            (from > leaves_at).then_some((row.person.id, from))
        })
        .collect())
}

/// What the référent read, in one line: the meeting and its date, the words, the moment, every name and address.
fn fingerprint(event: &Event, draft: &MailingDraft, recipients: &[ContactRow]) -> String {
    let listed: Vec<String> = recipients
        .iter()
        .map(|row| {
            let email = row.person.email.as_ref();
            format!(
                "{} {}",
                row.person.id,
                email.map_or("", |email| email.as_str())
            )
        })
        .collect();
    hash_token(&format!(
        "{} {} {:?} {:?} {:?}\n{}",
        event.id,
        event.starts_at.millis(),
        draft.kind,
        draft.wording,
        draft.leaves_at.map(Timestamp::millis),
        listed.join("\n")
    ))
}
