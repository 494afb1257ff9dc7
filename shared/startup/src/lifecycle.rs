//! Starting services as tasks, and stopping them gently: each is told, then waited for.

use std::future::Future;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long services have to finish what they hold.
const GRACE: Duration = Duration::from_secs(20);

/// The running services.
#[derive(Debug, Default)]
pub struct Lifecycle {
    stop: CancellationToken,
    tasks: JoinSet<(&'static str, Result<(), String>)>,
}

impl Lifecycle {
    /// What services watch to know that they must stop.
    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Starts a service under a name.
    pub fn spawn<E>(
        &mut self,
        name: &'static str,
        service: impl Future<Output = Result<(), E>> + Send + 'static,
    ) where
        E: std::fmt::Display + Send,
    {
        self.tasks
            .spawn(async move { (name, service.await.map_err(|error| error.to_string())) });
    }

    /// Runs until the process is asked to stop or a service ends by itself, then stops the others. A service that
    /// failed is the error.
    pub async fn run(mut self) -> Result<(), String> {
        let mut outcome = Ok(());
        tokio::select! {
            () = asked_to_stop() => tracing::info!("lifecycle.stopping"),
            ended = self.tasks.join_next() => outcome = verdict(ended),
        }
        self.stop.cancel();
        let rest = async {
            while let Some(ended) = self.tasks.join_next().await {
                if outcome.is_ok() {
                    outcome = verdict(Some(ended));
                }
            }
        };
        if tokio::time::timeout(GRACE, rest).await.is_err() {
            tracing::warn!("lifecycle.hard_stop");
        }
        outcome
    }
}

type Ended = Option<Result<(&'static str, Result<(), String>), tokio::task::JoinError>>;

fn verdict(ended: Ended) -> Result<(), String> {
    match ended {
        Some(Ok((name, Err(error)))) => Err(format!("{name}: {error}")),
        Some(Err(error)) => Err(error.to_string()),
        Some(Ok((_, Ok(())))) | None => Ok(()),
    }
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_no_signals) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
