//! What the public pages are drawn from: a snapshot that follows the change counter, and the areas seen lately.

use std::sync::{Arc, PoisonError, RwLock};

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::territory::Territory;
use portrea_storage::StorageError;
use tokio::sync::Mutex;

use crate::area::Area;
use crate::area_cache::AreaCache;
use crate::snapshot::Snapshot;

/// How long the change counter is taken as read.
const TRUST_MS: i64 = 1_000;

/// What the public pages are drawn from.
pub(crate) struct Atlas {
    app: App,
    held: RwLock<Option<Held>>,
    /// Held by the one request that reloads; others show what stands meanwhile.
    reloading: Mutex<()>,
    areas: AreaCache,
}

#[derive(Clone)]
struct Held {
    snapshot: Arc<Snapshot>,
    checked_at: Timestamp,
}

impl Atlas {
    pub(crate) fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            held: RwLock::default(),
            reloading: Mutex::default(),
            areas: AreaCache::default(),
        }
    }

    /// The inventory, at most a second old.
    pub(crate) async fn current(&self) -> Result<Arc<Snapshot>, StorageError> {
        let now = self.app.now();
        let held = self.held();
        match &held {
            Some(held) if is_trusted(held.checked_at, now) => {
                return Ok(Arc::clone(&held.snapshot));
            }
            _ => {}
        }
        let turn = match (&held, self.reloading.try_lock()) {
            (_, Ok(turn)) => turn,
            (Some(held), Err(_busy)) => return Ok(Arc::clone(&held.snapshot)),
            (None, Err(_busy)) => self.reloading.lock().await,
        };
        let snapshot = self.refreshed().await?;
        let mut place = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *place = Some(Held {
            snapshot: Arc::clone(&snapshot),
            checked_at: now,
        });
        drop((place, turn));
        Ok(snapshot)
    }

    /// A territory with its map; nothing when there is none of that code.
    pub(crate) async fn area(
        &self,
        territory: &Territory,
    ) -> Result<Option<Arc<Area>>, StorageError> {
        if let Some(area) = self.areas.get(territory) {
            return Ok(Some(area));
        }
        let area = Area::load(&self.app.storage, territory).await?;
        Ok(area.map(|area| self.areas.keep(area)))
    }

    fn held(&self) -> Option<Held> {
        self.held
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What stands if the counter did not move, else the inventory read again.
    async fn refreshed(&self) -> Result<Arc<Snapshot>, StorageError> {
        let storage = &self.app.storage;
        let Some(Held { snapshot, .. }) = self.held() else {
            return Ok(Arc::new(
                Snapshot::load(storage, Snapshot::default().communes()).await?,
            ));
        };
        let generation = storage.read().await?.operations().generation().await?;
        if generation == snapshot.generation {
            return Ok(snapshot);
        }
        tracing::debug!(generation, "atlas.reload");
        Ok(Arc::new(
            Snapshot::load(storage, snapshot.communes()).await?,
        ))
    }
}

/// A clock that stands still, as in a rehearsal, says nothing of the time that passes: then nothing is taken as read.
fn is_trusted(checked_at: Timestamp, now: Timestamp) -> bool {
    (1..TRUST_MS).contains(&(now.millis() - checked_at.millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_is_read_again_after_a_second_or_when_the_clock_stands_still() {
        let at = Timestamp::from_millis;
        assert!(is_trusted(at(5_000), at(5_001)));
        assert!(is_trusted(at(5_000), at(5_999)));
        assert!(!is_trusted(at(5_000), at(6_000)));
        assert!(!is_trusted(at(5_000), at(5_000)));
        assert!(!is_trusted(at(5_000), at(4_000)));
    }
}
