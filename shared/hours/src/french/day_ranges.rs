//! Days joined into ranges and lists: « lundi au jeudi », « lundi-mardi-jeudi ».

use chrono::Weekday;

use super::lexicon::Meaning;
use super::tokens::Token;
use crate::days::DaySet;

/// All the days the text names, from which « les autres jours » are known.
pub(super) fn named(tokens: &[Token]) -> DaySet {
    let mut named = DaySet::NONE;
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token.meaning {
            Meaning::Day(day) => {
                let (days, length) = days_from(day, after);
                named = named.union(days);
                rest = after.get(length..).unwrap_or_default();
            }
            Meaning::Days(days) | Meaning::DaysPart(days, _) => named = named.union(days),
            _ => {}
        }
    }
    named
}

/// The days meant from a first one, and how many of the tokens after it are taken: a range (« lundi au jeudi »,
/// « lundi - jeudi »), or a list when three or more are joined by dashes (« lundi-mardi-jeudi »).
pub(super) fn days_from(first: Weekday, after: &[Token]) -> (DaySet, usize) {
    let dashed: Vec<Weekday> = after.chunks_exact(2).map_while(dashed_day).collect();
    if dashed.len() >= 2 {
        return (
            dashed
                .iter()
                .fold(DaySet::NONE.with(first), |days, day| days.with(*day)),
            dashed.len() * 2,
        );
    }
    match after
        .iter()
        .map(|token| token.meaning)
        .take(3)
        .collect::<Vec<_>>()[..]
    {
        [
            Meaning::Dash | Meaning::To | Meaning::Until,
            Meaning::Day(last),
            ..,
        ] => (DaySet::range(first, last), 2),
        [
            Meaning::Dash | Meaning::To | Meaning::Until,
            Meaning::From,
            Meaning::Day(last),
        ] => (DaySet::range(first, last), 3),
        _ => (DaySet::NONE.with(first), 0),
    }
}

fn dashed_day(pair: &[Token]) -> Option<Weekday> {
    match pair {
        [dash, day] if dash.meaning == Meaning::Dash => match day.meaning {
            Meaning::Day(day) => Some(day),
            _ => None,
        },
        _ => None,
    }
}
