//! What holds mail back: a pause an operator asked for, and a restored base. An old copy of the base remembers mails as
//! unsent that were sent long ago: sending is held until an operator says that the base is the one to go on with.

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_storage::{OUTBOX_HELD as HELD, OUTBOX_PAUSED as PAUSED, StorageError, Tx, Which};

/// The job under which mailers give signs of life.
pub(crate) const JOB: &str = "mailer";
/// A base whose mailers have been silent for longer than this may be an old copy.
const SILENCE_MINUTES: i64 = 60;

/// What may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Nothing.
    Closed,
    /// These.
    Open(Which),
}

/// What may leave now. A restored base holds what reaches people; a pause lets through what they ask for this very
/// minute, so that nobody is locked out of the desk.
pub(crate) async fn gate(tx: &mut Tx, is_mailbox: bool) -> Result<Gate, StorageError> {
    let settings = tx.journal().settings().await?;
    let is_set = |name: &str| {
        settings
            .iter()
            .any(|(found, value)| found == name && value == "1")
    };
    Ok(if is_set(HELD) && !is_mailbox {
        Gate::Closed
    } else if is_set(PAUSED) {
        Gate::Open(Which::AskedFor)
    } else {
        Gate::Open(Which::All)
    })
}

/// Whether sending is held since a restore.
pub async fn is_held(app: &App) -> Result<bool, StorageError> {
    is_held_in(&mut app.storage.read().await?).await
}

/// Whether sending is paused.
pub async fn is_paused(app: &App) -> Result<bool, StorageError> {
    let mut tx = app.storage.read().await?;
    Ok(tx.operations().setting(PAUSED).await?.as_deref() == Some("1"))
}

/// Stops every mailer of the base before its next mail, until it is resumed. What people ask for this very minute (keys
/// to the desk, confirmations, new links) leaves all the same.
pub async fn pause(app: &App) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.operations().set_setting(PAUSED, "1").await?;
    tx.commit().await?;
    tracing::info!("mail.paused");
    Ok(())
}

/// Lets mail leave again, after a pause or a restore: an operator has seen that the base is the right one.
pub async fn resume(app: &App) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.operations().set_setting(HELD, "0").await?;
    tx.operations().set_setting(PAUSED, "0").await?;
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
