//! Opening a secret link: reading it changes nothing.

use portrea_domain::PersonId;
use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::{MessageId, Timestamp};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::token::hash_token;

/// The link a token stands for, if it still opens. A token nobody gave and one for another purpose look the same.
pub async fn open_link(app: &App, token: &str) -> Result<Link, ActionError> {
    let mut tx = app.storage.read().await?;
    let link = tx
        .links()
        .by_hash(&hash_token(token))
        .await?
        .ok_or(LinkError::Unknown)?;
    link.check(app.now())?;
    Ok(link)
}

/// Sends the holder of an expired form or invitation link a new one, to the address we have. Says nothing of whether
/// the token was known: whoever asks gets the same answer.
pub async fn renew_link(app: &App, token: &str) -> Result<(), ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let Some(link) = tx.links().by_hash(&hash_token(token)).await? else {
        return Ok(());
    };
    if link.check(now) != Err(LinkError::Expired) {
        return Ok(());
    }
    if let Some((purpose, not_after)) = renewal(link.purpose, now) {
        let message = Message {
            id: mint!(app, MessageId),
            person_id: link.person_id,
            channel: Channel::Mail,
            purpose,
            due_at: now,
            not_after,
            attempts: 0,
            campaign_id: None,
            state: MessageState::Queued,
            reason: String::new(),
        };
        // One a day at most for one link, however often the button is pressed.
        let day = now.millis() / 86_400_000;
        let key = renewal_key(link.person_id, &link, day);
        tx.outbox().queue(&message, &key, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn renewal(purpose: LinkPurpose, now: Timestamp) -> Option<(Purpose, Timestamp)> {
    match purpose {
        LinkPurpose::Form(listing) => Some((Purpose::FormLink { listing }, now.plus_days(2))),
        LinkPurpose::Invitation(invitation) => {
            Some((Purpose::InvitationLink { invitation }, now.plus_days(2)))
        }
        LinkPurpose::SignIn | LinkPurpose::Preferences => None,
    }
}

fn renewal_key(person: PersonId, link: &Link, day: i64) -> String {
    format!("renew:{person}:{}:{day}", link.id)
}
