//! OSM rules in French: the plain week first, then what a week cannot say.

use opening_hours::{OpeningHours, RuleKind};
use opening_hours_syntax::ExtendedTime;
use opening_hours_syntax::rules::time::{Time, TimeEvent, TimeSpan};
use opening_hours_syntax::rules::{OpeningHoursExpression, RuleOperator, RuleSequence};

use crate::calendar;
use crate::evaluation::{self, is_plain, plain_span};
use crate::span::{Clock, DAY, Span};
use crate::words::{self, NBSP};

/// The whole text in French; never empty.
pub(crate) fn in_french(rules: &OpeningHours, text: &str) -> String {
    if let Some(week) = evaluation::week(rules) {
        return week.to_french();
    }
    let expression = rules.get_expression();
    let plain = expression
        .rules
        .iter()
        .take_while(|rule| is_plain(rule))
        .count();
    let (ordinary, special) = expression.rules.split_at(plain);
    let said: Option<Vec<String>> = special.iter().map(rule_in_french).collect();
    match said {
        Some(said) if special.iter().all(|rule| !is_plain(rule)) => words::items(
            &week_part(ordinary.iter())
                .into_iter()
                .chain(said)
                .collect::<Vec<_>>(),
        ),
        _ => {
            let week = week_part(expression.rules.iter().filter(|rule| is_plain(rule)));
            let quoted = format!("horaires particuliers{NBSP}: {text}");
            words::items(&week.into_iter().chain([quoted]).collect::<Vec<_>>())
        }
    }
}

/// The week that plain rules mean, in French; None when they open nothing.
fn week_part<'a>(plain: impl Iterator<Item = &'a RuleSequence>) -> Option<String> {
    let expression = OpeningHoursExpression {
        rules: plain.cloned().collect(),
    };
    let rules: OpeningHours = expression.to_string().parse().ok()?;
    let week = evaluation::week(&rules).filter(|week| !week.is_closed())?;
    Some(week.to_french())
}

/// One rule in words; None when it is not simple.
fn rule_in_french(rule: &RuleSequence) -> Option<String> {
    let when = calendar::when(&rule.day_selector)?;
    let state = state(rule)?;
    let lead = match rule.operator {
        RuleOperator::Additional if rule.kind == RuleKind::Open => "en plus, ",
        RuleOperator::Normal | RuleOperator::Additional => "",
        RuleOperator::Fallback => "sinon, ",
    };
    let closed_all_along =
        rule.kind == RuleKind::Closed && calendar::is_period(&rule.day_selector) && all_day(rule);
    Some(if when.is_empty() {
        format!("{lead}{state}")
    } else if closed_all_along {
        format!(
            "{lead}{}",
            state.replacen("fermé", &format!("fermé {when}"), 1)
        )
    } else {
        format!("{lead}{when}{NBSP}: {state}")
    })
}

fn all_day(rule: &RuleSequence) -> bool {
    matches!(&rule.time_selector.spans[..], [span] if plain_span(span) == Some(Span::FULL_DAY))
}

/// `9 h – 12 h (sur rendez-vous)`, `fermé`, `fermé 12 h – 14 h`, `à vérifier`.
fn state(rule: &RuleSequence) -> Option<String> {
    let comment = rule.comment.trim();
    let times = if all_day(rule) {
        None
    } else {
        Some(times(&rule.time_selector.spans)?)
    };
    let state = match (rule.kind, times) {
        (RuleKind::Open, None) if !comment.is_empty() => return Some(comment.to_owned()),
        (RuleKind::Open, None) => format!("ouvert {}", Span::FULL_DAY),
        (RuleKind::Open, Some(times)) => times,
        (RuleKind::Closed, None) => "fermé".to_owned(),
        (RuleKind::Closed, Some(times)) => format!("fermé {times}"),
        (RuleKind::Unknown, None) => "à vérifier".to_owned(),
        (RuleKind::Unknown, Some(times)) => format!("{times}, à vérifier"),
    };
    Some(if comment.is_empty() {
        state
    } else {
        format!("{state} ({comment})")
    })
}

fn times(spans: &[TimeSpan]) -> Option<String> {
    let said: Option<Vec<String>> = spans.iter().map(span).collect();
    said.map(|said| words::list(&said))
}

fn span(span: &TimeSpan) -> Option<String> {
    if let Some(plain) = plain_span(span) {
        return Some(plain.to_string());
    }
    if span.repeats.is_some() {
        return None;
    }
    match (span.range.start, span.range.end) {
        (from, Time::Fixed(ExtendedTime::MIDNIGHT_24)) if span.open_end => {
            Some(format!("à partir de {}", time(from)?))
        }
        _ if span.open_end => None,
        (Time::Fixed(from), Time::Fixed(to)) => {
            overnight(from.mins_from_midnight(), to.mins_from_midnight())
        }
        (from, to) => Some(format!("{} – {}", time(from)?, time(to)?)),
    }
}

/// Past midnight: `20 h – 2 h le lendemain`.
fn overnight(from: u16, to: u16) -> Option<String> {
    let next_day = if to > DAY { to - DAY } else { to };
    (next_day <= from && next_day > 0)
        .then(|| format!("{} – {} le lendemain", Clock(from), Clock(next_day)))
        .or_else(|| {
            Span::new(from, DAY)
                .filter(|_| next_day == 0)
                .map(|span| span.to_string())
        })
}

fn time(time: Time) -> Option<String> {
    match time {
        Time::Fixed(fixed) => Some(Clock(fixed.mins_from_midnight()).to_string()),
        Time::Variable(variable) if variable.offset == 0 => Some(
            match variable.event {
                TimeEvent::Dawn => "aube",
                TimeEvent::Sunrise => "lever du soleil",
                TimeEvent::Sunset => "coucher du soleil",
                TimeEvent::Dusk => "crépuscule",
            }
            .to_owned(),
        ),
        Time::Variable(_) => None,
    }
}
