//! What becomes of messages whose fate nobody knows: the wire broke, or the mailer ended, after the last word.

use portrea_domain::invitation::Reply;
use portrea_domain::message::{Doubt, MessageState, Purpose};
use portrea_domain::{MessageId, Timestamp};
use portrea_storage::{StorageError, Tx};

/// What is written beside a message that was dropped.
const DROPPED: &str = "peut-être parti\u{a0}: à redemander au besoin";

/// A message is in doubt: records what becomes of it, as its purpose calls for. Bulk mail is shown as uncertain; a key to
/// the desk is dropped; what takes a meeting out of a calendar is sent again, once. Gives where it stands.
pub async fn doubt_message(
    tx: &mut Tx,
    id: MessageId,
    purpose: &Purpose,
    not_after: Timestamp,
    reason: &str,
    now: Timestamp,
) -> Result<MessageState, StorageError> {
    let (state, words) = match doubt_of(tx, purpose).await? {
        Doubt::Repeat if now <= not_after && tx.journal().doubts(id).await? == 0 => {
            tx.journal().again(id, now).await?;
            return Ok(MessageState::Queued);
        }
        Doubt::Show | Doubt::Repeat => (MessageState::Uncertain, reason),
        Doubt::Drop => (MessageState::GivenUp, DROPPED),
    };
    tx.outbox().settle(id, state, now, words, now).await?;
    Ok(state)
}

async fn doubt_of(tx: &mut Tx, purpose: &Purpose) -> Result<Doubt, StorageError> {
    Ok(match *purpose {
        Purpose::Invitation { .. }
        | Purpose::Reminder { .. }
        | Purpose::ListingReminder { .. }
        | Purpose::Grouped
        | Purpose::Freshness
        | Purpose::SeatFreed { .. }
        | Purpose::EventMoved { .. }
        | Purpose::Named { .. }
        | Purpose::Letter { .. } => Doubt::Show,
        Purpose::EventCancelled { .. }
        | Purpose::Doubts { .. }
        | Purpose::Farewell
        | Purpose::Outcome => Doubt::Repeat,
        Purpose::FormLink { .. }
        | Purpose::InvitationLink { .. }
        | Purpose::MyLinks
        | Purpose::Trial { .. }
        | Purpose::SignIn { .. } => Doubt::Drop,
        Purpose::AnswerNoted { invitation, .. } => {
            // Only a yes leaves the meeting in the calendar.
            let row = tx.invitations().get(invitation).await?;
            let reply = row.and_then(|row| row.invitation.answer);
            match reply.map(|answer| answer.reply) {
                Some(Reply::Yes) | None => Doubt::Show,
                Some(_) => Doubt::Repeat,
            }
        }
    })
}
