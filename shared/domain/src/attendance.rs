//! Who came: read from ticks that may arrive twice, late, and in any order.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::clock::Timestamp;
use crate::ids::{CheckInId, EventId, PersonId};

/// One tick of an attendance list, as somebody made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Identity, made where the tick was made: the same tick sent twice is one tick.
    pub id: CheckInId,
    /// The meeting.
    pub event_id: EventId,
    /// About whom.
    pub person_id: PersonId,
    /// What was noted.
    pub what: Noted,
    /// How the person was found.
    pub way: Way,
    /// When the tick was made, which may be long before it was heard of.
    pub at: Timestamp,
    /// Who ticked.
    pub noted_by: Option<PersonId>,
}

/// What a tick says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noted {
    /// They are here.
    Came,
    /// The ticks before this one were a mistake.
    Undone,
}

impl Noted {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Undone => "undone",
        }
    }
}

impl FromStr for Noted {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "came" => Ok(Self::Came),
            "undone" => Ok(Self::Undone),
            other => Err(format!("unknown tick “{other}”")),
        }
    }
}

/// The way somebody was noted at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Found in the list.
    List,
    /// By the QR code of their invitation, or its number.
    Badge,
    /// Came without being expected.
    WalkIn,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::List, Self::Badge, Self::WalkIn];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Badge => "badge",
            Self::WalkIn => "walk_in",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::List => "sur la liste",
            Self::Badge => "par son code",
            Self::WalkIn => "sans invitation",
        }
    }
}

impl FromStr for Way {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|way| way.as_str() == text)
            .ok_or_else(|| format!("unknown way in “{text}”"))
    }
}

/// That somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When they were first seen.
    pub at: Timestamp,
    /// How they were found.
    pub way: Way,
    /// Who noted it.
    pub noted_by: Option<PersonId>,
}

/// Who came, from every tick of one meeting: the earliest tick that was not undone later. The order in which ticks are
/// given, and ticks given twice, change nothing.
#[must_use]
pub fn arrivals(ticks: &[CheckIn]) -> BTreeMap<PersonId, Arrival> {
    let mut undone: BTreeMap<PersonId, Timestamp> = BTreeMap::new();
    for tick in ticks.iter().filter(|tick| tick.what == Noted::Undone) {
        let last = undone.entry(tick.person_id).or_insert(tick.at);
        *last = tick.at.max(*last);
    }
    let mut standing: Vec<&CheckIn> = ticks
        .iter()
        .filter(|tick| tick.what == Noted::Came)
        .filter(|tick| {
            undone
                .get(&tick.person_id)
                .is_none_or(|last| tick.at > *last)
        })
        .collect();
    standing.sort_by_key(|tick| (tick.at, tick.id));
    let mut arrivals = BTreeMap::new();
    for tick in standing {
        arrivals.entry(tick.person_id).or_insert(Arrival {
            at: tick.at,
            way: tick.way,
            noted_by: tick.noted_by,
        });
    }
    arrivals
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::Entropy;

    struct Byte(u8);
    impl Entropy for Byte {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn tick(n: u8, person: u8, what: Noted, second: i64) -> CheckIn {
        CheckIn {
            id: CheckInId::mint(START, &Byte(n)),
            event_id: EventId::mint(START, &Byte(0)),
            person_id: PersonId::mint(START, &Byte(person)),
            what,
            way: Way::List,
            at: START.plus_seconds(second),
            noted_by: None,
        }
    }

    fn came_at(ticks: &[CheckIn]) -> Vec<i64> {
        let came = arrivals(ticks).into_values();
        came.map(|arrival| (arrival.at.millis() - START.millis()) / 1000)
            .collect()
    }

    #[test]
    fn two_phones_keep_the_earliest_arrival() {
        let (early, late) = (tick(1, 1, Noted::Came, 10), tick(2, 1, Noted::Came, 60));
        assert_eq!(came_at(&[late, early]), [10]);
    }

    #[test]
    fn undoing_takes_back_what_came_before_and_not_what_comes_after() {
        let undone = [tick(1, 1, Noted::Came, 10), tick(2, 1, Noted::Undone, 20)];
        assert!(came_at(&undone).is_empty());
        let again = [undone.as_slice(), &[tick(3, 1, Noted::Came, 30)]].concat();
        assert_eq!(came_at(&again), [30]);
    }

    fn any_tick() -> impl Strategy<Value = CheckIn> {
        (any::<u8>(), 0..3_u8, any::<bool>(), 0..50_i64).prop_map(|(n, person, came, second)| {
            tick(
                n,
                person,
                if came { Noted::Came } else { Noted::Undone },
                second,
            )
        })
    }

    proptest! {
        #[test]
        fn ticks_in_any_order_and_repeated_say_the_same(
            ticks in prop::collection::vec(any_tick(), 0..12),
            turned in 0..12_usize,
        ) {
            let expected = arrivals(&ticks);
            let mut shuffled = ticks.clone();
            shuffled.reverse();
            if !shuffled.is_empty() {
                let at = turned % shuffled.len();
                shuffled.rotate_left(at);
                shuffled.extend_from_slice(&ticks[..at]);
            }
            prop_assert_eq!(arrivals(&shuffled), expected);
        }
    }
}
