//! Closings: a day, a part of a day, some hours.

use std::ops::Range;

use super::day_part::Part;
use super::pieces::Break;
use super::refusal::Why;
use crate::days::DaySet;
use crate::span::Span;

/// Something is closed on some days.
#[derive(Clone, Debug)]
pub(super) struct Closing {
    pub(super) days: DaySet,
    pub(super) what: What,
    /// Days that might be meant too: when the closing would change them, the text can be read in two ways.
    pub(super) spares: DaySet,
    pub(super) at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Everything,
    /// « lundi et mercredi après-midi »: for Monday, the whole day or the afternoon?
    EverythingOr(Part),
    Part(Part),
    AllBut(Part),
    Hours(Vec<Span>),
}

impl What {
    /// What remains of a day's spans.
    pub(super) fn apply(&self, spans: &[Span]) -> Result<Vec<Span>, Why> {
        let removed = |part: Part| {
            spans
                .iter()
                .flat_map(|span| part.remove(*span))
                .collect::<Vec<_>>()
        };
        match self {
            Self::Everything => Ok(Vec::new()),
            Self::EverythingOr(part) if removed(*part).is_empty() => Ok(Vec::new()),
            Self::EverythingOr(_) => Err(Why::Ambiguous),
            Self::Part(part) => Ok(removed(*part)),
            Self::AllBut(part) => Ok(spans.iter().flat_map(|span| part.keep(*span)).collect()),
            Self::Hours(closed) => Ok(closed.iter().fold(spans.to_vec(), |spans, closed| {
                spans
                    .iter()
                    .flat_map(|span| span.without(closed.from(), closed.to()))
                    .collect()
            })),
        }
    }

    /// Does it mean nothing on a day without hours? « mercredi matin seulement » does; « fermé le mercredi » does not.
    pub(super) fn needs_hours(&self) -> bool {
        matches!(self, Self::AllBut(_))
    }
}

/// Days as they come in a list, each with its part of the day.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) days: DaySet,
    pub(super) part: Option<Part>,
    pub(super) apart: Break,
    pub(super) at: Range<usize>,
}

/// The closings of a list of days. A day without a part, listed before one with a part, might share that part.
pub(super) fn closings(items: &[Item]) -> Vec<Closing> {
    let closing = |(place, item): (usize, &Item)| {
        let mut same_sentence = items
            .iter()
            .skip(place + 1)
            .take_while(|later| later.apart < Break::Strong);
        let shared = same_sentence.find_map(|later| later.part);
        let what = match (item.part, shared) {
            (Some(part), _) => What::Part(part),
            (None, Some(part)) => What::EverythingOr(part),
            (None, None) => What::Everything,
        };
        Closing {
            days: item.days,
            what,
            spares: DaySet::NONE,
            at: item.at.clone(),
        }
    };
    items.iter().enumerate().map(closing).collect()
}

/// Days that name no part of the day take this one.
pub(super) fn name_part(items: &mut [Item], part: Option<Part>) {
    for item in items {
        item.part = item.part.or(part);
    }
}

/// All the days of a list.
pub(super) fn days_of(items: &[Item]) -> DaySet {
    items
        .iter()
        .fold(DaySet::NONE, |days, item| days.union(item.days))
}

/// The part of the text a list takes.
pub(super) fn range_of(items: &[Item]) -> Range<usize> {
    match items {
        [] => 0..0,
        [first, ..] => first.at.start..items.last().map_or(first.at.end, |last| last.at.end),
    }
}
