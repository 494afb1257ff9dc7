//! Deciding a send: the list that was read, and no other, goes to the outbox.

use portrea_domain::event::Event;
use portrea_domain::invitation::Invitation;
use portrea_domain::mailing::{Decision, MailingKind, MailingState};
use portrea_domain::message::{PromptStep, Purpose};
use portrea_domain::sequence::Audience;
use portrea_domain::{CampaignId, EventId, InvitationId, PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::mailing_draft::MailingDraft;
use crate::mailing_prepare::{Pace, Preparation, prepare, prepare_kept};
use crate::solicit::{Asking, ask};

const CHANGED: &str = "La liste a changé depuis que vous l’avez relue. Rien n’est parti\u{a0}: relisez-la et recommencez.";

/// The step under which an invitation is asked.
#[must_use]
pub fn invitation_step(event: EventId) -> String {
    PromptStep::Invitation(event).to_string()
}

/// Decides a drafted send: one message each, whatever happens. Refused if the list, the words or the meeting are no
/// longer those whose fingerprint is given. Gives how many people will be written to.
pub async fn decide_mailing(
    app: &App,
    id: CampaignId,
    by: PersonId,
    fingerprint: &str,
) -> Result<usize, ActionError> {
    let mut tx = app.storage.begin().await?;
    let mailing = tx.mailings().require(id).await?;
    tx.portraits().lock(mailing.portrait_id).await?;
    // Read again: somebody may have decided it while this transaction waited.
    let mailing = tx.mailings().require(id).await?;
    if let MailingState::Decided(Decision { size, .. }) = mailing.state {
        return Ok(usize::try_from(size).unwrap_or_default());
    }
    if mailing.state != MailingState::Draft {
        return Err(ActionError::refused(
            "Cet envoi a été rappelé\u{a0}: préparez-en un autre.",
        ));
    }
    let event = tx.events().require(mailing.event_id).await?;
    if !event.is_open(app.now()) {
        return Err(ActionError::refused(
            "La réunion a commencé ou est annulée\u{a0}: rien n’est parti.",
        ));
    }
    let preparation = prepare_kept(&mut tx, app, &mailing).await?;
    if preparation.fingerprint != fingerprint {
        return Err(ActionError::refused(CHANGED));
    }
    if preparation.recipients.is_empty() {
        return Err(ActionError::refused(
            "Il n’y a personne à qui écrire\u{a0}: rien n’est parti.",
        ));
    }
    queue(&mut tx, app, mailing.id, mailing.kind, &event, &preparation).await?;
    let size = preparation.recipients.len();
    tx.mailings()
        .decide(id, by, i64::try_from(size).unwrap_or(i64::MAX), app.now())
        .await?;
    tx.commit().await?;
    tracing::info!(campaign.id = %id, count = size, "mailing.decided");
    Ok(size)
}

/// Sends the invitations of a frozen list at once, without time to call them back: for doors that have no page to do it
/// from. Refused if the list is no longer the one whose fingerprint is given; gives how many were queued.
pub async fn send_invitations(
    app: &App,
    event: EventId,
    fingerprint: &str,
) -> Result<usize, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let portrait = tx.events().require(event).await?.portrait_id;
    tx.portraits().lock(portrait).await?;
    let draft = MailingDraft::invite_everybody();
    let preparation = prepare(&mut tx, app, event, &draft, Pace::AtOnce).await?;
    if preparation.fingerprint != fingerprint {
        return Err(ActionError::refused(CHANGED));
    }
    let event = tx.events().require(event).await?;
    let campaign = mint!(app, CampaignId);
    tx.campaigns()
        .insert(
            campaign,
            event.portrait_id,
            &invitation_step(event.id),
            &event.title,
            now,
        )
        .await?;
    queue(
        &mut tx,
        app,
        campaign,
        MailingKind::Invitation,
        &event,
        &preparation,
    )
    .await?;
    tx.commit().await?;
    tracing::info!(event.id = %event.id, count = preparation.recipients.len(), "invitations.queued");
    Ok(preparation.recipients.len())
}

async fn queue(
    tx: &mut Tx,
    app: &App,
    campaign: CampaignId,
    kind: MailingKind,
    event: &Event,
    preparation: &Preparation,
) -> Result<(), StorageError> {
    for row in &preparation.recipients {
        let person = row.person.id;
        match kind {
            MailingKind::Invitation => {
                let call = Call {
                    campaign,
                    event,
                    person,
                    delegated_from: None,
                    due_at: preparation.leaves_at,
                };
                invite(tx, app, &call).await?;
            }
            MailingKind::Reminder => {
                remind(tx, app, campaign, event, person, preparation.leaves_at).await?;
            }
        }
    }
    Ok(())
}

async fn remind(
    tx: &mut Tx,
    app: &App,
    campaign_id: CampaignId,
    event: &Event,
    person_id: PersonId,
    due_at: Timestamp,
) -> Result<(), StorageError> {
    let Some(row) = tx.invitations().of_person_to(event.id, person_id).await? else {
        return Ok(());
    };
    let asking = Asking {
        campaign_id,
        person_id,
        step: PromptStep::Reminder {
            event: event.id,
            key: "a-la-main".to_owned(),
        },
        round: 1,
        purpose: Purpose::Reminder {
            invitation: row.invitation.id,
            audience: Audience::NotAnswered,
        },
        due_at,
        not_after: event.starts_at,
    };
    ask(tx, app, &asking).await?;
    Ok(())
}

/// Somebody to invite.
pub(crate) struct Call<'e> {
    /// The campaign that decided it.
    pub(crate) campaign: CampaignId,
    /// To which meeting.
    pub(crate) event: &'e Event,
    /// Whom.
    pub(crate) person: PersonId,
    /// Who passed the invitation on.
    pub(crate) delegated_from: Option<InvitationId>,
    /// Not before.
    pub(crate) due_at: Timestamp,
}

/// Invites one person within a campaign, in the caller's transaction; nothing when they already are.
pub(crate) async fn invite(
    tx: &mut Tx,
    app: &App,
    call: &Call<'_>,
) -> Result<Option<InvitationId>, StorageError> {
    let invitation = Invitation {
        id: mint!(app, InvitationId),
        event_id: call.event.id,
        person_id: call.person,
        delegated_from: call.delegated_from,
        answer: None,
        seat: None,
        version: 0,
    };
    if !tx.invitations().insert(&invitation, app.now()).await? {
        return Ok(None);
    }
    let asking = Asking {
        campaign_id: call.campaign,
        person_id: call.person,
        step: PromptStep::Invitation(call.event.id),
        round: 1,
        purpose: Purpose::Invitation {
            invitation: invitation.id,
        },
        due_at: call.due_at,
        not_after: call.event.starts_at,
    };
    ask(tx, app, &asking).await?;
    Ok(Some(invitation.id))
}
