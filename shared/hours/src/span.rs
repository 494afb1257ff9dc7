//! A span of one day: from a time to a later time.

use std::fmt;

use crate::words::NBSP;

/// Minutes in a day; also the largest time a [`Span`] may end at.
pub(crate) const DAY: u16 = 24 * 60;

/// A time of day in minutes since midnight, shown in French: `9 h`, `9 h 30`, `minuit` for the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clock(pub u16);

impl Clock {
    /// `HH:MM`, as OSM and `<input type=time>` write it; the end of the day is `24:00`.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (24, 0) => f.write_str("minuit"),
            (hour, 0) => write!(f, "{hour}{NBSP}h"),
            (hour, minute) => write!(f, "{hour}{NBSP}h{NBSP}{minute:02}"),
        }
    }
}

/// Open from a time (included) to a later time (excluded) of the same day, in minutes since midnight:
/// `from < to ≤ 1440`. Shown in French: `9 h – 12 h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// The whole day.
    pub const FULL_DAY: Self = Self { from: 0, to: DAY };

    /// None unless `from < to ≤ 1440`.
    #[must_use]
    pub fn new(from: u16, to: u16) -> Option<Self> {
        (from < to && to <= DAY).then_some(Self { from, to })
    }

    /// Minutes since midnight of the opening.
    #[must_use]
    pub fn from(self) -> u16 {
        self.from
    }

    /// Minutes since midnight of the closing, at most 1440.
    #[must_use]
    pub fn to(self) -> u16 {
        self.to
    }

    /// Length in minutes.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.to - self.from
    }

    /// `09:00-12:00`.
    #[must_use]
    pub fn to_osm(self) -> String {
        format!("{}-{}", Clock(self.from).digits(), Clock(self.to).digits())
    }

    /// Do the two share at least a minute?
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// What remains of this span outside `[from, to)`: nothing, one piece or two.
    pub(crate) fn without(self, from: u16, to: u16) -> impl Iterator<Item = Self> {
        let before = Self::new(self.from, self.to.min(from));
        let after = Self::new(self.from.max(to), self.to);
        before.into_iter().chain(after)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::FULL_DAY {
            return write!(f, "24{NBSP}h sur 24");
        }
        write!(f, "{} – {}", Clock(self.from), Clock(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_after_it_starts_and_before_the_next_day() {
        assert!(Span::new(540, 720).is_some());
        assert!(Span::new(720, 720).is_none());
        assert!(Span::new(720, 540).is_none());
        assert!(Span::new(0, 1441).is_none());
    }

    #[test]
    fn times_are_shown_the_french_way() {
        let shown: Vec<String> = [0, 540, 545, 810, 1440]
            .map(|minutes| Clock(minutes).to_string())
            .into();
        assert_eq!(
            shown,
            [
                "0\u{a0}h",
                "9\u{a0}h",
                "9\u{a0}h\u{a0}05",
                "13\u{a0}h\u{a0}30",
                "minuit"
            ]
        );
    }

    #[test]
    fn a_hole_in_a_span_leaves_two_pieces() {
        let day = Span {
            from: 540,
            to: 1080,
        };
        let left: Vec<Span> = day.without(720, 840).collect();
        assert_eq!(
            left,
            [
                Span { from: 540, to: 720 },
                Span {
                    from: 840,
                    to: 1080
                }
            ]
        );
        assert_eq!(day.without(0, 1440).count(), 0);
        assert_eq!(day.without(1100, 1200).collect::<Vec<_>>(), [day]);
    }
}
