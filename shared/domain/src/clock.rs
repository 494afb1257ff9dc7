//! Time: instants as UTC milliseconds, and the clock everybody is given instead of reading the wall.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The time zone of metropolitan France, default of every portrait.
pub const PARIS: Tz = chrono_tz::Europe::Paris;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant moved by whole seconds (negative: earlier).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND_MS)))
    }

    /// This instant moved by whole minutes.
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(MINUTE_MS)))
    }

    /// This instant moved by whole hours.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        Self(self.0.saturating_add(hours.saturating_mul(HOUR_MS)))
    }

    /// This instant moved by days of 24 hours.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_MS)))
    }

    /// Whole days of 24 hours from `earlier` to this instant, negative when it comes before.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(DAY_MS)
    }

    /// Wall-clock date and time in `zone`. Instants beyond chrono's range show as the epoch.
    #[must_use]
    pub fn local(self, zone: Tz) -> DateTime<Tz> {
        self.utc().with_timezone(&zone)
    }

    /// The same instant as a UTC date and time.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The instant at which clocks of `zone` show `wall`. In the hour that happens twice, the first one; in the hour
    /// that does not happen, the instant clocks jump to.
    #[must_use]
    pub fn from_local(wall: NaiveDateTime, zone: Tz) -> Self {
        let mut wall = wall;
        // No zone jumps by more than a day; a quarter of an hour is the finest step any zone has used lately.
        for _ in 0..96 {
            if let Some(instant) = zone.from_local_datetime(&wall).earliest() {
                return Self(instant.timestamp_millis());
            }
            wall += chrono::Duration::minutes(15);
        }
        Self(wall.and_utc().timestamp_millis())
    }

    /// The instant at which clocks of `zone` show `wall`; nothing in the hour that does not happen. In the hour that
    /// happens twice, the first one.
    #[must_use]
    pub fn from_exact_local(wall: NaiveDateTime, zone: Tz) -> Option<Self> {
        let instant = zone.from_local_datetime(&wall).earliest()?;
        Some(Self(instant.timestamp_millis()))
    }

    /// Midnight at the start of `date` in `zone`.
    #[must_use]
    pub fn midnight(date: NaiveDate, zone: Tz) -> Self {
        Self::from_local(date.and_time(chrono::NaiveTime::MIN), zone)
    }
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The wall clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp(Utc::now().timestamp_millis())
    }
}

/// A clock that stands still until it is moved: rehearsals, `--as-of`, the demo's fictional week, tests.
#[derive(Debug)]
pub struct SettableClock(AtomicI64);

impl SettableClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the clock to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_wall_time_that_does_not_happen_is_moved_to_the_next_one_that_does() {
        let skipped = Timestamp::from_local(wall("2026-03-29T02:30:00"), PARIS);
        assert_eq!(skipped.local(PARIS).to_string(), "2026-03-29 03:00:00 CEST");
    }

    #[test]
    fn a_wall_time_that_happens_twice_is_the_first_one() {
        let twice = Timestamp::from_local(wall("2026-10-25T02:30:00"), PARIS);
        assert_eq!(twice.utc().to_string(), "2026-10-25 00:30:00 UTC");
    }

    #[test]
    fn a_wall_time_that_does_not_happen_can_be_refused() {
        let at = |text| Timestamp::from_exact_local(wall(text), PARIS);
        assert_eq!(at("2026-03-29T02:30:00"), None);
        assert_eq!(
            at("2026-10-25T02:30:00"),
            Some(Timestamp::from_local(wall("2026-10-25T02:30:00"), PARIS))
        );
        let miquelon =
            Timestamp::from_exact_local(wall("2026-03-08T02:30:00"), chrono_tz::America::Miquelon);
        assert_eq!(
            miquelon, None,
            "its summer begins with that of Newfoundland's neighbours"
        );
        let reunion =
            Timestamp::from_exact_local(wall("2026-03-29T02:30:00"), chrono_tz::Indian::Reunion);
        assert!(reunion.is_some(), "an island without summer time");
    }

    #[test]
    fn nine_in_the_morning_stays_nine_across_the_change_of_hour() {
        for day in ["2026-03-28", "2026-03-30"] {
            let instant = Timestamp::from_local(wall(&format!("{day}T09:00:00")), PARIS);
            assert_eq!(instant.local(PARIS).format("%H:%M").to_string(), "09:00");
        }
    }
}
