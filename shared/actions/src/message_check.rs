//! The stop rules: asked again at the very instant a message is about to leave.

use portrea_domain::Timestamp;
use portrea_domain::message::{Message, Purpose, StopReason, Stream};
use portrea_domain::person::Person;
use portrea_storage::Tx;

use crate::app::App;
use crate::error::ActionError;

/// What the rules say of a message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It leaves, to this person.
    Send(Person),
    /// It must not leave, now or ever.
    Stop(StopReason),
    /// Not now: it waits until then.
    Later(Timestamp),
}

/// Asks the rules about a message, in the transaction that commits its sending.
pub async fn check_message(
    tx: &mut Tx,
    app: &App,
    message: &Message,
) -> Result<Verdict, ActionError> {
    let now = app.now();
    let Some(person) = tx.people().get(message.person_id).await? else {
        return Ok(Verdict::Stop(StopReason::Gone));
    };
    if now > message.not_after {
        return Ok(Verdict::Stop(StopReason::TooLate));
    }
    let stream = message.purpose.stream();
    if stream != Stream::Service && tx.people().oppositions(person.id).await?.contains(&stream) {
        return Ok(Verdict::Stop(StopReason::Opposed));
    }
    let Some(email) = &person.email else {
        return Ok(Verdict::Stop(StopReason::NoAddress));
    };
    if tx.people().bounced(email).await?.is_some() {
        return Ok(Verdict::Stop(StopReason::Bounced));
    }
    match subject_stop(tx, message).await? {
        Some(reason) => Ok(Verdict::Stop(reason)),
        None => Ok(Verdict::Send(person)),
    }
}

/// Why what a message is about no longer calls for it.
async fn subject_stop(tx: &mut Tx, message: &Message) -> Result<Option<StopReason>, ActionError> {
    Ok(match message.purpose {
        Purpose::Invitation { invitation } => match tx.invitations().get(invitation).await? {
            None => Some(StopReason::Gone),
            Some(row) if row.invitation.answer.is_some() => Some(StopReason::Answered),
            Some(_) => None,
        },
        Purpose::Freshness => {
            let prompts = tx.prompts().of_message(message.id).await?;
            if prompts.is_empty() {
                Some(StopReason::Gone)
            } else if prompts.iter().all(|prompt| prompt.answered_at.is_some()) {
                Some(StopReason::Answered)
            } else {
                None
            }
        }
        Purpose::AnswerNoted { invitation } => tx
            .invitations()
            .get(invitation)
            .await?
            .is_none()
            .then_some(StopReason::Gone),
        Purpose::FormLink { listing } => tx
            .listings()
            .get(listing)
            .await?
            .is_none()
            .then_some(StopReason::Gone),
        Purpose::SignIn { link } => match tx.links().get(link).await? {
            Some(link) if link.used_at.is_none() && link.revoked_at.is_none() => None,
            _ => Some(StopReason::Gone),
        },
    })
}
