//! Telegram's limits: one message a second in a chat, thirty a second overall, and the waits it orders.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use portrea_domain::ConversationId;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);
const OVERALL: usize = 30;

/// When each chat may be written to again.
#[derive(Debug, Default)]
pub(super) struct Pace {
    held: HashMap<ConversationId, Instant>,
    recent: VecDeque<Instant>,
    everybody: Option<Instant>,
}

impl Pace {
    /// When a chat may be written to: `now` when that is at once.
    pub(super) fn ready_at(&self, chat: ConversationId, now: Instant) -> Instant {
        let overall = self
            .recent
            .len()
            .checked_sub(OVERALL)
            .and_then(|first| self.recent.get(first));
        let waits = [
            self.held.get(&chat).copied(),
            overall.map(|first| *first + SECOND),
            self.everybody,
        ];
        waits
            .into_iter()
            .flatten()
            .max()
            .map_or(now, |at| at.max(now))
    }

    /// A message leaves for a chat.
    pub(super) fn leaves(&mut self, chat: ConversationId, now: Instant) {
        self.hold(chat, now + SECOND);
        self.recent.push_back(now);
        while self.recent.len() > OVERALL {
            self.recent.pop_front();
        }
        self.held.retain(|_, until| *until > now);
    }

    /// A chat is left alone until then.
    pub(super) fn hold(&mut self, chat: ConversationId, until: Instant) {
        let held = self.held.entry(chat).or_insert(until);
        *held = (*held).max(until);
    }

    /// Everybody is left alone until then.
    pub(super) fn hold_everybody(&mut self, until: Instant) {
        self.everybody = Some(until);
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::{Entropy, Timestamp};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn chat(n: i64) -> ConversationId {
        ConversationId::mint(Timestamp::from_millis(n), &Zeros)
    }

    #[tokio::test(start_paused = true)]
    async fn a_chat_gets_one_message_a_second() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        assert_eq!(pace.ready_at(chat(1), now), now);
        pace.leaves(chat(1), now);
        assert_eq!(pace.ready_at(chat(1), now), now + SECOND);
        assert_eq!(pace.ready_at(chat(2), now), now);
    }

    #[tokio::test(start_paused = true)]
    async fn thirty_messages_leave_in_a_second_and_the_next_one_waits() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        for n in 0..30 {
            assert_eq!(pace.ready_at(chat(n), start), start);
            pace.leaves(chat(n), start);
        }
        assert_eq!(pace.ready_at(chat(99), start), start + SECOND);
        let later = start + SECOND;
        assert_eq!(pace.ready_at(chat(99), later), later);
    }

    #[tokio::test(start_paused = true)]
    async fn an_ordered_wait_is_kept_and_never_shortened() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.hold(chat(1), now + 5 * SECOND);
        pace.leaves(chat(1), now);
        assert_eq!(pace.ready_at(chat(1), now), now + 5 * SECOND);
        pace.hold_everybody(now + 9 * SECOND);
        assert_eq!(pace.ready_at(chat(2), now), now + 9 * SECOND);
    }
}
