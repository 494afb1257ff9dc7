//! Trying a send on oneself: the mail somebody would read, with links that open nothing.

use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::{CampaignId, MessageId, PersonId};

use crate::app::{App, mint};
use crate::error::ActionError;

/// Sends to `to` the mail that `reader` would get from a drafted send.
pub async fn try_mailing(
    app: &App,
    id: CampaignId,
    reader: PersonId,
    to: PersonId,
) -> Result<(), ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let mailing = tx.mailings().require(id).await?;
    tx.people().require(reader).await?;
    if tx.people().require(to).await?.email.is_none() {
        return Err(ActionError::refused("Vous n’avez pas d’adresse mail ici."));
    }
    let message = Message {
        id: mint!(app, MessageId),
        person_id: to,
        channel: Channel::Mail,
        purpose: Purpose::Trial {
            mailing: mailing.id,
            reader,
        },
        due_at: now,
        not_after: now.plus_hours(2),
        attempts: 0,
        campaign_id: None,
        state: MessageState::Queued,
        reason: String::new(),
    };
    let key = format!("trial:{}:{}", mailing.id, message.id);
    tx.outbox().queue(&message, &key, now).await?;
    tx.commit().await?;
    Ok(())
}
