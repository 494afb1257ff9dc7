//! Whoever was named by somebody else and has not acted yet is written to once, then left in peace for a while: an
//! address given by a third party may be wrong, or belong to somebody who wants none of this.

use std::collections::HashMap;

use portrea_domain::message::StopReason;
use portrea_domain::nomination::{QUIET_DAYS, quiet_until};
use portrea_domain::{PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::message_check::{Batch, Verdict, distinct};

/// Makes whatever is asked of unconfirmed people wait until they were left in peace long enough.
pub(crate) async fn leave_unconfirmed_in_peace(
    tx: &mut Tx,
    app: &App,
    batch: &mut Batch<'_>,
) -> Result<(), StorageError> {
    let asking: Vec<_> = batch
        .open()
        .filter(|(_, message)| message.purpose.is_solicitation())
        .collect();
    if asking.is_empty() {
        return Ok(());
    }
    let people = distinct(asking.iter().map(|(_, message)| message.person_id));
    let unconfirmed = tx.nominations().unconfirmed(&people).await?;
    if unconfirmed.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let since = now.plus_days(-QUIET_DAYS);
    let mut last: HashMap<PersonId, Timestamp> = HashMap::new();
    for (person, _, at) in tx.journal().asked_since(&unconfirmed, since).await? {
        last.entry(person)
            .and_modify(|last| *last = at.max(*last))
            .or_insert(at);
    }
    for (n, message) in asking {
        if !unconfirmed.contains(&message.person_id) {
            continue;
        }
        // What leaves with this batch was written too.
        let Some(written_at) = last.insert(message.person_id, now) else {
            continue;
        };
        last.insert(message.person_id, written_at.max(now));
        let free = quiet_until(written_at);
        batch.decide(
            n,
            if free <= message.not_after {
                Verdict::Later(free)
            } else {
                Verdict::Stop(StopReason::AskedEnough)
            },
        );
    }
    Ok(())
}
