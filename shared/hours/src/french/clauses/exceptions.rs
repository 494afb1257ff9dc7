//! Clauses that close: « fermé », « sauf ».

use super::Clauses;
use crate::days::DaySet;
use crate::french::closing::{Closing, Item, What, days_of, name_part, range_of};
use crate::french::day_part::Part;
use crate::french::draft::Mode;
use crate::french::pieces::{Break, Piece, PieceKind};
use crate::french::refusal::{Refusal, Why};

impl Clauses<'_> {
    /// « samedi fermé », but not « samedi, fermé dimanche ».
    pub(super) fn closes_what_precedes(&self) -> bool {
        let goes_on = matches!(self.kind(1), Some(PieceKind::Days(..))) && self.close_by(1);
        self.kind(0) == Some(PieceKind::Closed) && (self.close_by(0) || !goes_on)
    }

    /// « mercredi fermé », « mercredi fermé l’après-midi », « mercredi fermé le matin, 14h-17h », « lundi fermé 12h-14h ».
    pub(super) fn days_closed(&mut self, mut items: Vec<Item>) -> Result<(), Refusal> {
        self.next += 1;
        let hours_closed = matches!(self.kind(0), Some(PieceKind::Span(_))) && self.close_by(0);
        if hours_closed && let Some(hours) = self.hours()? {
            let (days, at) = (days_of(&items), hours.at);
            self.draft.close(Closing {
                days,
                what: What::Hours(hours.spans),
                spares: DaySet::NONE,
                at,
            });
            return Ok(());
        }
        let part = if self.close_by(0) { self.part() } else { None };
        if part.is_some() {
            name_part(&mut items, part);
            if let Some(hours) = self.hours()? {
                self.last = days_of(&items);
                self.draft
                    .open(self.last, &hours.spans, Mode::Add, &hours.at)?;
            }
        }
        self.draft.close_list(&items)
    }

    /// « fermé le mercredi après-midi », « fermé le matin », « fermé de 12h à 14h ».
    pub(super) fn closed(&mut self, closed: &Piece) -> Result<(), Refusal> {
        self.next += 1;
        let part = if self.hours_follow() {
            None
        } else {
            self.part()
        };
        let mut items = self.items();
        if self.hours_follow() && items.len() > 1 {
            self.give_back(&mut items)?;
        } else if let Some(what) = self.what_closes(part, &items)? {
            if items.is_empty() && self.close_by(0) {
                items = self.items_of_closed_hours();
            }
            self.close_some(closed, &items, what);
            return Ok(());
        }
        if part.is_none() && self.kind(0) == Some(PieceKind::Except) {
            return self.closed_except(closed, &items);
        }
        if items.is_empty() {
            return Err(Refusal::new(closed.at.clone(), Why::Ambiguous));
        }
        name_part(&mut items, part);
        self.draft.close_list(&items)
    }

    /// « fermé tous les jours sauf le samedi 10h-12h », « fermé sauf le samedi 10h-12h ».
    fn closed_except(&mut self, closed: &Piece, items: &[Item]) -> Result<(), Refusal> {
        let open = self.exclusions()?;
        let Some(hours) = self.hours()? else {
            return Err(Refusal::new(range_of(&open), Why::MissingHours));
        };
        let all = if items.is_empty() {
            DaySet::ALL
        } else {
            days_of(items)
        };
        let days = all.minus(days_of(&open));
        self.draft.close(Closing {
            days,
            what: What::Everything,
            spares: DaySet::NONE,
            at: closed.at.clone(),
        });
        self.open(&open, None, &hours, Mode::Replace)
    }

    /// The hours or the part of the day that close, when it is not whole days.
    fn what_closes(&mut self, part: Option<Part>, items: &[Item]) -> Result<Option<What>, Refusal> {
        if self.hours_follow() {
            return Ok(self.hours()?.map(|hours| What::Hours(hours.spans)));
        }
        Ok(part.filter(|_| items.is_empty()).map(What::Part))
    }

    /// « fermé de 12h à 14h le lundi », unless the days open a clause of their own.
    fn items_of_closed_hours(&mut self) -> Vec<Item> {
        let start = self.next;
        let items = self.items();
        if self.hours_follow() {
            self.next = start;
            return Vec::new();
        }
        items
    }

    /// Closes some hours: on the days said, else on the days just opened, and then no other day may be concerned.
    fn close_some(&mut self, closed: &Piece, items: &[Item], what: What) {
        let opened = self.draft.opened();
        let (days, spares) = match (items.is_empty(), opened.is_empty()) {
            (false, _) => (days_of(items), DaySet::NONE),
            (true, true) => (DaySet::ALL, DaySet::NONE),
            (true, false) if closed.apart < Break::Comma => (self.last, DaySet::NONE),
            (true, false) => (self.last, opened.minus(self.last)),
        };
        self.draft.close(Closing {
            days,
            what,
            spares,
            at: closed.at.clone(),
        });
    }

    /// « sauf le mercredi », « sauf le mercredi 9h-12h », « sauf le mercredi après-midi ».
    pub(super) fn except(&mut self, except: &Piece) -> Result<(), Refusal> {
        if self.draft.opened().is_empty() {
            return Err(Refusal::new(except.at.clone(), Why::OnlyClosures));
        }
        self.next += 1;
        let part = if self.hours_follow() {
            None
        } else {
            self.part()
        };
        let mut items = self.items();
        if items.is_empty() {
            let what = self.what_closes(part, &items)?;
            let what = what.ok_or_else(|| Refusal::new(except.at.clone(), Why::MissingDays))?;
            self.close_some(except, &items, what);
            return Ok(());
        }
        let several = items.iter().skip(1).any(|item| item.apart >= Break::Comma);
        if self.hours_follow() && several {
            self.give_back(&mut items)?;
        } else if self.hours_follow()
            && let Some(hours) = self.hours()?
        {
            return self.open(&items, part, &hours, Mode::Replace);
        } else if self.kind(0) == Some(PieceKind::Closed) && self.close_by(0) {
            return self.days_closed(items);
        }
        name_part(&mut items, part);
        self.draft.close_list(&items)
    }
}
