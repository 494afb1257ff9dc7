//! The loop: a sign of life and, when a tick is due, one run of the checker.

use portrea_actions::{ActionError, App, FreshnessPlan, run_freshness};
use portrea_domain::Timestamp;
use portrea_storage::StorageError;
use tokio_util::sync::CancellationToken;

use crate::schedule::{Schedule, ScheduleError};
use crate::ticks::{claim, wait};

/// The name under which ticks are claimed and signs of life are given.
pub const JOB: &str = "freshness";

/// Why the checker did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum FreshnessError {
    /// The expression is no schedule: nothing can start.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// No tick could be taken; the next round tries again.
    #[error("taking a tick: {0}")]
    Claim(#[from] StorageError),
    /// A tick was taken, but its questions were not asked: they still must be.
    #[error("asking: {0}")]
    Ask(#[source] ActionError),
}

/// Runs the checker on a cron expression until it is cancelled. An expression that is no schedule is an error at once;
/// a base that does not answer is tried again at the next round.
pub async fn run(
    app: App,
    schedule: impl AsRef<str>,
    cancel: CancellationToken,
) -> Result<(), FreshnessError> {
    let schedule: Schedule = schedule.as_ref().parse()?;
    let started_at = app.now();
    let mut owed = false;
    // Waits before its first sign of life: whoever starts with it can still see how old the last ones are.
    while wait(&cancel).await {
        let outcome = if owed {
            ask(&app).await.map(Some)
        } else {
            tick_once(&app, &schedule, started_at).await
        };
        owed = matches!(outcome, Err(FreshnessError::Ask(_)));
        if let Err(error) = outcome {
            tracing::error!(%error, "freshness.failed");
        }
    }
    Ok(())
}

/// One round: a sign of life and, if a tick is due and nobody else takes it, the questions of that tick. Gives what was
/// asked; nothing when no tick was taken.
pub async fn tick_once(
    app: &App,
    schedule: &Schedule,
    started_at: Timestamp,
) -> Result<Option<FreshnessPlan>, FreshnessError> {
    let Some(tick) = claim(app, JOB, schedule, started_at).await? else {
        return Ok(None);
    };
    tracing::info!(tick = tick.millis(), "freshness.tick");
    let plan = ask(app).await?;
    Ok(Some(plan))
}

async fn ask(app: &App) -> Result<FreshnessPlan, FreshnessError> {
    let plan = run_freshness(app).await.map_err(FreshnessError::Ask)?;
    let asked = u64::try_from(plan.asks.len()).unwrap_or(u64::MAX);
    metrics::counter!("freshness_asked_total").increment(asked);
    Ok(plan)
}
