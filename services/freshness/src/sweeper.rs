//! The sweeper: every night, what was kept long enough is erased.

use portrea_actions::{ActionError, App, Swept, run_retention};
use portrea_domain::Timestamp;
use portrea_storage::StorageError;
use tokio_util::sync::CancellationToken;

use crate::schedule::{Schedule, ScheduleError};
use crate::ticks::{claim, wait};

/// The name under which its ticks are claimed and its signs of life are given.
pub const SWEEP_JOB: &str = "retention";

/// Every night at twenty to four, when nobody works.
pub const NIGHTLY: &str = "0 40 3 * * * *";

/// Why the sweeper did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The expression is no schedule: nothing can start.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// No tick could be taken; the next round tries again.
    #[error("taking a tick: {0}")]
    Claim(#[from] StorageError),
    /// A tick was taken, but not everything was erased: it still must be.
    #[error("sweeping: {0}")]
    Sweep(#[source] ActionError),
}

/// Runs the sweeper until it is cancelled; a base that does not answer is tried again at the next round.
pub async fn run_sweeper(app: App, cancel: CancellationToken) -> Result<(), SweepError> {
    let schedule: Schedule = NIGHTLY.parse()?;
    let started_at = app.now();
    let mut owed = false;
    while wait(&cancel).await {
        let outcome = if owed {
            sweep(&app).await.map(Some)
        } else {
            sweep_once(&app, &schedule, started_at).await
        };
        owed = matches!(outcome, Err(SweepError::Sweep(_)));
        if let Err(error) = outcome {
            tracing::error!(%error, "retention.failed");
        }
    }
    Ok(())
}

/// One round: a sign of life and, if a tick is due and nobody else takes it, a sweep. Gives what went; nothing when no
/// tick was taken.
pub async fn sweep_once(
    app: &App,
    schedule: &Schedule,
    started_at: Timestamp,
) -> Result<Option<Swept>, SweepError> {
    if claim(app, SWEEP_JOB, schedule, started_at).await?.is_none() {
        return Ok(None);
    }
    sweep(app).await.map(Some)
}

async fn sweep(app: &App) -> Result<Swept, SweepError> {
    run_retention(app).await.map_err(SweepError::Sweep)
}
