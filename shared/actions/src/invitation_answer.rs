//! Answering an invitation: yes, no, or somebody else comes.

use portrea_domain::invitation::Reply;
use portrea_domain::message::{Channel, Message, MessageState, PromptStep, Purpose};
use portrea_domain::observation::Door;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::{CampaignId, InvitationId, MessageId, PersonId};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::mailing_decide::{Call, invitation_step, invite};

/// How many different people one invitation can be passed on to.
const MOST_DELEGATES: usize = 3;
/// Through how many hands it can go.
const MOST_HANDS: usize = 2;

/// An answer to an invitation.
#[derive(Clone, Debug)]
pub struct AnswerRequest {
    /// The invitation.
    pub invitation_id: InvitationId,
    /// The answer.
    pub reply: Reply,
    /// Who comes instead, for [`Reply::Delegated`].
    pub delegate: Option<Delegate>,
    /// The door.
    pub door: Door,
}

/// Who comes instead.
#[derive(Clone, Debug)]
pub struct Delegate {
    /// Their name.
    pub name: String,
    /// Their mail address: they get an invitation, with a link of their own.
    pub email: EmailAddress,
}

/// Keeps an answer and confirms it by mail, with a calendar file when it is yes. People may change their mind until
/// the meeting begins; the answer that stands already changes nothing. A delegate is invited by a mail of their own: nobody answers for somebody else.
pub async fn answer_invitation(
    app: &App,
    request: &AnswerRequest,
) -> Result<InvitationRow, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let row = tx.invitations().lock(request.invitation_id).await?;
    let event = tx.events().require(row.invitation.event_id).await?;
    if event.starts_at <= now {
        return Err(ActionError::refused(
            "La réunion a déjà commencé : il n’est plus possible de répondre ici.",
        ));
    }
    if stands(&mut tx, &row, request).await? {
        return Ok(row);
    }
    if request.reply == Reply::Delegated {
        let delegate = request.delegate.as_ref().ok_or_else(|| {
            ActionError::refused(
                "Indiquez le nom et l’adresse mail de la personne qui vient à votre place.",
            )
        })?;
        if row.person.email.as_ref() == Some(&delegate.email) {
            return Err(ActionError::refused(
                "Cette adresse est la vôtre : indiquez celle de la personne qui vient.",
            ));
        }
        if is_passed_on_too_often(&mut tx, &row).await? {
            return Err(ActionError::refused(
                "Cette invitation a déjà été transmise plusieurs fois. Écrivez au référent pour la suite.",
            ));
        }
        invite_delegate(&mut tx, app, &row, delegate).await?;
    }
    let answer = tx
        .invitations()
        .answer(row.invitation.id, request.reply, request.door, now)
        .await?;
    tx.prompts()
        .answered_by(&invitation_step(event.id), row.person.id, now)
        .await?;
    tx.prompts()
        .answered_beginning_with(&PromptStep::reminders_of(event.id), row.person.id, now)
        .await?;
    let confirmation = Message {
        id: mint!(app, MessageId),
        person_id: row.person.id,
        channel: Channel::Mail,
        purpose: Purpose::AnswerNoted {
            invitation: row.invitation.id,
        },
        due_at: now,
        not_after: event.starts_at,
        attempts: 0,
        campaign_id: None,
        state: MessageState::Queued,
        reason: String::new(),
    };
    tx.outbox()
        .queue(
            &confirmation,
            &format!("answer:{}:{}", row.invitation.id, answer.count),
            now,
        )
        .await?;
    let row = tx.invitations().require(row.invitation.id).await?;
    tx.commit().await?;
    tracing::info!(invitation.id = %row.invitation.id, reply = request.reply.as_str(), door = request.door.as_str(), "invitation.answered");
    Ok(row)
}

/// Whether this very answer stands already: buttons are pressed twice, and one confirmation is enough.
async fn stands(
    tx: &mut Tx,
    row: &InvitationRow,
    request: &AnswerRequest,
) -> Result<bool, StorageError> {
    if row.invitation.answer.map(|answer| answer.reply) != Some(request.reply) {
        return Ok(false);
    }
    let Some(delegate) = &request.delegate else {
        return Ok(true);
    };
    let invited = delegates_of(tx, row).await?;
    Ok(invited
        .iter()
        .any(|row| row.person.email.as_ref() == Some(&delegate.email)))
}

/// Whether an invitation has gone through too many hands: it must not become a way to write to anybody.
async fn is_passed_on_too_often(tx: &mut Tx, row: &InvitationRow) -> Result<bool, StorageError> {
    if delegates_of(tx, row).await?.len() >= MOST_DELEGATES {
        return Ok(true);
    }
    let mut hands = 0;
    let mut from = row.invitation.delegated_from;
    while let Some(id) = from {
        hands += 1;
        from = tx
            .invitations()
            .require(id)
            .await?
            .invitation
            .delegated_from;
    }
    Ok(hands >= MOST_HANDS)
}

async fn delegates_of(
    tx: &mut Tx,
    row: &InvitationRow,
) -> Result<Vec<InvitationRow>, StorageError> {
    let mut invited = tx.invitations().of_event(row.invitation.event_id).await?;
    invited.retain(|other| other.invitation.delegated_from == Some(row.invitation.id));
    Ok(invited)
}

async fn invite_delegate(
    tx: &mut Tx,
    app: &App,
    from: &InvitationRow,
    delegate: &Delegate,
) -> Result<(), StorageError> {
    let now = app.now();
    let event = tx.events().require(from.invitation.event_id).await?;
    let person = Person {
        id: mint!(app, PersonId),
        name: delegate.name.trim().to_owned(),
        email: Some(delegate.email.clone()),
        fictional: from.person.fictional,
    };
    let person = tx.people().add(&person, now).await?;
    let kind = invitation_step(event.id);
    let campaign = if let Some(campaign) = tx.campaigns().latest(event.portrait_id, &kind).await? {
        campaign
    } else {
        let campaign = mint!(app, CampaignId);
        tx.campaigns()
            .insert(campaign, event.portrait_id, &kind, &event.title, now)
            .await?;
        campaign
    };
    let call = Call {
        campaign,
        event: &event,
        person: person.id,
        delegated_from: Some(from.invitation.id),
        due_at: now,
    };
    invite(tx, app, &call).await
}
