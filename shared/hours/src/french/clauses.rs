//! Who opens when, clause after clause.

mod days_first;
mod exceptions;
mod lists;

use super::closing::{Item, range_of};
use super::draft::{Draft, Mode};
use super::pieces::{Break, Piece, PieceKind};
use super::refusal::{Refusal, Why};
use crate::days::DaySet;
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
                self.days_then_hours()?;
            }
            (PieceKind::Span(_), _) | (PieceKind::Part(_), Some(PieceKind::Span(_))) => {
                self.hours_then_days()?;
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
