//! Rounds and ticks: what every periodic job of this service shares.

use std::time::Duration;

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_storage::StorageError;
use tokio_util::sync::CancellationToken;

use crate::schedule::{Schedule, due_tick};

/// How often schedules are looked at; also the longest time without a sign of life.
const ROUND: Duration = Duration::from_secs(30);

/// Waits for the next round; false when it is time to stop.
pub(crate) async fn wait(cancel: &CancellationToken) -> bool {
    tokio::select! {
        () = cancel.cancelled() => false,
        () = tokio::time::sleep(ROUND) => true,
    }
}

/// Gives a sign of life of a job and takes its due tick, if any; two instances never take the same.
pub(crate) async fn claim(
    app: &App,
    job: &'static str,
    schedule: &Schedule,
    started_at: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    tx.operations().beat(job, now).await?;
    let last = tx.operations().last_tick(job).await?;
    let mut taken = None;
    if let Some(tick) = due_tick(schedule, last, now, started_at)
        && tx.operations().claim_tick(job, tick, now).await?
    {
        taken = Some(tick);
    }
    tx.commit().await?;
    if let Some(tick) = taken {
        metrics::gauge!(format!("{job}_last_tick")).set(seconds(tick));
    }
    Ok(taken)
}

/// Seconds since the epoch, as gauges of instants are counted.
#[expect(
    clippy::cast_precision_loss,
    reason = "instants of the next millennia keep their second in a double"
)]
fn seconds(at: Timestamp) -> f64 {
    (at.millis() / 1_000) as f64
}
