//! A time zone as a VTIMEZONE: the offsets in force around one meeting, said by their changes.

use std::fmt::Write as _;

use chrono::{Duration, NaiveDateTime, Offset as _, TimeZone as _};
use chrono_tz::{OffsetComponents as _, OffsetName as _, Tz};
use portrea_domain::Timestamp;

/// How far before and after the meeting changes of offset are told.
const REACH_DAYS: i64 = 366;

/// A change of offset, or the offset in force since long before.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Onset {
    /// What clocks of the former offset show when it happens.
    wall: NaiveDateTime,
    from_seconds: i32,
    to_seconds: i32,
    summer: bool,
    name: String,
}

/// The VTIMEZONE of `zone` that is right from a year before `from` to a year after `to`.
pub(crate) fn vtimezone(zone: Tz, from: Timestamp, to: Timestamp) -> String {
    let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name());
    for onset in onsets(zone, from.plus_days(-REACH_DAYS), to.plus_days(REACH_DAYS)) {
        let kind = if onset.summer { "DAYLIGHT" } else { "STANDARD" };
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{}\r\nEND:{kind}\r\n",
            onset.wall.format("%Y%m%dT%H%M%S"),
            offset(onset.from_seconds),
            offset(onset.to_seconds),
            onset.name
        );
    }
    text.push_str("END:VTIMEZONE\r\n");
    text
}

/// The offset in force at `from`, then every change until `to`.
fn onsets(zone: Tz, from: Timestamp, to: Timestamp) -> Vec<Onset> {
    let first = offset_at(zone, from);
    let mut found = vec![onset(zone, from, first)];
    let (mut at, mut known) = (from, first);
    while at < to {
        let next = at.plus_hours(24);
        let there = offset_at(zone, next);
        if there != known {
            found.push(onset(zone, change_between(zone, at, next), known));
            known = there;
        }
        at = next;
    }
    found
}

/// The minute at which the offset changes between two instants that differ in it.
fn change_between(zone: Tz, before: Timestamp, after: Timestamp) -> Timestamp {
    let old = offset_at(zone, before);
    let (mut low, mut high) = (before.millis() / 60_000, after.millis() / 60_000);
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if offset_at(zone, Timestamp::from_millis(middle * 60_000)) == old {
            low = middle;
        } else {
            high = middle;
        }
    }
    Timestamp::from_millis(high * 60_000)
}

fn onset(zone: Tz, at: Timestamp, from_seconds: i32) -> Onset {
    let utc = at.utc().naive_utc();
    let there = zone.offset_from_utc_datetime(&utc);
    let to_seconds = there.fix().local_minus_utc();
    let name = there
        .abbreviation()
        .map_or_else(|| offset(to_seconds), str::to_owned);
    Onset {
        wall: utc + Duration::seconds(i64::from(from_seconds)),
        from_seconds,
        to_seconds,
        summer: there.dst_offset() > Duration::zero(),
        name,
    }
}

fn offset_at(zone: Tz, at: Timestamp) -> i32 {
    zone.offset_from_utc_datetime(&at.utc().naive_utc())
        .fix()
        .local_minus_utc()
}

/// `+0100`.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use portrea_domain::clock::PARIS;

    use super::*;

    fn around(zone: Tz) -> String {
        let at = Timestamp::from_local("2026-12-17T09:00:00".parse().unwrap(), zone);
        vtimezone(zone, at, at.plus_hours(8)).replace("\r\n", "\n")
    }

    #[test]
    fn paris_changes_hour_on_the_last_sundays_of_march_and_october() {
        insta::assert_snapshot!(around(PARIS), @"
        BEGIN:VTIMEZONE
        TZID:Europe/Paris
        BEGIN:STANDARD
        DTSTART:20251216T090000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0100
        TZNAME:CET
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:20260329T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        TZNAME:CEST
        END:DAYLIGHT
        BEGIN:STANDARD
        DTSTART:20261025T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        TZNAME:CET
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:20270328T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0200
        TZNAME:CEST
        END:DAYLIGHT
        BEGIN:STANDARD
        DTSTART:20271031T030000
        TZOFFSETFROM:+0200
        TZOFFSETTO:+0100
        TZNAME:CET
        END:STANDARD
        END:VTIMEZONE
        ");
    }

    #[test]
    fn an_island_that_never_changes_hour_has_one_offset() {
        let text = around(chrono_tz::Indian::Reunion);
        assert_eq!(text.matches("BEGIN:STANDARD").count(), 1);
        assert!(text.contains("TZOFFSETTO:+0400\n"));
    }
}
