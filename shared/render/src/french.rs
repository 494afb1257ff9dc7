//! Dates, hours and ages in French words, for mails and pages alike.

use chrono::{Datelike, Months, NaiveDate, Timelike};
use chrono_tz::Tz;
use portrea_domain::Timestamp;
use portrea_hours::day_name;

/// The space that does not break: `9 h`, « guillemets ».
const NBSP: char = '\u{a0}';

/// Ages are counted in months up to a hundred years.
const MONTHS_COUNTED: u32 = 1_200;

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// « 17 décembre 2026 », « 1er janvier 2027 », as clocks of `zone` show it.
#[must_use]
pub fn date(at: Timestamp, zone: Tz) -> String {
    let local = at.local(zone);
    format!("{} {}", day_and_month(&local), local.year())
}

/// A day of the calendar: « 17 décembre 2026 », « 1er janvier 2027 ».
#[must_use]
pub fn calendar_day(day: NaiveDate) -> String {
    format!("{} {}", day_and_month(&day), day.year())
}

/// « jeudi 17 décembre 2026 ».
#[must_use]
pub fn day(at: Timestamp, zone: Tz) -> String {
    format!("{} {}", day_name(at.local(zone).weekday()), date(at, zone))
}

/// « jeudi 17 décembre », for what is near enough to need no year.
#[must_use]
pub fn day_without_year(at: Timestamp, zone: Tz) -> String {
    let local = at.local(zone);
    format!("{} {}", day_name(local.weekday()), day_and_month(&local))
}

/// « 9 h », « 9 h 30 », with spaces that do not break.
#[must_use]
pub fn hour(at: Timestamp, zone: Tz) -> String {
    let local = at.local(zone);
    match local.minute() {
        0 => format!("{}{NBSP}h", local.hour()),
        minute => format!("{}{NBSP}h{NBSP}{minute:02}", local.hour()),
    }
}

/// « jeudi 17 décembre 2026, de 9 h à 17 h », or from one day to another when it lasts longer.
#[must_use]
pub fn span(from: Timestamp, to: Timestamp, zone: Tz) -> String {
    let (first, last) = (day(from, zone), day(to, zone));
    let (start, end) = (hour(from, zone), hour(to, zone));
    if first == last {
        format!("{first}, de {start} à {end}")
    } else {
        format!("du {first} à {start} au {last} à {end}")
    }
}

/// « en mai » of the year of `now`, else « en mai 2025 ».
#[must_use]
pub fn in_month(at: Timestamp, now: Timestamp, zone: Tz) -> String {
    let local = at.local(zone);
    let month = month_name(local.month0());
    if local.year() == now.local(zone).year() {
        format!("en {month}")
    } else {
        format!("en {month} {}", local.year())
    }
}

/// « aujourd’hui », « hier », « il y a 3 jours », « il y a 2 mois », « il y a 3 ans »: whole ones, counted on the
/// calendar of `zone`. What lies ahead of `now` counts as today.
#[must_use]
pub fn ago(at: Timestamp, now: Timestamp, zone: Tz) -> String {
    let (then, today) = (at.local(zone).date_naive(), now.local(zone).date_naive());
    let months_gone = (1..=MONTHS_COUNTED)
        .take_while(|&months| {
            then.checked_add_months(Months::new(months))
                .is_some_and(|date| date <= today)
        })
        .last()
        .unwrap_or(0);
    match (today - then).num_days() {
        ..=0 => "aujourd’hui".to_owned(),
        1 => "hier".to_owned(),
        days if months_gone == 0 => format!("il y a {days} jours"),
        _ if months_gone < 24 => format!("il y a {months_gone} mois"),
        _ => format!("il y a {} ans", months_gone / 12),
    }
}

/// `a`, `a et b`, `a, b et c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// A number as it is written in French: « 3,5 », « 12 ».
#[must_use]
pub fn number(value: f64) -> String {
    value.to_string().replace('.', ",")
}

fn day_and_month(local: &impl Datelike) -> String {
    let month = month_name(local.month0());
    match local.day() {
        1 => format!("1er {month}"),
        day => format!("{day} {month}"),
    }
}

fn month_name(month0: u32) -> &'static str {
    usize::try_from(month0)
        .ok()
        .and_then(|month| MONTHS.get(month))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use portrea_domain::clock::PARIS;

    use super::*;

    fn at(wall: &str) -> Timestamp {
        Timestamp::from_local(wall.parse().unwrap(), PARIS)
    }

    #[test]
    fn dates_are_read_aloud_as_people_say_them() {
        let meeting = at("2026-12-17T09:00:00");
        assert_eq!(date(meeting, PARIS), "17 décembre 2026");
        assert_eq!(day(meeting, PARIS), "jeudi 17 décembre 2026");
        assert_eq!(day_without_year(meeting, PARIS), "jeudi 17 décembre");
        assert_eq!(date(at("2027-01-01T00:00:00"), PARIS), "1er janvier 2027");
    }

    #[test]
    fn hours_say_their_minutes_only_when_there_are_some() {
        assert_eq!(hour(at("2026-12-17T09:00:00"), PARIS), "9\u{a0}h");
        assert_eq!(hour(at("2026-12-17T09:05:00"), PARIS), "9\u{a0}h\u{a0}05");
        assert_eq!(hour(at("2026-12-17T00:30:00"), PARIS), "0\u{a0}h\u{a0}30");
    }

    #[test]
    fn a_meeting_has_one_date_unless_it_lasts_several_days() {
        let start = at("2026-12-17T09:00:00");
        assert_eq!(
            span(start, at("2026-12-17T17:00:00"), PARIS),
            "jeudi 17 décembre 2026, de 9\u{a0}h à 17\u{a0}h"
        );
        assert_eq!(
            span(start, at("2026-12-18T12:30:00"), PARIS),
            "du jeudi 17 décembre 2026 à 9\u{a0}h au vendredi 18 décembre 2026 à 12\u{a0}h\u{a0}30"
        );
    }

    #[test]
    fn the_same_instant_has_another_date_overseas() {
        let evening = at("2026-12-31T22:00:00");
        assert_eq!(
            date(evening, chrono_tz::Indian::Reunion),
            "1er janvier 2027"
        );
    }

    #[test]
    fn a_month_of_another_year_says_which() {
        let now = at("2026-11-24T12:00:00");
        assert_eq!(in_month(at("2026-05-02T12:00:00"), now, PARIS), "en mai");
        assert_eq!(
            in_month(at("2025-08-02T12:00:00"), now, PARIS),
            "en août 2025"
        );
    }

    #[test]
    fn ages_are_whole_days_then_months_then_years() {
        let now = at("2026-11-24T08:00:00");
        for (then, words) in [
            ("2026-11-25T08:00:00", "aujourd’hui"),
            ("2026-11-24T00:10:00", "aujourd’hui"),
            ("2026-11-23T23:50:00", "hier"),
            ("2026-11-21T23:50:00", "il y a 3 jours"),
            ("2026-10-25T00:00:00", "il y a 30 jours"),
            ("2026-10-24T23:00:00", "il y a 1 mois"),
            ("2025-11-25T00:00:00", "il y a 11 mois"),
            ("2024-11-25T00:00:00", "il y a 23 mois"),
            ("2023-12-01T00:00:00", "il y a 2 ans"),
        ] {
            assert_eq!(ago(at(then), now, PARIS), words, "{then}");
        }
    }

    #[test]
    fn numbers_have_a_comma() {
        assert_eq!(number(3.5), "3,5");
        assert_eq!(number(12.0), "12");
    }
}
