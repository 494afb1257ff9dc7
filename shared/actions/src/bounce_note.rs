//! Noting that a mail came back.

use portrea_domain::MessageId;
use portrea_domain::person::EmailAddress;
use portrea_storage::{MOST_SOFT_BOUNCES, StorageError, Tx};

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
/// report names others only: then it was corrected meanwhile, or is passed on, and nothing is held against it.
pub async fn note_bounced_message(
    app: &App,
    id: MessageId,
    failed: &[EmailAddress],
    kind: BounceKind,
    reason: &str,
) -> Result<BounceNoted, StorageError> {
    let mut tx = app.storage.begin().await?;
    let Some(message) = tx.outbox().get(id).await? else {
        return Ok(BounceNoted::Unknown);
    };
    let person = tx.people().get(message.person_id).await?;
    let Some(email) = person.and_then(|person| person.email) else {
        return Ok(BounceNoted::Unknown);
    };
    if !failed.is_empty() && !failed.contains(&email) {
        return Ok(BounceNoted::Unknown);
    }
    let noted = note_in(&mut tx, app, &email, kind, reason).await?;
    if kind == BounceKind::Hard {
        tx.journal().note_returned(id, reason, app.now()).await?;
    }
    tx.commit().await?;
    tracing::info!(message.id = %id, kind = ?kind, noted = ?noted, "mail.bounced");
    Ok(noted)
}

/// Notes that mail to an address came back. An address nobody here has is not written down.
pub async fn note_bounced_address(
    app: &App,
    email: &EmailAddress,
    kind: BounceKind,
    reason: &str,
) -> Result<BounceNoted, StorageError> {
    let mut tx = app.storage.begin().await?;
    if tx.people().by_email(email).await?.is_none() {
        return Ok(BounceNoted::Unknown);
    }
    let noted = note_in(&mut tx, app, email, kind, reason).await?;
    tx.commit().await?;
    Ok(noted)
}

async fn note_in(
    tx: &mut Tx,
    app: &App,
    email: &EmailAddress,
    kind: BounceKind,
    reason: &str,
) -> Result<BounceNoted, StorageError> {
    let now = app.now();
    Ok(match kind {
        BounceKind::Hard => {
            tx.addresses().note_hard(email, reason, now).await?;
            BounceNoted::Stopped
        }
        BounceKind::Soft => match tx.addresses().note_soft(email, reason, now).await? {
            count if count >= MOST_SOFT_BOUNCES => BounceNoted::Stopped,
            count => BounceNoted::Counted(count),
        },
    })
}
