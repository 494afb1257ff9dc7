//! Who must be told that a meeting moves or is called off: counted and shown first, told once.

use portrea_domain::event::Event;
use portrea_domain::invitation::Reply;
use portrea_domain::message::{Channel, Message, MessageState, Purpose, Stream};
use portrea_domain::{EventId, MessageId, PersonId, Timestamp};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::mailing_decide::invitation_step;
use crate::token::hash_token;

/// Who is told when a meeting moves or is called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Who gets a mail: those who come, wait, hesitate, and those who were invited and said nothing yet.
    pub told: Vec<InvitationRow>,
    /// Who should know and cannot be reached by mail: they are to be called.
    pub to_call: Vec<InvitationRow>,
    /// The fingerprint of the meeting and of this list: moving and calling off need it.
    pub fingerprint: String,
}

/// Makes the list of who is told if a meeting moves or is called off.
pub async fn prepare_telling(app: &App, event: EventId) -> Result<Telling, ActionError> {
    let mut tx = app.storage.read().await?;
    let event = tx.events().require(event).await?;
    Ok(telling(&mut tx, &event).await?)
}

/// The list, in the caller's transaction. Whoever declined or sent somebody else has nothing to be told; whoever's
/// invitation has not left yet reads the new date in it.
pub(crate) async fn telling(tx: &mut Tx, event: &Event) -> Result<Telling, StorageError> {
    let kind = invitation_step(event.id);
    let mut waiting: Vec<PersonId> = Vec::new();
    for prompt in tx.prompts().of_step(&kind).await? {
        if let Some(message) = prompt.message_id
            && let Some(message) = tx.outbox().get(message).await?
            && matches!(message.state, MessageState::Queued | MessageState::Claimed)
        {
            waiting.push(message.person_id);
        }
    }
    let (mut told, mut to_call) = (Vec::new(), Vec::new());
    for row in tx.invitations().of_event(event.id).await? {
        let concerned = match row.invitation.answer.map(|answer| answer.reply) {
            Some(Reply::Yes | Reply::Maybe) => true,
            Some(Reply::No | Reply::Delegated) => false,
            None => !waiting.contains(&row.person.id),
        };
        if !concerned {
            continue;
        }
        match reach(tx, &row).await? {
            Reach::Mail => told.push(row),
            Reach::Call => to_call.push(row),
            Reach::Silence => {}
        }
    }
    let listed: Vec<String> = told
        .iter()
        .map(|row| {
            let email = row.person.email.as_ref().map_or("", |email| email.as_str());
            format!("{} {email}", row.invitation.id)
        })
        .collect();
    let fingerprint = hash_token(&format!(
        "{} {} {} {} {}",
        event.id,
        event.starts_at.millis(),
        event.place,
        event.is_cancelled(),
        listed.join("\n")
    ));
    Ok(Telling {
        told,
        to_call,
        fingerprint,
    })
}

enum Reach {
    Mail,
    Call,
    /// They want no mail about meetings and answered nothing: they are left alone.
    Silence,
}

async fn reach(tx: &mut Tx, row: &InvitationRow) -> Result<Reach, StorageError> {
    let opposed = row.invitation.answer.is_none()
        && tx
            .people()
            .oppositions(row.person.id)
            .await?
            .contains(&Stream::Event);
    if opposed {
        return Ok(Reach::Silence);
    }
    Ok(match &row.person.email {
        Some(email) if tx.people().bounced(email).await?.is_none() => Reach::Mail,
        Some(_) | None => Reach::Call,
    })
}

/// Queues a message about a meeting, once under a key.
pub(crate) async fn tell(
    tx: &mut Tx,
    app: &App,
    person_id: PersonId,
    purpose: Purpose,
    not_after: Timestamp,
    key: &str,
) -> Result<(), StorageError> {
    tell_at(tx, app, person_id, purpose, (app.now(), not_after), key).await
}

/// Queues a message that leaves between two moments, once under a key.
pub(crate) async fn tell_at(
    tx: &mut Tx,
    app: &App,
    person_id: PersonId,
    purpose: Purpose,
    (due_at, not_after): (Timestamp, Timestamp),
    key: &str,
) -> Result<(), StorageError> {
    let message = Message {
        id: mint!(app, MessageId),
        person_id,
        channel: Channel::Mail,
        purpose,
        due_at,
        not_after,
        attempts: 0,
        campaign_id: None,
        state: MessageState::Queued,
        reason: String::new(),
    };
    tx.outbox().queue(&message, key, app.now()).await?;
    Ok(())
}

/// The words of a refusal when the list is no longer the one that was read.
pub(crate) fn changed() -> ActionError {
    ActionError::refused(
        "La liste des personnes à prévenir a changé depuis que vous l’avez relue. Rien n’est fait, rien n’est parti\u{a0}: \
         relisez-la et recommencez.",
    )
}
