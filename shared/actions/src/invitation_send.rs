//! Inviting the contacts of a portrait: the list is frozen and counted first, and sent only if it is still that list.

use portrea_domain::invitation::Invitation;
use portrea_domain::message::{Channel, Message, MessageState, Prompt, Purpose};
use portrea_domain::{CampaignId, EventId, InvitationId, MessageId, PersonId, PromptId, Timestamp};
use portrea_storage::{ContactRow, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::token::hash_token;

/// A frozen list of people to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// The meeting.
    pub event_id: EventId,
    /// Who will be written to, by organisation.
    pub recipients: Vec<ContactRow>,
    /// Contacts that cannot be written to: no address.
    pub unreachable: Vec<ContactRow>,
    /// The fingerprint of the list: sending needs it.
    pub fingerprint: String,
}

/// The step under which an invitation is asked.
#[must_use]
pub fn invitation_step(event: EventId) -> String {
    format!("invitation:{event}")
}

/// Makes the list of the contacts not invited yet to a meeting; whoever answers for a closed place is left out.
pub async fn prepare_invitations(app: &App, event: EventId) -> Result<Preparation, ActionError> {
    let mut tx = app.storage.read().await?;
    Ok(prepare(&mut tx, event).await?)
}

async fn prepare(tx: &mut Tx, event_id: EventId) -> Result<Preparation, StorageError> {
    let event = tx.events().require(event_id).await?;
    let portrait = tx.portraits().require(event.portrait_id).await?;
    let invited: Vec<PersonId> = tx
        .invitations()
        .of_event(event_id)
        .await?
        .into_iter()
        .map(|row| row.person.id)
        .collect();
    let mut contacts = tx.contacts().of_portrait(event.portrait_id).await?;
    contacts.retain(|row| !invited.contains(&row.person.id));
    let closed = tx.listings().closed_in_epci(portrait.epci.as_str()).await?;
    contacts.retain(|row| {
        row.contact
            .listing_id
            .is_none_or(|listing| !closed.contains(&listing))
    });
    let (recipients, unreachable): (Vec<_>, Vec<_>) = contacts
        .into_iter()
        .partition(|row| row.person.email.is_some());
    let listed: Vec<String> = recipients
        .iter()
        .map(|row| {
            format!(
                "{} {}",
                row.person.id,
                row.person.email.as_ref().map_or("", |email| email.as_str())
            )
        })
        .collect();
    let fingerprint = hash_token(&format!(
        "{} {} {}",
        event.id,
        event.starts_at.millis(),
        listed.join("\n")
    ));
    Ok(Preparation {
        event_id,
        recipients,
        unreachable,
        fingerprint,
    })
}

/// Sends the invitations of a frozen list: one message each, whatever happens. Refused if the list is no longer the
/// one whose fingerprint is given; gives how many were queued.
pub async fn send_invitations(
    app: &App,
    event: EventId,
    fingerprint: &str,
) -> Result<usize, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let portrait = tx.events().require(event).await?.portrait_id;
    tx.portraits().lock(portrait).await?;
    let preparation = prepare(&mut tx, event).await?;
    if preparation.fingerprint != fingerprint {
        return Err(ActionError::refused(
            "La liste a changé depuis que vous l’avez relue. Rien n’est parti : relisez-la et recommencez.",
        ));
    }
    let event = tx.events().require(event).await?;
    let campaign = mint!(app, CampaignId);
    let kind = invitation_step(event.id);
    tx.campaigns()
        .insert(campaign, event.portrait_id, &kind, &event.title, now)
        .await?;
    for row in &preparation.recipients {
        invite(
            &mut tx,
            app,
            campaign,
            event.id,
            row.person.id,
            None,
            event.starts_at,
        )
        .await?;
    }
    tx.commit().await?;
    tracing::info!(event.id = %event.id, count = preparation.recipients.len(), "invitations.queued");
    Ok(preparation.recipients.len())
}

/// Invites one person within a campaign, in the caller's transaction.
pub(crate) async fn invite(
    tx: &mut Tx,
    app: &App,
    campaign_id: CampaignId,
    event_id: EventId,
    person_id: PersonId,
    delegated_from: Option<InvitationId>,
    not_after: Timestamp,
) -> Result<(), StorageError> {
    let now = app.now();
    let invitation = Invitation {
        id: mint!(app, InvitationId),
        event_id,
        person_id,
        delegated_from,
        answer: None,
        seat: None,
        version: 0,
    };
    if !tx.invitations().insert(&invitation, now).await? {
        return Ok(());
    }
    let step = invitation_step(event_id);
    let prompt = Prompt {
        id: mint!(app, PromptId),
        campaign_id,
        person_id,
        step: step.clone(),
        round: 1,
        message_id: None,
        answered_at: None,
    };
    tx.prompts().insert(&prompt, now).await?;
    let message = Message {
        id: mint!(app, MessageId),
        person_id,
        channel: Channel::Mail,
        purpose: Purpose::Invitation {
            invitation: invitation.id,
        },
        due_at: now,
        not_after,
        attempts: 0,
        campaign_id: Some(campaign_id),
        state: MessageState::Queued,
        reason: String::new(),
    };
    if tx
        .outbox()
        .queue(
            &message,
            &format!("{campaign_id}:{person_id}:{step}:1"),
            now,
        )
        .await?
    {
        tx.prompts().attach(prompt.id, message.id).await?;
    }
    Ok(())
}
