//! The week under construction: openings first, then closings.

use std::ops::Range;

use chrono::Weekday;

use super::closing::{Closing, Item, What, closings, days_of, range_of};
use super::refusal::{Refusal, Why};
use crate::days::{DaySet, WEEK, index};
use crate::span::Span;
use crate::week::Week;
use crate::week_error::WeekFault;

/// How new hours meet those a day already has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The text says they are more of the same day.
    Add,
    /// The text says they take the place of the others.
    Replace,
    /// The text does not say.
    Unsaid,
}

/// Hours of one day, and the days that were given the same hours in the same breath.
#[derive(Clone, Debug)]
struct Plan {
    spans: Vec<Span>,
    given_to: DaySet,
}

#[derive(Debug, Default)]
pub(super) struct Draft {
    plans: [Option<Plan>; 7],
    closings: Vec<Closing>,
}

impl Draft {
    /// Gives hours to days.
    pub(super) fn open(
        &mut self,
        days: DaySet,
        spans: &[Span],
        mode: Mode,
        at: &Range<usize>,
    ) -> Result<(), Refusal> {
        let overlapping = spans
            .iter()
            .enumerate()
            .any(|(i, span)| spans.iter().skip(i + 1).any(|other| span.overlaps(*other)));
        if overlapping {
            return Err(Refusal::new(at.clone(), Why::Overlap));
        }
        for day in days.iter() {
            let plan = &mut self.plans[index(day)];
            let met = met(plan.as_ref(), days, spans, mode)
                .map_err(|why| Refusal::new(at.clone(), why))?;
            *plan = Some(met);
        }
        Ok(())
    }

    /// Notes a closing; it is applied when the whole text is read.
    pub(super) fn close(&mut self, closing: Closing) {
        self.closings.push(closing);
    }

    /// Notes the closing of a list of days. « mardi, les autres jours fermé » forgets to say when Tuesday is open.
    pub(super) fn close_list(&mut self, items: &[Item]) -> Result<(), Refusal> {
        if let [named @ .., rest] = items
            && !named.is_empty()
            && rest.days.iter().count() > 1
            && rest.days == DaySet::ALL.minus(days_of(named))
        {
            return Err(Refusal::new(range_of(named), Why::MissingHours));
        }
        self.closings.extend(closings(items));
        Ok(())
    }

    /// The days that have been given hours so far.
    pub(super) fn opened(&self) -> DaySet {
        WEEK.into_iter()
            .filter(|day| self.plans[index(*day)].is_some())
            .collect()
    }

    /// The week, closings applied. `at` is the whole text.
    pub(super) fn week(mut self, at: &Range<usize>) -> Result<Week, Refusal> {
        let opened = self.opened();
        if opened.is_empty() {
            let whole = self
                .closings
                .iter()
                .filter(|closing| closing.what == What::Everything);
            let closed =
                whole.fold(DaySet::NONE, |days, closing| days.union(closing.days)) == DaySet::ALL;
            return if closed {
                Ok(Week::closed())
            } else {
                Err(Refusal::new(at.clone(), Why::OnlyClosures))
            };
        }
        for closing in std::mem::take(&mut self.closings) {
            self.apply(&closing)
                .map_err(|why| Refusal::new(closing.at, why))?;
        }
        WEEK.into_iter()
            .zip(self.plans)
            .try_fold(Week::closed(), |week, (day, plan)| {
                let spans = plan.map(|plan| plan.spans).unwrap_or_default();
                week.with_day(day, spans).map_err(|error| {
                    Refusal::new(
                        at.clone(),
                        match error.fault {
                            WeekFault::TooDetailed => Why::TooDetailed,
                            _ => Why::Overlap,
                        },
                    )
                })
            })
    }

    fn apply(&mut self, closing: &Closing) -> Result<(), Why> {
        for day in closing.spares.iter() {
            let touched = self
                .spans(day)
                .iter()
                .any(|span| closing.what.apply(&[*span]) != Ok(vec![*span]));
            if touched {
                return Err(Why::Ambiguous);
            }
        }
        for day in closing.days.iter() {
            match &mut self.plans[index(day)] {
                Some(plan)
                    if closing.what == What::Everything
                        && plan.given_to.is_subset(closing.days) =>
                {
                    return Err(Why::Contradiction);
                }
                Some(plan) => plan.spans = closing.what.apply(&plan.spans)?,
                None if closing.what.needs_hours() => return Err(Why::MissingHours),
                None => {}
            }
        }
        Ok(())
    }

    fn spans(&self, day: Weekday) -> &[Span] {
        self.plans[index(day)]
            .as_ref()
            .map(|plan| plan.spans.as_slice())
            .unwrap_or_default()
    }
}

/// What a day opens when new hours meet the ones it has. Hours for fewer days take the place of hours for more
/// days when both cannot hold; when both can, the text must say which is meant.
fn met(plan: Option<&Plan>, days: DaySet, spans: &[Span], mode: Mode) -> Result<Plan, Why> {
    let new = Plan {
        spans: spans.to_vec(),
        given_to: days,
    };
    let Some(old) = plan else { return Ok(new) };
    let narrower = days != old.given_to && days.is_subset(old.given_to);
    let clash = old
        .spans
        .iter()
        .any(|old| spans.iter().any(|new| old.overlaps(*new)));
    match (mode, clash, narrower) {
        (Mode::Replace, _, _) | (_, true, true) => Ok(new),
        (_, true, false) if old.spans == spans => Ok(old.clone()),
        (_, true, false) => Err(Why::Contradiction),
        (Mode::Unsaid, false, true) => Err(Why::Ambiguous),
        (_, false, _) => Ok(Plan {
            spans: [old.spans.as_slice(), spans].concat(),
            given_to: days.union(old.given_to),
        }),
    }
}
