//! Opening hours as somebody at the counter asks for them: now, today, this week.

use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};
use portrea_hours::{Clock, Hours, Span, Week, day_name};

/// A day of the week with its hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) name: &'static str,
    pub(crate) words: String,
    pub(crate) is_today: bool,
}

/// The state at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Today {
    pub(crate) is_open: bool,
    pub(crate) words: String,
}

/// The seven days, when the hours are a plain week.
pub(crate) fn days(hours: &Hours, local: NaiveDateTime) -> Vec<Day> {
    let Some(week) = hours.week().filter(|week| !week.is_closed()) else {
        return Vec::new();
    };
    let day = |(day, spans): (Weekday, &[Span])| Day {
        name: day_name(day),
        words: if spans.is_empty() {
            "fermé".to_owned()
        } else {
            joined(spans, " et ")
        },
        is_today: day == local.weekday(),
    };
    week.days().map(day).collect()
}

/// What to say of today; nothing when the hours are too particular to be sure.
pub(crate) fn today(hours: &Hours, local: NaiveDateTime) -> Option<Today> {
    if is_holiday(local) {
        return Some(Today {
            is_open: false,
            words: "C’est un jour férié aujourd’hui\u{a0}: les horaires peuvent être différents."
                .to_owned(),
        });
    }
    match hours.week() {
        Some(week) => of_week(&week, local),
        None => hours.is_open(local).then(|| Today {
            is_open: true,
            words: "Ouvert en ce moment.".to_owned(),
        }),
    }
}

fn of_week(week: &Week, local: NaiveDateTime) -> Option<Today> {
    let minute = u16::try_from(local.hour() * 60 + local.minute()).ok()?;
    let left: Vec<Span> = week
        .day(local.weekday())
        .iter()
        .copied()
        .filter(|span| span.to() > minute)
        .collect();
    let words = match left.as_slice() {
        [now] if now.from() <= minute => {
            format!("Ouvert aujourd’hui jusqu’à {}.", Clock(now.to()))
        }
        [now, later @ ..] if now.from() <= minute => {
            let later = joined(later, " et ");
            format!(
                "Ouvert aujourd’hui jusqu’à {}, puis {later}.",
                Clock(now.to())
            )
        }
        [first, ..] => format!(
            "Fermé pour l’instant, ouvre aujourd’hui à {}.",
            Clock(first.from())
        ),
        [] => {
            let (when, at) = next_opening(week, local.weekday())?;
            format!("Fermé pour l’instant, ouvre {when} à {at}.")
        }
    };
    let is_open = left.first().is_some_and(|span| span.from() <= minute);
    Some(Today { is_open, words })
}

/// The next day with hours after this one, and when it opens.
fn next_opening(week: &Week, today: Weekday) -> Option<(&'static str, Clock)> {
    let mut day = today;
    for ahead in 1..=7 {
        day = day.succ();
        if let Some(span) = week.day(day).first() {
            let when = if ahead == 1 { "demain" } else { day_name(day) };
            return Some((when, Clock(span.from())));
        }
    }
    None
}

fn joined(spans: &[Span], between: &str) -> String {
    let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
    spans.join(between)
}

/// Whether it is a public holiday in France: the hours know them.
fn is_holiday(local: NaiveDateTime) -> bool {
    Hours::parse("PH 00:00-24:00").is_ok_and(|holidays| holidays.is_open(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOWN_HALL: &str = "Mo-Tu 09:00-12:00,14:00-17:00; Th 09:00-12:00";

    fn at(hours: &str, local: &str) -> Option<String> {
        let today = today(&Hours::parse(hours).unwrap(), local.parse().unwrap())?;
        let state = if today.is_open { "+" } else { "-" };
        Some(format!("{state} {}", today.words.replace('\u{a0}', " ")))
    }

    #[test]
    fn a_week_says_what_is_left_of_today() {
        // 5 October 2026 is a Monday.
        for (local, expected) in [
            (
                "2026-10-05T08:59:00",
                "- Fermé pour l’instant, ouvre aujourd’hui à 9 h.",
            ),
            (
                "2026-10-05T09:00:00",
                "+ Ouvert aujourd’hui jusqu’à 12 h, puis 14 h – 17 h.",
            ),
            (
                "2026-10-05T12:00:00",
                "- Fermé pour l’instant, ouvre aujourd’hui à 14 h.",
            ),
            ("2026-10-05T16:59:00", "+ Ouvert aujourd’hui jusqu’à 17 h."),
            (
                "2026-10-05T17:00:00",
                "- Fermé pour l’instant, ouvre demain à 9 h.",
            ),
            (
                "2026-10-06T18:00:00",
                "- Fermé pour l’instant, ouvre jeudi à 9 h.",
            ),
            (
                "2026-10-08T15:00:00",
                "- Fermé pour l’instant, ouvre lundi à 9 h.",
            ),
        ] {
            assert_eq!(at(TOWN_HALL, local).as_deref(), Some(expected), "{local}");
        }
    }

    #[test]
    fn a_public_holiday_promises_nothing() {
        let words = at("Mo-Su 09:00-17:00", "2026-11-11T10:00:00").unwrap();
        assert!(words.starts_with("- C’est un jour férié"), "{words}");
    }

    #[test]
    fn particular_hours_only_say_when_it_is_surely_open() {
        let hours = "Mo-Fr 09:00-12:00; Aug off";
        assert_eq!(
            at(hours, "2026-10-05T10:00:00").as_deref(),
            Some("+ Ouvert en ce moment.")
        );
        assert_eq!(at(hours, "2026-08-10T10:00:00"), None);
    }

    #[test]
    fn the_week_shows_every_day_and_marks_today() {
        let days = days(
            &Hours::parse(TOWN_HALL).unwrap(),
            "2026-10-07T10:00:00".parse().unwrap(),
        );
        assert_eq!(days.len(), 7);
        assert_eq!(
            (days[2].name, days[2].words.as_str(), days[2].is_today),
            ("mercredi", "fermé", true)
        );
        assert_eq!(days[3].words.replace('\u{a0}', " "), "9 h – 12 h");
        assert!(!days[3].is_today);
    }
}
