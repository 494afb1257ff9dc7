//! When an answer was typed, and on which device: what decides between two answers to one question.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// One answer typed on one device. The device and its number name it: sent again, it is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// A name the device chose for itself; empty for a form sent whole and for the chat.
    pub device: String,
    /// Its place among what that device typed.
    pub n: i64,
    /// When.
    pub at: Timestamp,
}

impl Typing {
    /// An answer given by a door that sends everything at once, now.
    #[must_use]
    pub const fn now(now: Timestamp) -> Self {
        Self {
            device: String::new(),
            n: 0,
            at: now,
        }
    }

    /// Whether this answer was typed after the one that stands. A device knows the order of its own; between two devices
    /// the clock decides, and the name of the device when they typed within a millisecond.
    #[must_use]
    pub fn is_later_than(&self, standing: &Self) -> bool {
        if !self.device.is_empty() && self.device == standing.device {
            self.n > standing.n
        } else {
            (self.at, &self.device) > (standing.at, &standing.device)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typing(device: &str, n: i64, at: i64) -> Typing {
        Typing {
            device: device.to_owned(),
            n,
            at: Timestamp::from_millis(at),
        }
    }

    /// What stands once these arrived in this order.
    fn last(arrived: impl Iterator<Item = Typing>) -> Option<Typing> {
        arrived.fold(None, |standing, typing| match standing {
            Some(standing) if !typing.is_later_than(&standing) => Some(standing),
            _ => Some(typing),
        })
    }

    proptest! {
        #[test]
        fn what_stands_does_not_depend_on_the_order_of_arrival(
            times in proptest::collection::vec((0..3_usize, 1..50_i64), 1..20),
            seed in any::<u64>(),
        ) {
            // Each device numbers what it types in the order of its clock.
            let mut clocks = [0_i64; 3];
            let typed: Vec<Typing> = times
                .iter()
                .map(|&(device, wait)| {
                    clocks[device] += wait;
                    typing(["a", "b", "c"][device], clocks[device], clocks[device])
                })
                .collect();
            let mut shuffled = typed.clone();
            let length = shuffled.len();
            for at in 0..length {
                let step = usize::try_from(seed.rotate_left(u32::try_from(at).unwrap()) % 97).unwrap();
                shuffled.swap(at, (at + step) % length);
            }
            let again = shuffled.iter().cycle().take(2 * length).cloned();
            prop_assert_eq!(last(again), last(typed.into_iter()));
        }
    }

    #[test]
    fn a_clock_put_back_does_not_reorder_what_one_device_typed() {
        assert!(typing("a", 2, 5).is_later_than(&typing("a", 1, 9)));
        assert!(!typing("a", 2, 5).is_later_than(&typing("b", 1, 9)));
    }

    #[test]
    fn the_same_answer_again_is_not_later() {
        assert!(!typing("a", 2, 5).is_later_than(&typing("a", 2, 6)));
    }
}
