//! Who sits in a room that has a size: first come, first served, and nobody waits while a seat is free.

use crate::clock::Timestamp;
use crate::invitation::Seat;

/// How long before a meeting the waiting list stops moving by itself, in hours: somebody told later could not come, and
/// the référent calls instead.
pub const LAST_CALL_HOURS: i64 = 12;

/// A room, as it stands at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// How many it holds; no limit when nothing is said.
    pub capacity: Option<i64>,
    /// How many have a seat.
    pub seated: i64,
    /// How many wait for one.
    pub waiting: i64,
}

impl Room {
    /// Seats that nobody has; nothing when there is no limit.
    #[must_use]
    pub fn free(&self) -> Option<i64> {
        self.capacity
            .map(|capacity| capacity.saturating_sub(self.seated).max(0))
    }

    /// Where somebody who says yes now will sit: nobody overtakes those who wait.
    #[must_use]
    pub fn seat_for_one_more(&self) -> Seat {
        match self.free() {
            None => Seat::Seated,
            Some(free) if free > 0 && self.waiting == 0 => Seat::Seated,
            Some(_) => Seat::Waiting,
        }
    }

    /// How many of those who wait get a seat now, for a meeting that starts then.
    #[must_use]
    pub fn to_call(&self, starts_at: Timestamp, now: Timestamp) -> i64 {
        if now.plus_hours(LAST_CALL_HOURS) > starts_at {
            return 0;
        }
        self.free()
            .map_or(self.waiting, |free| free.min(self.waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn room(capacity: Option<i64>, seated: i64, waiting: i64) -> Room {
        Room {
            capacity,
            seated,
            waiting,
        }
    }

    #[test]
    fn the_last_seat_is_taken_and_the_next_one_waits() {
        assert_eq!(room(Some(2), 1, 0).seat_for_one_more(), Seat::Seated);
        assert_eq!(room(Some(2), 2, 0).seat_for_one_more(), Seat::Waiting);
        assert_eq!(room(None, 900, 0).seat_for_one_more(), Seat::Seated);
    }

    #[test]
    fn nobody_overtakes_those_who_wait() {
        assert_eq!(room(Some(2), 1, 1).seat_for_one_more(), Seat::Waiting);
    }

    #[test]
    fn as_many_are_called_as_there_are_seats_until_the_last_call() {
        let starts_at = NOW.plus_hours(LAST_CALL_HOURS);
        assert_eq!(room(Some(5), 2, 9).to_call(starts_at, NOW), 3);
        assert_eq!(room(Some(5), 2, 1).to_call(starts_at, NOW), 1);
        assert_eq!(room(None, 2, 9).to_call(starts_at, NOW), 9);
        assert_eq!(
            room(Some(5), 2, 9).to_call(starts_at, NOW.plus_seconds(1)),
            0
        );
    }
}
