//! A plain week: seven days of spans, the same every week.

use chrono::Weekday;

use crate::days::{DaySet, WEEK, index};
use crate::hours::MAX_CHARS;
use crate::span::Span;
use crate::week_error::{WeekError, WeekFault};
use crate::words::{self, NBSP};

/// Seven days of spans, Monday first. Each day's spans are sorted, do not overlap and do not touch.
///
/// A week without any span means "closed", which is not the same as not knowing.
/// Whatever its content, [`Week::to_osm`] fits in an OSM value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Week {
    days: [Vec<Span>; 7],
}

impl Week {
    /// A week with no opening at all.
    #[must_use]
    pub fn closed() -> Self {
        Self::default()
    }

    /// Replaces one day. Spans come in any order; those that touch become one.
    /// Refused when two overlap, or when the week no longer fits in an OSM value.
    pub fn with_day(
        mut self,
        day: Weekday,
        spans: impl IntoIterator<Item = Span>,
    ) -> Result<Self, WeekError> {
        let spans = joined(spans).map_err(|fault| WeekError { day, fault })?;
        self.days[index(day)] = spans;
        if self.to_osm().chars().count() > MAX_CHARS {
            return Err(WeekError {
                day,
                fault: WeekFault::TooDetailed,
            });
        }
        Ok(self)
    }

    /// The spans of a day, sorted.
    #[must_use]
    pub fn day(&self, day: Weekday) -> &[Span] {
        &self.days[index(day)]
    }

    /// The seven days with their spans, Monday first.
    pub fn days(&self) -> impl Iterator<Item = (Weekday, &[Span])> {
        WEEK.into_iter().zip(self.days.iter().map(Vec::as_slice))
    }

    /// True when no day has any span.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// Minutes open in the week.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.days
            .iter()
            .flatten()
            .map(|span| u32::from(span.minutes()))
            .sum()
    }

    /// An OSM `opening_hours` text that [`crate::Hours::parse`] accepts and reads back as this week:
    /// `Mo-Fr 09:00-12:00,14:00-17:00; Sa 10:00-12:00`, or `Mo-Su off`.
    #[must_use]
    pub fn to_osm(&self) -> String {
        if self.is_closed() {
            return format!("{} off", words::osm_days(DaySet::ALL));
        }
        let rules = self.groups().into_iter().map(|(days, spans)| {
            let times: Vec<String> = spans.iter().map(|span| span.to_osm()).collect();
            format!("{} {}", words::osm_days(days), times.join(","))
        });
        rules.collect::<Vec<_>>().join("; ")
    }

    /// Plain French that [`crate::french::parse`] reads back as this week:
    /// `du lundi au vendredi : 9 h – 12 h et 14 h – 17 h ; samedi : 10 h – 12 h`, or `fermé toute la semaine`.
    #[must_use]
    pub fn to_french(&self) -> String {
        if self.is_closed() {
            return "fermé toute la semaine".to_owned();
        }
        let groups = self.groups().into_iter();
        let said = groups
            .map(|(days, spans)| format!("{}{NBSP}: {}", words::days(days), words::spans(spans)));
        words::items(&said.collect::<Vec<_>>())
    }

    /// Days that open at the same times, together; closed days are left out.
    fn groups(&self) -> Vec<(DaySet, &[Span])> {
        words::group_days(|day| Some(self.day(day)).filter(|spans| !spans.is_empty()))
    }
}

/// Sorts, joins what touches, refuses what overlaps.
fn joined(spans: impl IntoIterator<Item = Span>) -> Result<Vec<Span>, WeekFault> {
    let mut sorted: Vec<Span> = spans.into_iter().collect();
    sorted.sort_unstable();
    let mut kept: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        let Some(last) = kept.last_mut() else {
            kept.push(span);
            continue;
        };
        if last.overlaps(span) {
            return Err(WeekFault::Overlap {
                first: *last,
                second: span,
            });
        }
        match Span::new(last.from(), span.to()).filter(|_| last.to() == span.from()) {
            Some(whole) => *last = whole,
            None => kept.push(span),
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: u16, to: u16) -> Span {
        Span::new(from * 60, to * 60).unwrap()
    }

    #[test]
    fn equal_days_are_grouped_in_both_languages() {
        let week = [Weekday::Mon, Weekday::Tue, Weekday::Thu]
            .into_iter()
            .fold(Week::closed(), |week, day| {
                week.with_day(day, [span(14, 17), span(9, 12)]).unwrap()
            });
        let week = week.with_day(Weekday::Sat, [span(10, 12)]).unwrap();
        assert_eq!(
            week.to_osm(),
            "Mo-Tu,Th 09:00-12:00,14:00-17:00; Sa 10:00-12:00"
        );
        assert_eq!(
            week.to_french().replace(NBSP, " "),
            "lundi, mardi et jeudi : 9 h – 12 h et 14 h – 17 h ; samedi : 10 h – 12 h"
        );
        assert_eq!(week.minutes(), 3 * 6 * 60 + 120);
    }

    #[test]
    fn a_closed_week_says_so() {
        assert_eq!(Week::closed().to_osm(), "Mo-Su off");
        assert_eq!(Week::closed().to_french(), "fermé toute la semaine");
        assert!(Week::closed().is_closed());
    }

    #[test]
    fn spans_that_touch_become_one() {
        let week = Week::closed()
            .with_day(Weekday::Mon, [span(12, 14), span(9, 12)])
            .unwrap();
        assert_eq!(week.day(Weekday::Mon), [span(9, 14)]);
    }

    #[test]
    fn spans_that_overlap_are_refused_with_their_day() {
        let error = Week::closed()
            .with_day(Weekday::Fri, [span(9, 12), span(11, 17)])
            .unwrap_err();
        assert_eq!(
            error.to_string().replace(NBSP, " "),
            "Vendredi : 11 h – 17 h et 9 h – 12 h se chevauchent."
        );
    }

    #[test]
    fn a_week_too_long_for_osm_is_refused() {
        let busy = |start: u16| {
            (0..3).map(move |i| Span::new(start + i * 120, start + i * 120 + 60).unwrap())
        };
        let filled = WEEK
            .into_iter()
            .zip([0_u16, 1, 2, 3, 4, 5, 6])
            .try_fold(Week::closed(), |week, (day, start)| {
                week.with_day(day, busy(start))
            });
        assert_eq!(
            filled.unwrap_err(),
            WeekError {
                day: Weekday::Sun,
                fault: WeekFault::TooDetailed
            }
        );
    }
}
