//! Dates and hours of meetings in French words.

use chrono::{DateTime, Datelike as _, Timelike as _};
use chrono_tz::Tz;
use portrea_domain::Timestamp;

const DAYS: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
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

/// « mardi 3 mars 2026, de 9 h 30 à 12 h », or two dates when it ends another day.
pub(super) fn span(from: Timestamp, to: Timestamp, zone: Tz) -> String {
    let (start, end) = (from.local(zone), to.local(zone));
    if start.date_naive() == end.date_naive() {
        format!("{}, de {} à {}", date(start), hour(start), hour(end))
    } else {
        format!(
            "du {} à {} au {} à {}",
            date(start),
            hour(start),
            date(end),
            hour(end)
        )
    }
}

fn date(at: DateTime<Tz>) -> String {
    let day = DAYS
        .get(at.weekday().num_days_from_monday() as usize)
        .copied()
        .unwrap_or_default();
    let month = MONTHS
        .get(at.month0() as usize)
        .copied()
        .unwrap_or_default();
    let number = if at.day() == 1 {
        "1er".to_owned()
    } else {
        at.day().to_string()
    };
    format!("{day} {number} {month} {}", at.year())
}

fn hour(at: DateTime<Tz>) -> String {
    match at.minute() {
        0 => format!("{}\u{a0}h", at.hour()),
        minute => format!("{}\u{a0}h\u{a0}{minute:02}", at.hour()),
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::clock::PARIS;

    use super::*;

    fn said(from: &str, to: &str) -> String {
        let at = |text: &str| Timestamp::from_local(text.parse().unwrap(), PARIS);
        span(at(from), at(to), PARIS).replace('\u{a0}', " ")
    }

    #[test]
    fn a_meeting_is_said_in_the_hours_of_its_territory() {
        assert_eq!(
            said("2026-03-03T09:30:00", "2026-03-03T12:00:00"),
            "mardi 3 mars 2026, de 9 h 30 à 12 h"
        );
        assert_eq!(
            said("2026-08-01T14:05:00", "2026-08-01T16:00:00"),
            "samedi 1er août 2026, de 14 h 05 à 16 h"
        );
    }

    #[test]
    fn a_meeting_of_two_days_says_both() {
        let said = said("2026-03-03T09:00:00", "2026-03-04T17:00:00");
        assert_eq!(
            said,
            "du mardi 3 mars 2026 à 9 h au mercredi 4 mars 2026 à 17 h"
        );
    }
}
