//! The rules of sending: when people are written to, and how much is asked of one person.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::holidays::{HolidayArea, public_holiday};

/// How long a decided send can be called back before its first mail leaves, in minutes.
pub const RECALL_MINUTES: i64 = 10;

/// Two things asked of one person less than this apart go into one message, in hours.
pub const GROUPING_HOURS: i64 = 24;

/// The rules of one portrait; whoever runs it may change them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SendingRules {
    /// Nobody is written to before this time of the day.
    pub opens: NaiveTime,
    /// Nor from this time on.
    pub closes: NaiveTime,
    /// Whole days between two things asked of one person, whoever asks.
    pub gap_days: i64,
    /// How much can be asked of one person within the window, by every territory and channel together.
    pub most: usize,
    /// The window, in days.
    pub window_days: i64,
    /// Reminders of one meeting to one person.
    pub most_reminders: usize,
}

impl Default for SendingRules {
    fn default() -> Self {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        Self {
            opens: time(8, 30),
            closes: time(18, 0),
            gap_days: 3,
            most: 5,
            window_days: 30,
            most_reminders: 3,
        }
    }
}

/// Why rules cannot be kept, in French words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RulesError(pub &'static str);

impl SendingRules {
    /// Refuses rules under which nothing could ever leave, or people would be harassed.
    pub fn check(self) -> Result<Self, RulesError> {
        if self.opens >= self.closes {
            return Err(RulesError(
                "L’heure de fin doit venir après l’heure de début.",
            ));
        }
        if !(1..=60).contains(&self.gap_days) {
            return Err(RulesError(
                "L’écart entre deux sollicitations va de 1 à 60 jours.",
            ));
        }
        if !(1..=20).contains(&self.most) || !(7..=366).contains(&self.window_days) {
            return Err(RulesError(
                "Le plafond va de 1 à 20 sollicitations, sur 7 à 366 jours.",
            ));
        }
        if self.most_reminders > 6 {
            return Err(RulesError(
                "Au-delà de 6 relances pour une réunion, mieux vaut téléphoner.",
            ));
        }
        Ok(self)
    }
}

/// Where and when an office is open: the clocks and the holidays of a territory, the hours of its rules.
#[derive(Clone, Copy, Debug)]
pub struct Office {
    /// Its clocks.
    pub zone: Tz,
    /// Its holidays.
    pub area: HolidayArea,
    /// Its rules.
    pub rules: SendingRules,
}

impl Office {
    /// The first moment from `at` on when the office is open: a working day, within its hours.
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Timestamp {
        let local = at.local(self.zone).naive_local();
        let (date, time) = (local.date(), local.time());
        if self.works_on(date) && time >= self.rules.opens && time < self.rules.closes {
            return at;
        }
        let mut day = date;
        if time >= self.rules.opens {
            day = following(day);
        }
        // No run of holidays and weekends is longer than this.
        for _ in 0..30 {
            if self.works_on(day) {
                break;
            }
            day = following(day);
        }
        Timestamp::from_local(day.and_time(self.rules.opens), self.zone).max(at)
    }

    /// Whether the office is open at that moment.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.next_open(at) == at
    }

    fn works_on(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
            && public_holiday(date, self.area).is_none()
    }
}

fn following(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// The earliest moment from `at` on when one more thing may be asked of somebody who was asked at the moments of
/// `past` (in order): the gap has passed since the last one, and the window holds fewer than the most.
#[must_use]
pub fn allowed_from(rules: &SendingRules, past: &[Timestamp], at: Timestamp) -> Timestamp {
    let mut from = at;
    if let Some(last) = past.last() {
        from = from.max(last.plus_days(rules.gap_days));
    }
    if let Some(oldest) = past
        .len()
        .checked_sub(rules.most)
        .and_then(|place| past.get(place))
    {
        from = from.max(oldest.plus_days(rules.window_days));
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::PARIS;

    fn at(wall: &str) -> Timestamp {
        Timestamp::from_local(wall.parse().unwrap(), PARIS)
    }

    fn office() -> Office {
        Office {
            zone: PARIS,
            area: HolidayArea::National,
            rules: SendingRules::default(),
        }
    }

    #[test]
    fn mails_wait_for_the_office_to_open() {
        for (decided, leaves) in [
            ("2026-11-03T10:00:00", "2026-11-03T10:00:00"),
            ("2026-11-03T07:00:00", "2026-11-03T08:30:00"),
            ("2026-11-03T18:00:00", "2026-11-04T08:30:00"),
            // A Friday evening; the eleventh of November is a Wednesday.
            ("2026-11-06T19:00:00", "2026-11-09T08:30:00"),
            ("2026-11-11T09:00:00", "2026-11-12T08:30:00"),
            // Easter: Friday evening to Tuesday morning.
            ("2026-04-03T18:30:00", "2026-04-07T08:30:00"),
            ("2026-05-13T18:30:00", "2026-05-15T08:30:00"),
        ] {
            assert_eq!(office().next_open(at(decided)), at(leaves), "{decided}");
        }
    }

    #[test]
    fn each_territory_has_its_own_clocks_and_holidays() {
        let reunion = Office {
            zone: chrono_tz::Indian::Reunion,
            area: HolidayArea::Reunion,
            rules: SendingRules::default(),
        };
        let noon_in_paris = at("2026-12-21T14:30:00");
        let opens = reunion.next_open(noon_in_paris);
        assert_eq!(
            opens.local(reunion.zone).to_string(),
            "2026-12-21 17:30:00 +04"
        );
        let sunday = Timestamp::from_local("2027-12-20T10:00:00".parse().unwrap(), reunion.zone);
        assert_eq!(
            reunion.next_open(sunday).local(reunion.zone).to_string(),
            "2027-12-21 08:30:00 +04"
        );
    }

    #[test]
    fn rules_that_would_stop_everything_or_harass_people_are_refused() {
        let rules = SendingRules::default();
        assert!(rules.check().is_ok());
        assert!(
            SendingRules {
                closes: rules.opens,
                ..rules
            }
            .check()
            .is_err()
        );
        assert!(
            SendingRules {
                gap_days: 0,
                ..rules
            }
            .check()
            .is_err()
        );
        assert!(SendingRules { most: 0, ..rules }.check().is_err());
        assert!(
            SendingRules {
                most_reminders: 7,
                ..rules
            }
            .check()
            .is_err()
        );
    }

    #[test]
    fn whoever_was_asked_yesterday_waits_for_the_gap_and_whoever_was_asked_much_for_the_window() {
        let rules = SendingRules {
            most: 2,
            window_days: 30,
            gap_days: 3,
            ..SendingRules::default()
        };
        let now = at("2026-11-20T09:00:00");
        assert_eq!(allowed_from(&rules, &[], now), now);
        let yesterday = now.plus_days(-1);
        assert_eq!(allowed_from(&rules, &[yesterday], now), now.plus_days(2));
        let (first, second) = (now.plus_days(-20), now.plus_days(-10));
        assert_eq!(
            allowed_from(&rules, &[first, second], now),
            now.plus_days(10)
        );
    }

    proptest! {
        #[test]
        fn what_is_put_off_to_an_open_moment_is_never_earlier_and_stays_there(millis in 1_760_000_000_000_i64..1_960_000_000_000) {
            let office = office();
            let asked = Timestamp::from_millis(millis);
            let opens = office.next_open(asked);
            prop_assert!(opens >= asked && office.is_open(opens));
            prop_assert!(opens <= asked.plus_days(6));
        }

        #[test]
        fn nobody_is_ever_asked_more_than_the_budget(
            waits in prop::collection::vec(0_i64..2_000, 1..60), most in 1_usize..6, gap in 1_i64..10, window in 7_i64..60,
        ) {
            let rules = SendingRules { most, gap_days: gap, window_days: window, ..SendingRules::default() };
            let mut past: Vec<Timestamp> = Vec::new();
            let mut now = Timestamp::from_millis(1_790_000_000_000);
            for wait in waits {
                now = now.plus_minutes(wait);
                let from = allowed_from(&rules, &past, now);
                prop_assert!(from >= now);
                past.push(from);
                now = from;
                let within = past.iter().filter(|at| **at > from.plus_days(-window)).count();
                prop_assert!(within <= most);
            }
            prop_assert!(past.windows(2).all(|two| two[1] >= two[0].plus_days(gap)));
        }
    }
}
