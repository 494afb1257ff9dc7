//! After a restore: an old copy of the base remembers mails as unsent that were sent long ago. Sending is held until an
//! operator says that the base is the one to go on with.

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_storage::{StorageError, Tx};

/// The job under which mailers give signs of life.
pub(crate) const JOB: &str = "mailer";
const HELD: &str = "outbox.held";
/// A base whose mailers have been silent for longer than this may be an old copy.
const SILENCE_MINUTES: i64 = 60;

/// Whether sending is held.
pub async fn is_held(app: &App) -> Result<bool, StorageError> {
    is_held_in(&mut app.storage.read().await?).await
}

/// Lets mail leave again: an operator has seen that the base is the right one.
pub async fn resume(app: &App) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.operations().set_setting(HELD, "0").await?;
    tx.operations().beat(JOB, app.now()).await?;
    tx.commit().await?;
    tracing::info!("mail.resumed");
    Ok(())
}

/// Holds sending when the base looks like an old copy: its mailers have been silent for more than an hour. Gives
/// whether sending is held now. Asked once, when a mailer starts.
pub async fn hold_if_restored(app: &App) -> Result<bool, StorageError> {
    let mut tx = app.storage.read().await?;
    if is_held_in(&mut tx).await? {
        return Ok(true);
    }
    let silent = tx
        .operations()
        .beats()
        .await?
        .into_iter()
        .find(|(job, _)| job == JOB)
        .is_some_and(|(_, last)| last.plus_minutes(SILENCE_MINUTES) < app.now());
    drop(tx);
    if !silent {
        return Ok(false);
    }
    let mut tx = app.storage.begin().await?;
    tx.operations().set_setting(HELD, "1").await?;
    tx.commit().await?;
    tracing::warn!("mail.held: `portrea outbox resume` lets it leave");
    Ok(true)
}

/// Holds sending when the base is older than a sign of life this very process gave: it was restored under our feet.
pub(crate) async fn hold_if_older(app: &App, mine: Timestamp) -> Result<(), StorageError> {
    let mut tx = app.storage.read().await?;
    let kept = tx
        .operations()
        .beats()
        .await?
        .into_iter()
        .find(|(job, _)| job == JOB);
    if kept.is_some_and(|(_, last)| last >= mine) || is_held_in(&mut tx).await? {
        return Ok(());
    }
    drop(tx);
    let mut tx = app.storage.begin().await?;
    tx.operations().set_setting(HELD, "1").await?;
    tx.commit().await?;
    tracing::warn!(
        "mail.held: the base went back in time; `portrea outbox resume` lets mail leave"
    );
    Ok(())
}

pub(crate) async fn is_held_in(tx: &mut Tx) -> Result<bool, StorageError> {
    Ok(tx.operations().setting(HELD).await?.as_deref() == Some("1"))
}
