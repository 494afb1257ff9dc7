//! Morning, afternoon, evening: as labels of hours, and as what a closing takes away.

use crate::span::{DAY, Span};

const NOON: u16 = 12 * 60;
/// A morning may end this late without being an afternoon too.
const LATEST_MORNING_END: u16 = 14 * 60;
/// An afternoon may start this early.
const EARLIEST_AFTERNOON: u16 = 11 * 60 + 30;
const EARLIEST_EVENING: u16 = 16 * 60;
const EVENING: u16 = 18 * 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
}

impl Part {
    /// May these hours be called so?
    pub(super) fn fits(self, span: Span) -> bool {
        match self {
            Self::Morning => is_morning(span),
            Self::Afternoon => span.from() >= EARLIEST_AFTERNOON,
            Self::Evening => span.from() >= EARLIEST_EVENING,
        }
    }

    /// What remains of a span once this part of the day is closed. A span over both halves is cut at noon.
    pub(super) fn remove(self, span: Span) -> Vec<Span> {
        match self {
            Self::Morning if is_morning(span) => Vec::new(),
            Self::Morning => span.without(0, NOON).collect(),
            Self::Afternoon if is_morning(span) => vec![span],
            Self::Afternoon => span.without(NOON, DAY).collect(),
            Self::Evening => span.without(EVENING, DAY).collect(),
        }
    }

    /// What remains of a span when only this part of the day is open.
    pub(super) fn keep(self, span: Span) -> Vec<Span> {
        match self {
            Self::Morning => Self::Afternoon.remove(span),
            Self::Afternoon => Self::Morning.remove(span),
            Self::Evening => span.without(0, EVENING).collect(),
        }
    }
}

fn is_morning(span: Span) -> bool {
    span.from() < NOON && span.to() <= LATEST_MORNING_END
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: u16, to: u16) -> Span {
        Span::new(from, to).unwrap()
    }

    #[test]
    fn a_morning_that_ends_after_noon_survives_a_closed_afternoon() {
        assert_eq!(Part::Afternoon.remove(span(510, 750)), [span(510, 750)]);
        assert!(Part::Afternoon.remove(span(810, 1020)).is_empty());
    }

    #[test]
    fn a_whole_day_is_cut_at_noon() {
        assert_eq!(Part::Afternoon.remove(span(540, 1080)), [span(540, 720)]);
        assert_eq!(Part::Morning.remove(span(540, 1080)), [span(720, 1080)]);
        assert_eq!(Part::Morning.keep(span(540, 1080)), [span(540, 720)]);
    }
}
