//! Bounded waits on a condition that another task makes true.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// How long a test waits for something that should happen at once on an idle machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The first answer of `check`, tried now and after each change, or `None` once `limit` has passed.
pub(crate) async fn until<T>(
    changed: &Notify,
    limit: Duration,
    mut check: impl FnMut() -> Option<T>,
) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        // Listening starts before the check, so that no change falls between the two.
        let mut change = pin!(changed.notified());
        change.as_mut().enable();
        if let Some(answer) = check() {
            return Some(answer);
        }
        if timeout_at(deadline, change).await.is_err() {
            return check();
        }
    }
}
