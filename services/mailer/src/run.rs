//! The running mailer: takes a slot, sends what is due, gives signs of life, stops between mails.

use std::path::PathBuf;
use std::time::Duration;

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::message::Channel;
use portrea_storage::{SlotKeeper, StorageError, Which};
use tokio_util::sync::CancellationToken;

use crate::drain::Mailer;
use crate::error::MailerError;
use crate::guard::{JOB, hold_if_older, hold_if_restored};
use crate::names::Watch;
use crate::transport::Transport;

/// How often the outbox is looked at.
const POLL: Duration = Duration::from_secs(1);
/// The longest wait after failures in a row.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// How often a sign of life is given.
const BEAT_SECONDS: i64 = 60;

/// Sends what is due until `stop` is cancelled, then finishes the mails in hand. Slots are kept in `folder` when the
/// database is a file. Fails only when no slot can be taken or the base cannot be read at the start; later failures are
/// logged and tried again.
pub async fn run(
    app: App,
    transport: Transport,
    folder: PathBuf,
    stop: CancellationToken,
) -> Result<(), MailerError> {
    let slot = SlotKeeper::new(app.storage.clone(), &folder).take().await?;
    if !transport.is_mailbox() {
        hold_if_restored(&app).await?;
    }
    let mut watch = Watch::new(&transport);
    let mut mailer = Mailer::new(app.clone(), transport, slot);
    mailer.recover().await?;
    let mut pulse = Pulse::default();
    let mut failures = 0;
    while !stop.is_cancelled() {
        watch.look(&app);
        let wait = match round(&app, &mut mailer, &mut pulse, &stop).await {
            Ok(wait) => {
                failures = 0;
                wait
            }
            Err(MailerError::SlotLost) => return Err(MailerError::SlotLost),
            Err(error) => {
                failures += 1;
                tracing::error!(%error, failures, "mailer.round");
                wait_after(failures)
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    mailer.rest().await;
    mailer.recover().await
}

/// One look at the outbox; gives how long to wait before the next.
async fn round(
    app: &App,
    mailer: &mut Mailer,
    pulse: &mut Pulse,
    stop: &CancellationToken,
) -> Result<Duration, MailerError> {
    if pulse.beat(app, mailer.reaches_people()).await? {
        mailer.adopt().await?;
    }
    if mailer.drain(stop).await? > 0 {
        return Ok(Duration::ZERO);
    }
    mailer.rest().await;
    Ok(until_due(app).await?)
}

/// The time to the next due message, at most one poll: anybody may queue something meanwhile.
async fn until_due(app: &App) -> Result<Duration, StorageError> {
    let next = app
        .storage
        .read()
        .await?
        .outbox()
        .next_due(Channel::Mail, Which::All)
        .await?;
    let now = app.now().millis();
    let millis = next
        .map(|due| due.millis() - now)
        .filter(|millis| *millis > 0)
        .and_then(|millis| u64::try_from(millis).ok());
    Ok(millis.map_or(POLL, Duration::from_millis).min(POLL))
}

fn wait_after(failures: u32) -> Duration {
    POLL.saturating_mul(1 << failures.min(6)).min(LONGEST_WAIT)
}

/// Signs of life, not more often than needed.
#[derive(Debug, Default)]
struct Pulse(Option<Timestamp>);

impl Pulse {
    /// Gives a sign of life if it is time; says whether it was.
    async fn beat(&mut self, app: &App, reaches_people: bool) -> Result<bool, StorageError> {
        let now = app.now();
        if let Some(mine) = self.0.filter(|_| reaches_people) {
            hold_if_older(app, mine).await?;
        }
        if self
            .0
            .is_some_and(|last| now < last.plus_seconds(BEAT_SECONDS) && now >= last)
        {
            return Ok(false);
        }
        let mut tx = app.storage.begin().await?;
        tx.operations().beat(JOB, now).await?;
        tx.addresses().fade(now).await?;
        tx.commit().await?;
        self.0 = Some(now);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_after_failures_double_up_to_a_minute() {
        let waits: Vec<u64> = (1..=8).map(|n| wait_after(n).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
