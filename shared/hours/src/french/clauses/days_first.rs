//! Clauses that say the days, then the hours.

use super::Clauses;
use super::lists::Hours;
use crate::days::DaySet;
use crate::french::closing::{Closing, Item, What, days_of, range_of};
use crate::french::day_part::Part;
use crate::french::draft::Mode;
use crate::french::pieces::{Break, PieceKind};
use crate::french::refusal::{Refusal, Why};

impl Clauses<'_> {
    /// « lundi et mardi : 9h-12h, 14h-17h », « mercredi fermé », « jeudi matin seulement ».
    pub(super) fn days_then_hours(&mut self) -> Result<(), Refusal> {
        let lead = self.part();
        let mut items = self.items();
        if let [before, _] = items
            .windows(2)
            .find(|pair| pair[1].apart == Break::Strong)
            .unwrap_or_default()
        {
            return Err(Refusal::new(before.at.clone(), Why::MissingHours));
        }
        let except = self.exclusions()?;
        let only = self.only(&mut items);
        if except.is_empty() && !only && self.closes_what_precedes() {
            return self.days_closed(items);
        }
        let Some(hours) = self.hours()? else {
            return if only {
                self.keep_only(&items)
            } else {
                Err(Refusal::new(range_of(&items), Why::MissingHours))
            };
        };
        let labelled =
            hours.labelled || lead.is_some() || items.iter().any(|item| item.part.is_some());
        let mode = match (only, self.also || labelled) {
            (true, _) => Mode::Replace,
            (false, true) => Mode::Add,
            (false, false) => Mode::Unsaid,
        };
        self.open(&items, lead, &hours, mode)?;
        self.draft.close_list(&except)
    }

    pub(super) fn open(
        &mut self,
        items: &[Item],
        lead: Option<Part>,
        hours: &Hours,
        mode: Mode,
    ) -> Result<(), Refusal> {
        let mut parts = items.iter().filter_map(|item| item.part).chain(lead);
        if parts.any(|part| hours.spans.iter().any(|span| !part.fits(*span))) {
            return Err(Refusal::new(hours.at.clone(), Why::PartMismatch));
        }
        self.last = days_of(items);
        self.draft.open(self.last, &hours.spans, mode, &hours.at)
    }

    /// « du lundi au vendredi sauf mercredi : 9h-12h ».
    pub(super) fn exclusions(&mut self) -> Result<Vec<Item>, Refusal> {
        while self.kind(0) == Some(PieceKind::Also) {
            self.next += 1;
            self.also = true;
        }
        match self.peek(0) {
            Some(except) if except.kind == PieceKind::Except => {
                self.next += 1;
                let items = self.items();
                if items.is_empty() {
                    Err(Refusal::new(except.at.clone(), Why::MissingDays))
                } else {
                    Ok(items)
                }
            }
            _ => Ok(Vec::new()),
        }
    }

    /// « mercredi matin seulement », « mercredi seulement le matin », « mercredi seulement 9h-12h ».
    fn only(&mut self, items: &mut [Item]) -> bool {
        if self.kind(0) != Some(PieceKind::Only) {
            return false;
        }
        self.next += 1;
        if !matches!(self.kind(1), Some(PieceKind::Span(_)))
            && let Some(part) = self.part()
        {
            for item in items.iter_mut() {
                item.part = Some(part);
            }
        }
        true
    }

    fn keep_only(&mut self, items: &[Item]) -> Result<(), Refusal> {
        for item in items {
            let at = item.at.clone();
            let Some(part) = item.part else {
                return Err(Refusal::new(at, Why::MissingHours));
            };
            self.draft.close(Closing {
                days: item.days,
                what: What::AllBut(part),
                spares: DaySet::NONE,
                at,
            });
        }
        Ok(())
    }
}
