//! The queue of updates that a bot polls.

use std::collections::VecDeque;

use serde_json::{Value, json};

/// Telegram gives at most as many at once.
const LARGEST_BATCH: usize = 100;

#[derive(Debug, Default)]
pub(super) struct Updates {
    queue: VecDeque<(u32, Value)>,
    last_id: u32,
}

impl Updates {
    /// An id that no update has.
    pub(super) fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    /// Queues an update under its own `update_id`, or under a new one.
    pub(super) fn push(&mut self, mut update: Value) -> u32 {
        let own = update["update_id"]
            .as_u64()
            .and_then(|id| u32::try_from(id).ok());
        let id = own.unwrap_or_else(|| self.next_id());
        self.last_id = self.last_id.max(id);
        update["update_id"] = json!(id);
        self.queue.push_back((id, update));
        id
    }

    pub(super) fn pending(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn clear(&mut self) {
        self.queue.clear();
    }

    /// Forgets the updates before `offset`; a negative offset keeps as many of the last ones.
    pub(super) fn acknowledge(&mut self, offset: i64) {
        if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            self.queue.drain(..self.queue.len().saturating_sub(kept));
        } else {
            self.queue.retain(|(id, _)| i64::from(*id) >= offset);
        }
    }

    /// Forgets the updates of a kind that the bot did not ask for; an empty list asks for all.
    pub(super) fn keep_kinds(&mut self, allowed: &[String]) {
        if !allowed.is_empty() {
            self.queue
                .retain(|(_, update)| allowed.iter().any(|kind| update.get(kind).is_some()));
        }
    }

    /// The first updates, which stay queued until they are acknowledged.
    pub(super) fn first(&self, limit: usize) -> Vec<Value> {
        let limit = limit.clamp(1, LARGEST_BATCH);
        self.queue
            .iter()
            .take(limit)
            .map(|(_, update)| update.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Updates {
        let mut updates = Updates::default();
        for kind in ["message", "callback_query", "message"] {
            updates.push(json!({kind: {}}));
        }
        updates
    }

    fn ids(updates: &Updates) -> Vec<u64> {
        updates
            .first(100)
            .iter()
            .map(|update| update["update_id"].as_u64().unwrap())
            .collect()
    }

    #[test]
    fn updates_stay_until_a_later_one_is_asked_for() {
        let mut updates = three();
        updates.acknowledge(0);
        assert_eq!(ids(&updates), [1, 2, 3]);
        updates.acknowledge(3);
        assert_eq!(ids(&updates), [3]);
    }

    #[test]
    fn a_negative_offset_keeps_the_last_ones() {
        let mut updates = three();
        updates.acknowledge(-2);
        assert_eq!(ids(&updates), [2, 3]);
        updates.acknowledge(-9);
        assert_eq!(ids(&updates), [2, 3]);
    }

    #[test]
    fn kinds_that_the_bot_does_not_ask_for_never_reach_it() {
        let mut updates = three();
        updates.keep_kinds(&[]);
        assert_eq!(ids(&updates), [1, 2, 3]);
        updates.keep_kinds(&["callback_query".to_owned()]);
        assert_eq!(ids(&updates), [2]);
    }

    #[test]
    fn a_replayed_update_keeps_its_id_and_new_ones_come_after() {
        let mut updates = Updates::default();
        assert_eq!(updates.push(json!({"update_id": 7, "message": {}})), 7);
        assert_eq!(updates.push(json!({"message": {}})), 8);
        assert_eq!(updates.push(json!({"update_id": 7, "message": {}})), 7);
        assert_eq!(updates.push(json!({"message": {}})), 9);
    }
}
