//! The référent answers for somebody they met or called: the person gets the confirmation.

use portrea_domain::invitation::{Invitation, Reply};
use portrea_domain::observation::Door;
use portrea_domain::{EventId, InvitationId, PersonId};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::invitation_answer::{AnswerRequest, Delegate, answer_in};

/// An answer given for somebody else.
#[derive(Clone, Debug)]
pub struct AnswerFor {
    /// The meeting.
    pub event_id: EventId,
    /// Whose answer it is.
    pub person_id: PersonId,
    /// The answer.
    pub reply: Reply,
    /// Who comes instead, for [`Reply::Delegated`].
    pub delegate: Option<Delegate>,
    /// How it was given: [`Door::Phone`], or [`Door::Desk`] for somebody met.
    pub door: Door,
}

/// Keeps the answer of somebody who is invited, or who is a contact of the portrait and is invited by this very answer:
/// no invitation leaves, only the confirmation.
pub async fn answer_for(app: &App, request: &AnswerFor) -> Result<InvitationRow, ActionError> {
    let mut tx = app.storage.begin().await?;
    tx.events().take(request.event_id).await?;
    let invitation = invitation_of(&mut tx, app, request)
        .await?
        .ok_or(ActionError::Missing("contact"))?;
    let answer = AnswerRequest {
        invitation_id: invitation,
        reply: request.reply,
        delegate: request.delegate.clone(),
        door: request.door,
    };
    let kept = answer_in(&mut tx, app, &answer).await?;
    tx.commit().await?;
    Ok(kept.row)
}

async fn invitation_of(
    tx: &mut Tx,
    app: &App,
    request: &AnswerFor,
) -> Result<Option<InvitationId>, StorageError> {
    let held = tx.invitations().of_person(request.person_id).await?;
    if let Some(row) = held
        .iter()
        .find(|row| row.invitation.event_id == request.event_id)
    {
        return Ok(Some(row.invitation.id));
    }
    let event = tx.events().require(request.event_id).await?;
    let contacts = tx.contacts().of_person(request.person_id).await?;
    if !contacts
        .iter()
        .any(|row| row.contact.portrait_id == event.portrait_id)
    {
        return Ok(None);
    }
    let invitation = Invitation {
        id: mint!(app, InvitationId),
        event_id: event.id,
        person_id: request.person_id,
        delegated_from: None,
        answer: None,
        seat: None,
        version: 0,
    };
    tx.invitations().insert(&invitation, app.now()).await?;
    Ok(Some(invitation.id))
}
