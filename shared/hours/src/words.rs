//! French words shared by everything that is shown.

use chrono::Weekday;

use crate::days::{DaySet, WEEK, index};
use crate::span::Span;

/// The space that must not break: before `:` and `;`, and inside `9 h 30`.
pub(crate) const NBSP: char = '\u{a0}';

const DAY_NAMES: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

/// The French name of a day, in lower case.
#[must_use]
pub fn day_name(day: Weekday) -> &'static str {
    DAY_NAMES[index(day)]
}

/// The same, fit to start a sentence.
pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// `a`, `a et b`, `a, b et c`.
pub(crate) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}

/// `tous les jours`, `du lundi au vendredi`, or the days one by one.
pub(crate) fn days(set: DaySet) -> String {
    if set == DaySet::ALL {
        return "tous les jours".to_owned();
    }
    if let [(first, last)] = set.runs()[..]
        && index(last) - index(first) >= 2
    {
        return format!("du {} au {}", day_name(first), day_name(last));
    }
    list(
        &set.iter()
            .map(|day| day_name(day).to_owned())
            .collect::<Vec<_>>(),
    )
}

/// `9 h – 12 h et 14 h – 17 h`.
pub(crate) fn spans(spans: &[Span]) -> String {
    list(&spans.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Puts what goes together side by side: ` ; `, the way French separates the items of a sentence.
pub(crate) fn items(items: &[String]) -> String {
    items.join(&format!("{NBSP}; "))
}

/// The two-letter OSM name of a day.
pub(crate) fn osm_day(day: Weekday) -> &'static str {
    const CODES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    CODES[index(day)]
}

/// `Mo-We,Fr`.
pub(crate) fn osm_days(set: DaySet) -> String {
    let runs = set.runs().into_iter().map(|(first, last)| {
        if first == last {
            osm_day(first).to_owned()
        } else {
            format!("{}-{}", osm_day(first), osm_day(last))
        }
    });
    runs.collect::<Vec<_>>().join(",")
}

/// Days that share the same value, in the order of their first day; days whose value is `None` are left out.
pub(crate) fn group_days<T: PartialEq>(value: impl Fn(Weekday) -> Option<T>) -> Vec<(DaySet, T)> {
    let mut groups: Vec<(DaySet, T)> = Vec::new();
    for day in WEEK {
        let Some(value) = value(day) else { continue };
        match groups.iter_mut().find(|(_, other)| *other == value) {
            Some((set, _)) => *set = set.with(day),
            None => groups.push((DaySet::NONE.with(day), value)),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_days_in_a_row_are_said_as_a_range() {
        assert_eq!(
            days(DaySet::range(Weekday::Mon, Weekday::Wed)),
            "du lundi au mercredi"
        );
        assert_eq!(
            days(DaySet::range(Weekday::Mon, Weekday::Tue)),
            "lundi et mardi"
        );
        assert_eq!(days(DaySet::ALL), "tous les jours");
    }

    #[test]
    fn days_apart_are_listed() {
        let set = DaySet::MONDAY_TO_FRIDAY.minus(DaySet::NONE.with(Weekday::Wed));
        assert_eq!(days(set), "lundi, mardi, jeudi et vendredi");
        assert_eq!(osm_days(set), "Mo-Tu,Th-Fr");
    }
}
