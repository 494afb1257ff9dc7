//! Answering an invitation: yes, no, maybe, or somebody else comes.

use portrea_domain::event::Event;
use portrea_domain::invitation::Reply;
use portrea_domain::message::{PromptStep, Purpose};
use portrea_domain::observation::Door;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::{CampaignId, InvitationId, PersonId};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::event_tell::tell;
use crate::mailing_decide::{Call, invitation_step, invite};
use crate::seating::{leave, sit};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegate {
    /// Their name.
    pub name: String,
    /// Their mail address: they get an invitation, with a link of their own.
    pub email: EmailAddress,
}

/// Keeps an answer and confirms it by mail, with a calendar file for a yes or a maybe. A yes takes a seat, or a place on
/// the waiting list when the room is full; a seat given up goes to the first who waits. People may change their mind
/// until the meeting begins; the answer that stands already changes nothing, unless the meeting moved since. A delegate
/// is invited by a mail of their own: nobody answers for somebody else.
pub async fn answer_invitation(
    app: &App,
    request: &AnswerRequest,
) -> Result<InvitationRow, ActionError> {
    let mut tx = app.storage.begin().await?;
    let kept = answer_in(&mut tx, app, request).await?;
    if kept.is_new {
        tx.commit().await?;
    }
    Ok(kept.row)
}

/// What an answer left behind.
pub(crate) struct Kept {
    /// The invitation as it stands.
    pub(crate) row: InvitationRow,
    /// Whether the answer was not the one that stood already.
    pub(crate) is_new: bool,
}

/// Keeps an answer in the caller's transaction.
pub(crate) async fn answer_in(
    tx: &mut Tx,
    app: &App,
    request: &AnswerRequest,
) -> Result<Kept, ActionError> {
    let now = app.now();
    let rank = tx
        .events()
        .take_of_invitation(request.invitation_id)
        .await?;
    let row = tx.invitations().require(request.invitation_id).await?;
    let event = tx.events().require(row.invitation.event_id).await?;
    if event.is_cancelled() {
        return Err(ActionError::refused(
            "Cette réunion est annulée\u{a0}: il n’y a plus à répondre.",
        ));
    }
    if event.starts_at <= now {
        return Err(ActionError::refused(
            "La réunion a déjà commencé : il n’est plus possible de répondre ici.",
        ));
    }
    if stands(tx, &event, &row, request).await? {
        return Ok(Kept { row, is_new: false });
    }
    if request.reply == Reply::Delegated {
        delegate(tx, app, &row, request.delegate.as_ref()).await?;
    }
    let id = row.invitation.id;
    tx.invitations()
        .answer(id, request.reply, request.door, now)
        .await?;
    match request.reply {
        Reply::Yes => sit(tx, &event, &row, rank).await?,
        Reply::Maybe => leave(tx, app, &event, &row).await?,
        Reply::No | Reply::Delegated => {
            leave(tx, app, &event, &row).await?;
            tx.needs().erase(id).await?;
        }
    }
    tx.prompts()
        .answered_by(&invitation_step(event.id), row.person.id, now)
        .await?;
    tx.prompts()
        .answered_beginning_with(&PromptStep::reminders_of(event.id), row.person.id, now)
        .await?;
    let row = tx.invitations().require(id).await?;
    let version = row.invitation.version;
    let purpose = Purpose::AnswerNoted {
        invitation: id,
        version,
    };
    let key = format!("answer:{id}:{version}");
    tell(tx, app, row.person.id, purpose, event.starts_at, &key).await?;
    tracing::info!(invitation.id = %id, reply = request.reply.as_str(), door = request.door.as_str(), "invitation.answered");
    Ok(Kept { row, is_new: true })
}

/// Invites whoever comes instead, if that is allowed.
async fn delegate(
    tx: &mut Tx,
    app: &App,
    row: &InvitationRow,
    delegate: Option<&Delegate>,
) -> Result<(), ActionError> {
    let delegate = delegate.ok_or_else(|| {
        ActionError::refused(
            "Indiquez le nom et l’adresse mail de la personne qui vient à votre place.",
        )
    })?;
    if row.person.email.as_ref() == Some(&delegate.email) {
        return Err(ActionError::refused(
            "Cette adresse est la vôtre : indiquez celle de la personne qui vient.",
        ));
    }
    if is_passed_on_too_often(tx, row).await? {
        return Err(ActionError::refused(
            "Cette invitation a déjà été transmise plusieurs fois. Écrivez au référent pour la suite.",
        ));
    }
    Ok(invite_delegate(tx, app, row, delegate).await?)
}

/// Whether this very answer stands already: buttons are pressed twice, and one confirmation is enough. After a move the
/// same answer says something new: they still come.
async fn stands(
    tx: &mut Tx,
    event: &Event,
    row: &InvitationRow,
    request: &AnswerRequest,
) -> Result<bool, StorageError> {
    if row.invitation.answer.map(|answer| answer.reply) != Some(request.reply)
        || row.invitation.is_to_confirm(event)
    {
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
    let invited = invite(tx, app, &call).await?;
    // Whoever comes instead stands in the queue where the other stood.
    if let Some(invited) = invited {
        tx.invitations().inherit_rank(invited).await?;
    }
    Ok(())
}
