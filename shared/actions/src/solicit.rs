//! Asking a person something: once, at office hours, and together with whatever else waits to be asked of them.

use portrea_domain::message::{Channel, Message, MessageState, Prompt, PromptStep, Purpose};
use portrea_domain::sending::GROUPING_HOURS;
use portrea_domain::{CampaignId, MessageId, PersonId, PromptId, Timestamp};
use portrea_storage::{StorageError, Tx, Waiting};

use crate::app::{App, mint};

/// Something to ask of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    /// The campaign that decided it.
    pub(crate) campaign_id: CampaignId,
    /// Whom.
    pub(crate) person_id: PersonId,
    /// What.
    pub(crate) step: PromptStep,
    /// First time, second time…
    pub(crate) round: i64,
    /// The message that would carry it alone.
    pub(crate) purpose: Purpose,
    /// Not before.
    pub(crate) due_at: Timestamp,
    /// Not after.
    pub(crate) not_after: Timestamp,
}

/// Asks it, in the caller's transaction; false when it was asked already. What already waits to be asked of that person
/// within a day goes into the same message: one person, one mail.
pub(crate) async fn ask(tx: &mut Tx, app: &App, asking: &Asking) -> Result<bool, StorageError> {
    let now = app.now();
    tx.solicitations().lock(asking.person_id).await?;
    let prompt = Prompt {
        id: mint!(app, PromptId),
        campaign_id: asking.campaign_id,
        person_id: asking.person_id,
        step: asking.step.to_string(),
        round: asking.round,
        message_id: None,
        answered_at: None,
    };
    if !tx.prompts().insert(&prompt, now).await? {
        return Ok(false);
    }
    if let Some(waiting) = companion(tx, asking).await?
        && tx.solicitations().retarget(&waiting, now).await?
    {
        tx.prompts().attach(prompt.id, waiting.id).await?;
        return Ok(true);
    }
    let message = Message {
        id: mint!(app, MessageId),
        person_id: asking.person_id,
        channel: Channel::Mail,
        purpose: asking.purpose,
        due_at: asking.due_at,
        not_after: asking.not_after,
        attempts: 0,
        campaign_id: Some(asking.campaign_id),
        state: MessageState::Queued,
        reason: String::new(),
    };
    let key = format!(
        "{}:{}:{}:{}",
        asking.campaign_id, asking.person_id, asking.step, asking.round
    );
    if tx.outbox().queue(&message, &key, now).await? {
        tx.prompts().attach(prompt.id, message.id).await?;
    }
    Ok(true)
}

/// The waiting message that can carry this too, as it will be once it does. It leaves when both may.
async fn companion(tx: &mut Tx, asking: &Asking) -> Result<Option<Waiting>, StorageError> {
    if !asking.purpose.is_solicitation() {
        return Ok(None);
    }
    let waiting = tx
        .solicitations()
        .waiting(
            asking.person_id,
            Channel::Mail,
            asking.due_at.plus_hours(-GROUPING_HOURS),
            asking.due_at.plus_hours(GROUPING_HOURS),
        )
        .await?;
    Ok(waiting
        .map(|waiting| Waiting {
            id: waiting.id,
            purpose: together(waiting.purpose, asking.purpose),
            due_at: waiting.due_at.max(asking.due_at),
            not_after: waiting.not_after.max(asking.not_after),
        })
        // Neither may make the other too late.
        .filter(|both| both.due_at <= asking.not_after))
}

/// Questions about listings already share a mail of their own.
fn together(one: Purpose, other: Purpose) -> Purpose {
    match (one, other) {
        (Purpose::Freshness, Purpose::Freshness) => Purpose::Freshness,
        _ => Purpose::Grouped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_of_one_kind_keep_their_own_mail() {
        assert_eq!(
            together(Purpose::Freshness, Purpose::Freshness),
            Purpose::Freshness
        );
        let id = "0190f2a4-0000-7000-8000-000000000000";
        let invitation = Purpose::Invitation {
            invitation: id.parse().unwrap(),
        };
        assert_eq!(together(Purpose::Freshness, invitation), Purpose::Grouped);
        assert_eq!(together(Purpose::Grouped, invitation), Purpose::Grouped);
    }
}
