//! Erasing what was kept long enough, as the table of durations says; and people who gave no sign of life, told before.

use portrea_domain::message::Purpose;
use portrea_domain::retention::{FAREWELL_DAYS, Kept, RULES, rule};
use portrea_domain::{PersonId, Timestamp};
use portrea_storage::StorageError;

use crate::app::App;
use crate::error::ActionError;
use crate::event_tell::tell_at;
use crate::person_erase::erase_person;

/// Days after the day of their erasure for which a notice stands: whoever is still there gave a sign of life.
const SLACK_DAYS: i64 = 30;

/// What went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Rows of each kind, where there were any.
    pub rows: Vec<(Kept, u64)>,
    /// People told that they will be erased.
    pub told: usize,
    /// People erased.
    pub erased: usize,
}

/// Erases what was kept long enough. Running it twice does nothing more; each kind goes in a transaction of its own.
pub async fn run_retention(app: &App) -> Result<Swept, ActionError> {
    let now = app.now();
    let mut swept = Swept::default();
    for line in &RULES {
        let mut tx = app.storage.begin().await?;
        let rows = tx
            .retention()
            .erase(line.kept, now.plus_days(-line.days))
            .await?;
        tx.commit().await?;
        if rows > 0 {
            swept.rows.push((line.kept, rows));
        }
    }
    silent_people(app, &mut swept).await?;
    tracing::info!(
        kinds = swept.rows.len(),
        told = swept.told,
        erased = swept.erased,
        "retention.ran"
    );
    Ok(swept)
}

async fn silent_people(app: &App, swept: &mut Swept) -> Result<(), ActionError> {
    let now = app.now();
    let cutoff = now.plus_days(-rule(Kept::People).days);
    let told_before = now.plus_days(-FAREWELL_DAYS);
    loop {
        let silent = {
            let mut tx = app.storage.read().await?;
            tx.retention().silent(cutoff, told_before).await?
        };
        if silent.is_empty() {
            break;
        }
        for one in silent {
            if one.told_at.is_some() {
                erase_person(app, one.person_id).await?;
                swept.erased += 1;
            } else {
                tell(app, one.person_id, one.has_address, now).await?;
                swept.told += 1;
            }
        }
    }
    let mut tx = app.storage.begin().await?;
    let vain = told_before.plus_days(-SLACK_DAYS);
    tx.retention().forget_told(vain).await?;
    tx.commit().await?;
    Ok(())
}

/// Whoever has no address cannot be told; the same time is left to whoever runs the portrait to hear of them.
async fn tell(
    app: &App,
    person: PersonId,
    has_address: bool,
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.retention().tell(person, now).await?;
    if has_address {
        let key = format!("farewell:{person}:{}", now.millis());
        let when = (now, now.plus_days(FAREWELL_DAYS));
        tell_at(&mut tx, app, person, Purpose::Farewell, when, &key).await?;
    }
    tx.commit().await
}

/// A person wants what is kept of them to stay: they gave a sign of life.
pub async fn stay(app: &App, person: PersonId) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.retention().stay(person, app.now()).await?;
    tx.commit().await
}
