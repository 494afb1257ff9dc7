//! When the checker ticks: a cron expression read on the clocks of Paris.

use std::str::FromStr;

use chrono::{Duration, NaiveDateTime};
use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;

/// Every day at half past eight, when people open their mail.
pub const DAILY: &str = "0 30 8 * * * *";

/// How far the wall clock can run ahead of a tick that already came: the hour that happens twice.
const FOLD_HOURS: i64 = 1;

/// A schedule on the wall clock of Paris: each wall time it names comes exactly once, the days clocks change too.
#[derive(Clone, Debug)]
pub struct Schedule(cron::Schedule);

/// An expression that is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{expression}” is no schedule: expected seconds, minutes, hours, day of the month, month, day of the week, year, \
     like “{DAILY}” ({problem})"
)]
pub struct ScheduleError {
    expression: String,
    problem: String,
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(expression: &str) -> Result<Self, ScheduleError> {
        expression
            .parse()
            .map(Self)
            .map_err(|error: cron::error::Error| ScheduleError {
                expression: expression.to_owned(),
                problem: error.to_string(),
            })
    }
}

impl Schedule {
    /// The wall times of the schedule before `end`, latest first.
    fn before(&self, end: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> + '_ {
        // UTC stands for a clock that never changes: what changes is settled by `Timestamp::from_local`.
        self.0
            .after(&end.and_utc())
            .rev()
            .map(|wall| wall.naive_utc())
    }
}

/// The tick to take at `now`, if any: the latest one after `last`, the last tick anybody took. However many were
/// missed, that one makes up for all. A base that never ticked owes nothing from before `started_at`.
#[must_use]
pub fn due_tick(
    schedule: &Schedule,
    last: Option<Timestamp>,
    now: Timestamp,
    started_at: Timestamp,
) -> Option<Timestamp> {
    let since = last.unwrap_or(started_at);
    let end = now.local(PARIS).naive_local() + Duration::hours(FOLD_HOURS) + Duration::seconds(1);
    schedule
        .before(end)
        .map(|wall| Timestamp::from_local(wall, PARIS))
        .find(|tick| *tick <= now)
        .filter(|tick| *tick > since)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(wall: &str) -> Timestamp {
        Timestamp::from_local(wall.parse().unwrap(), PARIS)
    }

    fn utc(text: &str) -> Timestamp {
        let wall: NaiveDateTime = text.parse().unwrap();
        Timestamp::from_millis(wall.and_utc().timestamp_millis())
    }

    fn schedule(expression: &str) -> Schedule {
        expression.parse().unwrap()
    }

    #[test]
    fn the_day_tick_comes_at_its_minute_and_only_once() {
        let daily = schedule(DAILY);
        let last = Some(at("2026-11-09T08:30:00"));
        let due = |now| due_tick(&daily, last, at(now), at("2026-11-01T00:00:00"));
        assert_eq!(due("2026-11-10T08:29:59"), None);
        let tick = at("2026-11-10T08:30:00");
        assert_eq!(due("2026-11-10T08:30:00"), Some(tick));
        assert_eq!(due("2026-11-10T23:00:00"), Some(tick));
        let after = due_tick(&daily, Some(tick), at("2026-11-10T23:00:00"), tick);
        assert_eq!(after, None);
    }

    #[test]
    fn a_week_without_anybody_running_gives_one_tick_the_latest() {
        let daily = schedule(DAILY);
        let last = at("2026-11-02T08:30:00");
        let now = at("2026-11-09T12:00:00");
        let tick = due_tick(&daily, Some(last), now, now);
        assert_eq!(tick, Some(at("2026-11-09T08:30:00")));
        assert_eq!(due_tick(&daily, tick, now, now), None);
    }

    #[test]
    fn a_new_base_owes_nothing_from_before_it_started() {
        let daily = schedule(DAILY);
        let started = at("2026-11-10T09:00:00");
        assert_eq!(
            due_tick(&daily, None, at("2026-11-10T18:00:00"), started),
            None
        );
        assert_eq!(
            due_tick(&daily, None, at("2026-11-11T08:31:00"), started),
            Some(at("2026-11-11T08:30:00"))
        );
    }

    #[test]
    fn half_past_eight_stays_half_past_eight_when_clocks_change() {
        let daily = schedule(DAILY);
        let due = |last, now| due_tick(&daily, Some(at(last)), utc(now), at(last));
        assert_eq!(
            due("2026-03-28T08:30:00", "2026-03-29T06:30:00"),
            Some(utc("2026-03-29T06:30:00"))
        );
        assert_eq!(due("2026-10-24T08:30:00", "2026-10-25T07:29:59"), None);
        assert_eq!(
            due("2026-10-24T08:30:00", "2026-10-25T07:30:00"),
            Some(utc("2026-10-25T07:30:00"))
        );
    }

    #[test]
    fn a_time_that_clocks_jump_over_comes_when_they_land() {
        let night = schedule("0 30 2 * * * *");
        let last = Some(at("2026-03-28T02:30:00"));
        let due = |now| due_tick(&night, last, utc(now), at("2026-03-01T00:00:00"));
        assert_eq!(due("2026-03-29T00:59:59"), None);
        assert_eq!(due("2026-03-29T01:00:00"), Some(utc("2026-03-29T01:00:00")));
    }

    #[test]
    fn a_time_that_happens_twice_comes_once() {
        let night = schedule("0 30 2 * * * *");
        let first = utc("2026-10-25T00:30:00");
        let last = Some(at("2026-10-24T02:30:00"));
        let due = |last, now| due_tick(&night, last, utc(now), first);
        assert_eq!(due(last, "2026-10-25T00:30:00"), Some(first));
        // Five past two for the second time, and later.
        assert_eq!(due(last, "2026-10-25T01:05:00"), Some(first));
        assert_eq!(due(Some(first), "2026-10-25T01:30:00"), None);
        assert_eq!(due(Some(first), "2026-10-25T20:00:00"), None);
    }

    #[test]
    fn what_is_no_schedule_says_what_was_expected() {
        for expression in ["", "tous les jours", "0 30 25 * * * *", "30 8 * * *"] {
            let error = expression.parse::<Schedule>().unwrap_err();
            assert!(error.to_string().contains(DAILY), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_tick_lies_after_the_last_one_and_not_in_the_future(
            last in 1_760_000_000_000_i64..1_860_000_000_000,
            wait in 0_i64..40 * 86_400_000,
            minute in 0_u32..60,
            hour in 0_u32..24,
        ) {
            let schedule = schedule(&format!("0 {minute} {hour} * * * *"));
            let (last, now) = (Timestamp::from_millis(last), Timestamp::from_millis(last + wait));
            let tick = due_tick(&schedule, Some(last), now, last);
            prop_assert!(tick.is_none_or(|tick| last < tick && tick <= now));
            prop_assert!(tick.is_some() || wait <= 25 * 3_600_000);
            prop_assert!(tick.is_none_or(|tick| due_tick(&schedule, Some(tick), now, last).is_none()));
        }
    }
}
