//! Sets of days of the week.

use chrono::Weekday;

/// The seven days, Monday first.
pub(crate) const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Place of a day in a week that starts on Monday, 0 to 6.
pub(crate) fn index(day: Weekday) -> usize {
    WEEK.iter()
        .position(|candidate| *candidate == day)
        .unwrap_or(0)
}

/// Some days of the week; iterates Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DaySet([bool; 7]);

impl DaySet {
    pub(crate) const NONE: Self = Self([false; 7]);
    pub(crate) const ALL: Self = Self([true; 7]);
    pub(crate) const MONDAY_TO_FRIDAY: Self = Self([true, true, true, true, true, false, false]);
    pub(crate) const MONDAY_TO_SATURDAY: Self = Self([true, true, true, true, true, true, false]);
    pub(crate) const WEEKEND: Self = Self([false, false, false, false, false, true, true]);

    /// From one day to another, going round through Sunday when needed ("samedi au lundi").
    pub(crate) fn range(from: Weekday, to: Weekday) -> Self {
        let mut set = Self::NONE;
        let mut day = from;
        loop {
            set = set.with(day);
            if day == to {
                return set;
            }
            day = day.succ();
        }
    }

    pub(crate) fn with(mut self, day: Weekday) -> Self {
        self.0[index(day)] = true;
        self
    }

    pub(crate) fn contains(self, day: Weekday) -> bool {
        self.0[index(day)]
    }

    pub(crate) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub(crate) fn union(self, other: Self) -> Self {
        WEEK.into_iter()
            .filter(|day| self.contains(*day) || other.contains(*day))
            .collect()
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        WEEK.into_iter()
            .filter(|day| self.contains(*day) && !other.contains(*day))
            .collect()
    }

    pub(crate) fn is_subset(self, other: Self) -> bool {
        self.minus(other).is_empty()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |day| self.contains(*day))
    }

    /// The runs of neighbouring days, Monday first; Sunday and Monday are not neighbours here.
    pub(crate) fn runs(self) -> Vec<(Weekday, Weekday)> {
        let mut runs: Vec<(Weekday, Weekday)> = Vec::new();
        for day in self.iter() {
            match runs.last_mut() {
                Some((_, last)) if index(*last) + 1 == index(day) => *last = day,
                _ => runs.push((day, day)),
            }
        }
        runs
    }
}

impl FromIterator<Weekday> for DaySet {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_may_go_round_the_week() {
        let set = DaySet::range(Weekday::Sat, Weekday::Mon);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Weekday::Mon, Weekday::Sat, Weekday::Sun]
        );
    }

    #[test]
    fn neighbouring_days_make_one_run() {
        let set: DaySet = [Weekday::Mon, Weekday::Tue, Weekday::Thu]
            .into_iter()
            .collect();
        assert_eq!(
            set.runs(),
            [(Weekday::Mon, Weekday::Tue), (Weekday::Thu, Weekday::Thu)]
        );
    }
}
