//! Who opens when: days then hours, hours then days; `exceptions` says who closes.

mod exceptions;

use std::ops::Range;

use super::closing::{Closing, Item, What, days_of, range_of};
use super::day_part::Part;
use super::draft::{Draft, Mode};
use super::pieces::{Break, Piece, PieceKind};
use super::refusal::{Refusal, Why};
use crate::days::DaySet;
use crate::span::Span;
use crate::week::Week;

/// The week that pieces mean.
pub(super) fn week(pieces: &[Piece]) -> Result<Week, Refusal> {
    let whole = match pieces {
        [first, .., last] => first.at.start..last.at.end,
        [only] => only.at.clone(),
        [] => 0..0,
    };
    if let [
        Piece {
            kind: PieceKind::Closed,
            ..
        },
    ] = pieces
    {
        return Ok(Week::closed());
    }
    let mut reader = Clauses {
        pieces,
        next: 0,
        draft: Draft::default(),
        last: DaySet::NONE,
        also: false,
    };
    while let Some(piece) = reader.peek(0) {
        reader.clause(piece)?;
    }
    reader.draft.week(&whole)
}

struct Clauses<'a> {
    pieces: &'a [Piece],
    next: usize,
    draft: Draft,
    /// The days of the last opening.
    last: DaySet,
    /// « aussi » was said in this clause.
    also: bool,
}

/// Hours as they come in a list.
struct Hours {
    spans: Vec<Span>,
    /// Called « matin » or « après-midi », so that they add to the other half of the day.
    labelled: bool,
    at: Range<usize>,
}

impl<'a> Clauses<'a> {
    fn peek(&self, ahead: usize) -> Option<&'a Piece> {
        self.pieces.get(self.next + ahead)
    }

    fn kind(&self, ahead: usize) -> Option<PieceKind> {
        self.peek(ahead).map(|piece| piece.kind)
    }

    /// The piece comes right after the one before, nothing between them.
    fn close_by(&self, ahead: usize) -> bool {
        self.peek(ahead)
            .is_some_and(|piece| piece.apart == Break::None)
    }

    fn clause(&mut self, first: &Piece) -> Result<(), Refusal> {
        match (first.kind, self.kind(1)) {
            (PieceKind::Also, _) => {
                self.next += 1;
                self.also = true;
                return Ok(());
            }
            (PieceKind::Only, _) => {
                self.next += 1;
                return Ok(());
            }
            (PieceKind::Days(..), _) | (PieceKind::Part(_), Some(PieceKind::Days(..))) => {
                self.days_then_hours()?
            }
            (PieceKind::Span(_), _) | (PieceKind::Part(_), Some(PieceKind::Span(_))) => {
                self.hours_then_days()?
            }
            (PieceKind::Closed, _) => self.closed(first)?,
            (PieceKind::Except, _) => self.except(first)?,
            (PieceKind::Part(_), _) => {
                return Err(Refusal::new(first.at.clone(), Why::MissingHours));
            }
        }
        self.also = false;
        Ok(())
    }

    fn part(&mut self) -> Option<Part> {
        match self.kind(0) {
            Some(PieceKind::Part(part)) => {
                self.next += 1;
                Some(part)
            }
            _ => None,
        }
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some(Piece {
            kind: PieceKind::Days(days, part),
            apart,
            at,
        }) = self.peek(0)
        {
            items.push(Item {
                days: *days,
                part: *part,
                apart: *apart,
                at: at.clone(),
            });
            self.next += 1;
        }
        items
    }

    /// Spans and their labels, as long as they come. A label goes with the hours after it, or else before it.
    fn hours(&mut self) -> Result<Option<Hours>, Refusal> {
        let mut hours = Hours {
            spans: Vec::new(),
            labelled: false,
            at: 0..0,
        };
        while let Some(piece) = self.peek(0) {
            match (piece.kind, self.kind(1)) {
                (PieceKind::Span(span), next) => {
                    let starts_a_clause =
                        matches!(next, Some(PieceKind::Days(..))) && self.close_by(1);
                    if !hours.spans.is_empty() && piece.apart == Break::Strong && starts_a_clause {
                        return Err(Refusal::new(piece.at.clone(), Why::Ambiguous));
                    }
                    hours.add(span, piece);
                }
                (PieceKind::Part(part), Some(PieceKind::Span(next))) if part.fits(next) => {
                    hours.labelled = true
                }
                (PieceKind::Part(part), next) => match hours.spans.last() {
                    Some(before) if part.fits(*before) && piece.apart == Break::None => {
                        hours.labelled = true
                    }
                    None if !matches!(next, Some(PieceKind::Span(_))) => break,
                    _ if matches!(next, Some(PieceKind::Days(..))) => break,
                    _ => return Err(Refusal::new(piece.at.clone(), Why::PartMismatch)),
                },
                _ => break,
            }
            self.next += 1;
        }
        Ok(Some(hours).filter(|hours| !hours.spans.is_empty()))
    }

    /// « lundi et mardi : 9h-12h, 14h-17h », « mercredi fermé », « jeudi matin seulement ».
    fn days_then_hours(&mut self) -> Result<(), Refusal> {
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
        self.draft.close_list(&except);
        Ok(())
    }

    fn open(
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
    fn exclusions(&mut self) -> Result<Vec<Item>, Refusal> {
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

    /// « 9h-12h du lundi au jeudi ».
    fn hours_then_days(&mut self) -> Result<(), Refusal> {
        let Some(hours) = self.hours()? else {
            return Ok(());
        };
        while matches!(self.kind(0), Some(PieceKind::Also | PieceKind::Only)) {
            self.next += 1;
        }
        let mut items = self.items();
        if items.is_empty() {
            return Err(Refusal::new(hours.at, Why::MissingDays));
        }
        if items.len() > 1
            && (self.hours_follow() || (self.close_by(0) && self.closes_what_precedes()))
        {
            self.give_back(&mut items)?;
        }
        self.open(&items, None, &hours, Mode::Add)
    }

    /// Hours stand right here, for the days just read.
    fn hours_follow(&self) -> bool {
        let hours = match self.kind(0) {
            Some(PieceKind::Part(_)) => matches!(self.kind(1), Some(PieceKind::Span(_))),
            kind => matches!(kind, Some(PieceKind::Span(_))),
        };
        hours && self.close_by(0)
    }

    /// The last days of a list belong to the next clause: those after its strongest break, if there is just one.
    fn give_back(&mut self, items: &mut Vec<Item>) -> Result<(), Refusal> {
        let inner = items.iter().enumerate().skip(1);
        let strongest = inner
            .clone()
            .map(|(_, item)| item.apart)
            .max()
            .unwrap_or(Break::None);
        let places: Vec<usize> = inner
            .filter(|(_, item)| item.apart == strongest)
            .map(|(place, _)| place)
            .collect();
        match places[..] {
            [place] => {
                self.next -= items.len() - place;
                items.truncate(place);
                Ok(())
            }
            _ => Err(Refusal::new(range_of(items), Why::Ambiguous)),
        }
    }
}

impl Hours {
    fn add(&mut self, span: Span, piece: &Piece) {
        let start = if self.spans.is_empty() {
            piece.at.start
        } else {
            self.at.start
        };
        self.at = start..piece.at.end;
        self.spans.push(span);
    }
}
