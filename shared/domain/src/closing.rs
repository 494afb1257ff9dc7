//! Closings for a period: a place closes on a day, and is back by itself at the end.

use chrono::NaiveDate;

use crate::document::{Document, Path, Value};
use crate::questionnaire::Group;

/// A period during which a place is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The first day.
    pub from: NaiveDate,
    /// The last day: it opens again on the morrow.
    pub until: NaiveDate,
    /// Why, in the words of the place; may be empty.
    pub reason: String,
}

impl Closing {
    /// Whether the place is closed on this day because of it.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// The closings of a place that are not over on `day`, the earliest first.
#[must_use]
pub fn ahead(document: &Document, day: NaiveDate) -> Vec<Closing> {
    let closing = |id| {
        let text = |key| {
            document
                .get(&Path::entry(Group::Closings, id, key))
                .and_then(Value::as_text)
        };
        Some(Closing {
            from: text("from")?.parse().ok()?,
            until: text("until")?.parse().ok()?,
            reason: text("reason").unwrap_or_default().to_owned(),
        })
    };
    let mut closings: Vec<Closing> = document
        .entry_ids(Group::Closings)
        .into_iter()
        .filter_map(closing)
        .filter(|closing| closing.until >= day)
        .collect();
    closings.sort_by_key(|closing| (closing.from, closing.until));
    closings
}

/// The closing that keeps a place shut on `day`; of several, the one that lasts longest.
#[must_use]
pub fn on(document: &Document, day: NaiveDate) -> Option<Closing> {
    let closings = ahead(document, day).into_iter();
    closings
        .filter(|closing| closing.holds(day))
        .max_by_key(|closing| closing.until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::entropy::Entropy;
    use crate::ids::EntryId;

    struct Byte(u8);
    impl Entropy for Byte {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn closed(periods: &[(&str, &str)]) -> Document {
        let mut document = Document::default();
        for (n, (from, until)) in (0..).zip(periods) {
            let id = EntryId::mint(Timestamp::from_millis(1_000), &Byte(n));
            let path = |key| Path::entry(Group::Closings, id, key);
            document.set(path("from"), Some((*from).into()));
            document.set(path("until"), Some((*until).into()));
        }
        document
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_place_is_back_by_itself_the_day_after() {
        let document = closed(&[("2026-08-01", "2026-08-15")]);
        let is_closed = |text| on(&document, day(text)).is_some();
        assert!(!is_closed("2026-07-31"));
        assert!(is_closed("2026-08-01") && is_closed("2026-08-15"));
        assert!(!is_closed("2026-08-16"));
    }

    #[test]
    fn what_is_over_is_not_announced_and_the_nearest_comes_first() {
        let document = closed(&[("2026-12-24", "2027-01-02"), ("2026-08-01", "2026-08-15")]);
        let ahead = |text| ahead(&document, day(text)).len();
        assert_eq!(
            (
                ahead("2026-07-01"),
                ahead("2026-08-16"),
                ahead("2027-01-03")
            ),
            (2, 1, 0)
        );
        assert_eq!(
            super::ahead(&document, day("2026-07-01"))[0].from,
            day("2026-08-01")
        );
    }

    #[test]
    fn of_two_closings_at_once_the_longer_one_is_told() {
        let document = closed(&[("2026-08-01", "2026-08-15"), ("2026-08-10", "2026-08-31")]);
        assert_eq!(
            on(&document, day("2026-08-12")).unwrap().until,
            day("2026-08-31")
        );
    }
}
