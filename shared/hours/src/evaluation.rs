//! Evaluating OSM rules: the plain week they mean, the state at a time, the minutes of an ordinary week.

use chrono::{Days, NaiveDate, NaiveDateTime, Timelike};
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours, RuleKind};
use opening_hours_syntax::rules::day::{Date, MonthdayRange, WeekDayRange};
use opening_hours_syntax::rules::time::{Time, TimeEvent, TimeSpan};
use opening_hours_syntax::rules::{OpeningHoursExpression, RuleSequence};

use crate::days::WEEK;
use crate::hours::HoursError;
use crate::span::{DAY, Span};
use crate::week::Week;

/// A year that starts on a Monday and that no real rule names.
const ORDINARY_YEAR: i32 = 2001;
const WEEKS: u32 = 52;

/// Reads an OSM text, and refuses what the evaluation could not cope with.
pub(crate) fn read(text: &str) -> Result<OpeningHours, HoursError> {
    let unreadable = |detail: String| HoursError::Unreadable { detail };
    if repeats_daily(text) {
        return Err(unreadable(
            "a repetition every 24:00 is not supported".to_owned(),
        ));
    }
    let rules: OpeningHours = text
        .parse()
        .map_err(|error: opening_hours_syntax::Error| unreadable(error.to_string()))?;
    let expression = rules.get_expression();
    let mut times = expression
        .rules
        .iter()
        .flat_map(|rule| &rule.time_selector.spans);
    match times.find(|span| leaves_the_day(span)) {
        Some(span) => Err(unreadable(format!(
            "a time counted from the sun leaves the day: {span}"
        ))),
        None => Ok(rules),
    }
}

/// `10:00-12:00/24:00`: the parser takes this one for a fault of its own, and stops the program when it is a debug build.
fn repeats_daily(text: &str) -> bool {
    text.split('/')
        .skip(1)
        .any(|after| after.trim_start().starts_with("24:00"))
}

/// `(dusk+20:00)-26:00`: the evaluation would overflow.
fn leaves_the_day(span: &TimeSpan) -> bool {
    let leaves = |time: Time| match time {
        Time::Fixed(_) => false,
        Time::Variable(variable) => {
            let usual = match variable.event {
                TimeEvent::Dawn => 6 * 60,
                TimeEvent::Sunrise => 7 * 60,
                TimeEvent::Sunset => 19 * 60,
                TimeEvent::Dusk => 20 * 60,
            };
            !(0..=i32::from(DAY)).contains(&(usual + i32::from(variable.offset)))
        }
    };
    leaves(span.range.start) || leaves(span.range.end)
}

/// The week the rules mean, if they are nothing more.
pub(crate) fn week(rules: &OpeningHours) -> Option<Week> {
    if !rules.get_expression().rules.iter().all(is_plain) {
        return None;
    }
    let monday = NaiveDate::from_ymd_opt(ORDINARY_YEAR, 1, 1)?;
    monday
        .iter_days()
        .zip(WEEK)
        .try_fold(Week::closed(), |week, (date, day)| {
            week.with_day(day, open_spans(rules, date)).ok()
        })
}

/// Does the rule only say days of the week and fixed times within the day?
pub(crate) fn is_plain(rule: &RuleSequence) -> bool {
    let selector = &rule.day_selector;
    selector.year.is_empty()
        && selector.monthday.is_empty()
        && selector.week.is_empty()
        && selector.weekday.iter().all(is_every_week)
        && rule
            .time_selector
            .spans
            .iter()
            .all(|span| plain_span(span).is_some())
        && rule.kind != RuleKind::Unknown
        && rule.comment.is_empty()
}

/// Is it some days of every week, rather than holidays or "the first Monday"?
pub(crate) fn is_every_week(range: &WeekDayRange) -> bool {
    matches!(
        range,
        WeekDayRange::Fixed {
            offset: 0,
            nth_from_start: [true, true, true, true, true],
            nth_from_end: [true, true, true, true, true],
            ..
        }
    )
}

/// The span, if its times are fixed and within one day.
pub(crate) fn plain_span(span: &TimeSpan) -> Option<Span> {
    match (span.range.start, span.range.end) {
        (Time::Fixed(from), Time::Fixed(to)) if !span.open_end && span.repeats.is_none() => {
            Span::new(from.mins_from_midnight(), to.mins_from_midnight())
        }
        _ => None,
    }
}

pub(crate) fn is_open(rules: &OpeningHours, local: NaiveDateTime) -> bool {
    let french = rules
        .clone()
        .with_context(Context::default().with_holidays(Country::FR.holidays()));
    let minute = local.hour() * 60 + local.minute();
    let spans = open_spans(&french, local.date());
    spans
        .iter()
        .any(|span| (u32::from(span.from())..u32::from(span.to())).contains(&minute))
}

pub(crate) fn weekly_minutes(rules: &OpeningHours) -> u32 {
    if let Some(week) = week(rules) {
        return week.minutes();
    }
    match average_minutes(rules, ORDINARY_YEAR) {
        0 => first_year(&rules.get_expression()).map_or(0, |year| average_minutes(rules, year)),
        minutes => minutes,
    }
}

/// Average over the 52 weeks that follow the first of January.
fn average_minutes(rules: &OpeningHours, year: i32) -> u32 {
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
        return 0;
    };
    let dates = (0..u64::from(WEEKS) * 7).filter_map(|day| first.checked_add_days(Days::new(day)));
    let total: u32 = dates
        .flat_map(|date| open_spans(rules, date))
        .map(|span| u32::from(span.minutes()))
        .sum();
    (total + WEEKS / 2) / WEEKS
}

/// The first year the rules name.
fn first_year(expression: &OpeningHoursExpression) -> Option<i32> {
    expression.rules.iter().find_map(|rule| {
        let ranges = rule
            .day_selector
            .year
            .iter()
            .map(|range| range.into_parts().0.start().0);
        let dates = rule.day_selector.monthday.iter().filter_map(year_of);
        ranges.chain(dates).next()
    })
}

fn year_of(range: &MonthdayRange) -> Option<i32> {
    let of = |date: &Date| date.year();
    match range {
        MonthdayRange::Month { year, .. } => *year,
        MonthdayRange::Date { start, end } => of(&start.0).or_else(|| of(&end.0)),
    }
    .map(|year| year.0)
}

/// What is open on a date, sorted.
fn open_spans(rules: &OpeningHours, date: NaiveDate) -> Vec<Span> {
    let open = rules
        .schedule_at(date)
        .into_iter()
        .filter(|range| range.kind == RuleKind::Open);
    let spans = open.filter_map(|range| {
        let span = Span::new(
            range.range.start.mins_from_midnight(),
            range.range.end.mins_from_midnight(),
        )?;
        // A comment without times is read as "open all day" by the evaluation: it says how to ask, not when it is open.
        let on_demand = span == Span::FULL_DAY && !range.comment.is_empty();
        (!on_demand).then_some(span)
    });
    spans.collect()
}
