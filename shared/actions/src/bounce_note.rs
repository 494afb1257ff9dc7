//! Noting that a mail came back.

use portrea_domain::MessageId;
use portrea_domain::person::EmailAddress;
use portrea_storage::{MOST_SOFT_BOUNCES, StorageError};

use crate::app::App;

/// How an address failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceKind {
    /// It does not exist, or never accepts mail: nothing is sent there any more.
    Hard,
    /// Not this time: it counts, and fades.
    Soft,
}

/// What noting a bounce came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BounceNoted {
    /// The address gets nothing until it is corrected.
    Stopped,
    /// It was counted; so many lately.
    Counted(i64),
    /// Nobody was written to by that message, or under that address.
    Unknown,
}

/// Notes that mail to an address bounced: nothing is sent there any more until it is corrected.
pub async fn note_bounce(
    app: &App,
    email: &EmailAddress,
    reason: &str,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.people().note_bounce(email, reason, app.now()).await?;
    tx.commit().await
}

/// Notes that the mail of a message came back. Its reader’s address at this moment is the one that failed, unless the
/// report names another: then the address was corrected meanwhile, and nothing is held against the new one.
pub async fn note_bounced_message(
    app: &App,
    id: MessageId,
    failed: Option<&EmailAddress>,
    kind: BounceKind,
    reason: &str,
) -> Result<BounceNoted, StorageError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let Some(message) = tx.outbox().get(id).await? else {
        return Ok(BounceNoted::Unknown);
    };
    let person = tx.people().get(message.person_id).await?;
    let Some(email) = person.and_then(|person| person.email) else {
        return Ok(BounceNoted::Unknown);
    };
    if failed.is_some_and(|failed| *failed != email) {
        return Ok(BounceNoted::Unknown);
    }
    let noted = match kind {
        BounceKind::Hard => {
            tx.addresses().note_hard(&email, reason, now).await?;
            tx.journal().note_returned(id, reason, now).await?;
            BounceNoted::Stopped
        }
        BounceKind::Soft => match tx.addresses().note_soft(&email, reason, now).await? {
            count if count >= MOST_SOFT_BOUNCES => BounceNoted::Stopped,
            count => BounceNoted::Counted(count),
        },
    };
    tx.commit().await?;
    tracing::info!(message.id = %id, kind = ?kind, noted = ?noted, "mail.bounced");
    Ok(noted)
}
