//! Telling people what became of what they said: one message for all that is decided within a while.

use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::{MessageId, PersonId};
use portrea_storage::Tx;

use crate::app::{App, mint};
use crate::error::ActionError;

/// How long a message waits for what else a référent decides.
const WAIT_MINUTES: i64 = 20;
/// After how many days it is no longer worth saying.
const LIFE_DAYS: i64 = 14;

/// The message that will tell a person what became of what they said: the one that waits, else a new one. What it says
/// is what names it (`told`) when it leaves.
pub(crate) async fn outcome_message(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
) -> Result<MessageId, ActionError> {
    // Taken, so that it cannot leave before what is being decided is in it.
    if let Some(id) = tx.outbox().hold_queued(person, &Purpose::Outcome).await? {
        return Ok(id);
    }
    let now = app.now();
    let message = Message {
        id: mint!(app, MessageId),
        person_id: person,
        channel: Channel::Mail,
        purpose: Purpose::Outcome,
        due_at: now.plus_minutes(WAIT_MINUTES),
        not_after: now.plus_days(LIFE_DAYS),
        attempts: 0,
        campaign_id: None,
        state: MessageState::Queued,
        reason: String::new(),
    };
    let key = format!("outcome:{}", message.id);
    tx.outbox().queue(&message, &key, now).await?;
    Ok(message.id)
}
