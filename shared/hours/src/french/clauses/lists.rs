//! Lists within a clause: of days, of hours.

use std::ops::Range;

use super::Clauses;
use crate::french::closing::Item;
use crate::french::day_part::Part;
use crate::french::pieces::{Break, Piece, PieceKind};
use crate::french::refusal::{Refusal, Why};
use crate::span::Span;

/// Hours as they come in a list.
pub(super) struct Hours {
    pub(super) spans: Vec<Span>,
    /// Called « matin » or « après-midi », so that they add to the other half of the day.
    pub(super) labelled: bool,
    pub(super) at: Range<usize>,
}

impl Clauses<'_> {
    pub(super) fn part(&mut self) -> Option<Part> {
        match self.kind(0) {
            Some(PieceKind::Part(part)) => {
                self.next += 1;
                Some(part)
            }
            _ => None,
        }
    }

    pub(super) fn items(&mut self) -> Vec<Item> {
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
    pub(super) fn hours(&mut self) -> Result<Option<Hours>, Refusal> {
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
                    hours.labelled = true;
                }
                (PieceKind::Part(part), next) => match hours.spans.last() {
                    Some(before) if part.fits(*before) && piece.apart == Break::None => {
                        hours.labelled = true;
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
