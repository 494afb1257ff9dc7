//! A bell between the tasks: there may be something to do.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A bell. It is only a hint: another process may have stored the work, so listeners also look by themselves.
#[derive(Clone, Debug, Default)]
pub(super) struct Bell(Arc<watch::Sender<u64>>);

/// Somebody who listens: rings since the last wait are not missed.
pub(super) struct Listener(watch::Receiver<u64>);

impl Bell {
    pub(super) fn ring(&self) {
        self.0.send_modify(|rings| *rings = rings.wrapping_add(1));
    }

    pub(super) fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

impl Listener {
    /// Waits for a ring, for `limit` at most, or for the end; false when it is the end.
    pub(super) async fn wait(&mut self, limit: Duration, stop: &CancellationToken) -> bool {
        tokio::select! {
            () = stop.cancelled() => return false,
            _ = tokio::time::timeout(limit, self.0.changed()) => {}
        }
        true
    }
}
