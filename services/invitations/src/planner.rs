//! The planner of the engagement phase: queues the reminders that are due, and forgets what people needed on a day that
//! is over.

use std::time::Duration;

use portrea_actions::{ActionError, App, erase_needs, run_reminders};
use tokio_util::sync::CancellationToken;

/// The job under which the planner gives signs of life.
pub const JOB: &str = "reminders";

/// How often it looks; steps are due at full minutes.
const ROUND: Duration = Duration::from_mins(1);

/// Plans until `stop` is cancelled. A round that fails is logged, and the next one tries again: what is due stays due
/// until it is too late, and nobody is reminded twice whoever else plans at the same time.
pub async fn run(app: App, stop: CancellationToken) -> Result<(), ActionError> {
    while wait(&stop).await {
        if let Err(error) = plan_once(&app).await {
            tracing::error!(%error, "reminders.failed");
        }
    }
    Ok(())
}

/// One round; gives how many people are reminded of something.
pub async fn plan_once(app: &App) -> Result<usize, ActionError> {
    let count = run_reminders(app).await?;
    erase_needs(app).await?;
    let mut tx = app.storage.begin().await?;
    tx.operations().beat(JOB, app.now()).await?;
    tx.commit().await?;
    Ok(count)
}

/// Waits for the next round; false when it is time to stop.
async fn wait(stop: &CancellationToken) -> bool {
    tokio::select! {
        () = stop.cancelled() => false,
        () = tokio::time::sleep(ROUND) => true,
    }
}
