//! French words for what a week cannot say about days: months, dates, week numbers, holidays.

use std::ops::RangeInclusive;

use opening_hours_syntax::rules::day::YearRange;
use opening_hours_syntax::rules::day::{
    Date, DateOffset, DaySelector, HolidayKind, Month, MonthdayRange, WeekDayRange, WeekRange,
};

use crate::days::DaySet;
use crate::evaluation::is_every_week;
use crate::words;

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
const ORDINALS: [&str; 5] = ["premier", "deuxième", "troisième", "quatrième", "cinquième"];

/// When a rule applies, in words: `en juillet et août, du lundi au vendredi`. Empty when it applies every day;
/// None when it is not simple.
pub(crate) fn when(selector: &DaySelector) -> Option<String> {
    let mut dates = words::list(&each(&selector.monthday, monthday)?);
    let years = words::list(&each(&selector.year, year)?);
    match (dates.is_empty(), years.is_empty(), selector.year.len()) {
        (_, true, _) => {}
        (true, false, _) => dates = format!("en {years}"),
        (false, false, 1) if selector.monthday.len() == 1 => dates = format!("{dates} {years}"),
        _ => return None,
    }
    let parts = [
        dates,
        words::list(&each(&selector.week, week)?),
        weekdays(&selector.weekday)?,
    ];
    Some(
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    )
}

/// Does the rule leave the days of the week alone, so that "fermé en août" says it all?
pub(crate) fn is_period(selector: &DaySelector) -> bool {
    selector.weekday.iter().all(|range| !is_every_week(range))
}

fn each<T>(ranges: &[T], word: impl Fn(&T) -> Option<String>) -> Option<Vec<String>> {
    ranges.iter().map(word).collect()
}

fn year(range: &YearRange) -> Option<String> {
    let (years, _) = range.into_parts();
    (years.start() == years.end()).then(|| years.start().0.to_string())
}

fn monthday(range: &MonthdayRange) -> Option<String> {
    match range {
        MonthdayRange::Month { range, year: None } => Some(months(range)),
        MonthdayRange::Month {
            range,
            year: Some(year),
        } if range.start() == range.end() => Some(format!("{} {}", months(range), year.0)),
        MonthdayRange::Month { .. } => None,
        MonthdayRange::Date {
            start: (start, shift),
            end: (end, end_shift),
        } => {
            let fixed = *shift == DateOffset::default() && *end_shift == DateOffset::default();
            if !fixed {
                None
            } else if start == end {
                Some(format!("le {}", date(start)?))
            } else {
                Some(format!("du {} au {}", date(start)?, date(end)?))
            }
        }
    }
}

fn month(month: Month) -> &'static str {
    MONTHS
        .get(usize::from(month as u8).saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

fn months(range: &RangeInclusive<Month>) -> String {
    let (first, last) = (*range.start(), *range.end());
    if first == last {
        return format!("en {}", month(first));
    }
    if first.next() == last {
        return format!("en {} et {}", month(first), month(last));
    }
    let of = if month(first).starts_with(['a', 'o']) {
        "d’"
    } else {
        "de "
    };
    format!("{of}{} à {}", month(first), month(last))
}

fn date(date: &Date) -> Option<String> {
    let Date::Fixed {
        year,
        month: number,
        day,
    } = date
    else {
        return None;
    };
    let day = if *day == 1 {
        "1er".to_owned()
    } else {
        day.to_string()
    };
    let year = year.map(|year| format!(" {}", year.0)).unwrap_or_default();
    Some(format!("{day} {}{year}", month(*number)))
}

fn week(range: &WeekRange) -> Option<String> {
    let (weeks, step) = range.into_parts();
    let (first, last) = (weeks.start().0, weeks.end().0);
    match (first, last, step) {
        (1, 51.., 2) => Some("les semaines impaires".to_owned()),
        (2, 52.., 2) => Some("les semaines paires".to_owned()),
        (_, _, 1) if first == last => Some(format!("la semaine {first}")),
        (_, _, 1) => Some(format!("de la semaine {first} à la semaine {last}")),
        _ => None,
    }
}

/// Days of every week and holidays may be mixed; "the first Monday" stands alone.
fn weekdays(ranges: &[WeekDayRange]) -> Option<String> {
    let plain: DaySet = ranges
        .iter()
        .filter(|range| is_every_week(range))
        .flat_map(days_of)
        .collect();
    let special = ranges.iter().filter(|range| !is_every_week(range));
    let mut said: Vec<String> = special.map(special_day).collect::<Option<_>>()?;
    if !plain.is_empty() {
        said.insert(0, words::days(plain));
    }
    Some(words::list(&said))
}

fn days_of(range: &WeekDayRange) -> Vec<chrono::Weekday> {
    match range {
        WeekDayRange::Fixed { range, .. } => {
            DaySet::range(*range.start(), *range.end()).iter().collect()
        }
        WeekDayRange::Holiday { .. } => Vec::new(),
    }
}

fn special_day(range: &WeekDayRange) -> Option<String> {
    match range {
        WeekDayRange::Holiday {
            kind: HolidayKind::Public,
            offset: 0,
        } => Some("les jours fériés".to_owned()),
        WeekDayRange::Holiday {
            kind: HolidayKind::School,
            offset: 0,
        } => Some("pendant les vacances scolaires".to_owned()),
        WeekDayRange::Fixed {
            range,
            offset: 0,
            nth_from_start,
            nth_from_end,
        } if range.start() == range.end() => {
            let day = words::day_name(*range.start());
            match &ordinals(*nth_from_start, *nth_from_end)?[..] {
                [one] => Some(format!("le {one} {day} du mois")),
                several => Some(format!("les {} {day}s du mois", words::list(several))),
            }
        }
        _ => None,
    }
}

/// None for "the third from the end", which nobody says.
fn ordinals(from_start: [bool; 5], from_end: [bool; 5]) -> Option<Vec<String>> {
    let counted = ORDINALS
        .iter()
        .zip(from_start)
        .filter(|(_, chosen)| *chosen)
        .map(|(word, _)| (*word).to_owned());
    let last: Vec<String> = match from_end {
        [false, false, false, false, false] => Vec::new(),
        [true, false, false, false, false] => vec!["dernier".to_owned()],
        [false, true, false, false, false] => vec!["avant-dernier".to_owned()],
        _ => return None,
    };
    Some(counted.chain(last).collect())
}
