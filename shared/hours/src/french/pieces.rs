//! Meanings to pieces: days, spans of hours, and what stands between them.

use std::ops::Range;

use chrono::Weekday;

use super::day_part::Part;
use super::day_ranges::{days_from, named};
use super::lexicon::Meaning;
use super::refusal::{Refusal, Why};
use super::tokens::Token;
use crate::days::DaySet;
use crate::span::{DAY, Span};

/// How strongly two pieces are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    None,
    And,
    Comma,
    /// A full stop, a semicolon, the end of a line.
    Strong,
}

/// One piece of a text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    /// What keeps it apart from the piece before.
    pub(super) apart: Break,
    pub(super) at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Days, and the part of the day named right after them.
    Days(DaySet, Option<Part>),
    Span(Span),
    Part(Part),
    Closed,
    Except,
    Only,
    Also,
}

/// Groups tokens into pieces.
pub(super) fn pieces(tokens: &[Token]) -> Result<Vec<Piece>, Refusal> {
    let mut reader = Reader {
        rest: tokens,
        pieces: Vec::new(),
        apart: Break::None,
        colon: false,
        named: named(tokens),
    };
    while let Some((token, after)) = reader.rest.split_first() {
        reader.step(token, after)?;
    }
    Ok(reader.pieces)
}

struct Reader<'a> {
    rest: &'a [Token],
    pieces: Vec<Piece>,
    apart: Break,
    /// A colon stands since the last piece.
    colon: bool,
    named: DaySet,
}

impl<'a> Reader<'a> {
    /// Reads one token, or more when they make one piece.
    fn step(&mut self, token: &'a Token, after: &'a [Token]) -> Result<(), Refusal> {
        let refused = |why| Err(Refusal::new(token.at.clone(), why));
        match token.meaning {
            Meaning::Break(level) => self.skip(after, level),
            Meaning::Slash => self.skip(after, Break::And),
            Meaning::From | Meaning::Noise => self.skip(after, Break::None),
            Meaning::Colon => {
                self.colon = true;
                self.skip(after, Break::None);
            }
            Meaning::Part(part) if self.attach(part) => self.skip(after, Break::None),
            Meaning::Until => return refused(Why::MissingEnd),
            Meaning::OutsideWeek => return refused(Why::OutsideWeek),
            Meaning::OtherDays if self.named == DaySet::ALL => return refused(Why::Contradiction),
            Meaning::Between => return self.between(token, after),
            Meaning::Dash | Meaning::To => return self.stray(token, after),
            Meaning::Time(from) => return self.span(token, from, after, false),
            Meaning::Day(day) => self.days(token, day, after),
            Meaning::OtherDays => self.push(
                PieceKind::Days(DaySet::ALL.minus(self.named), None),
                token.at.clone(),
                after,
            ),
            meaning => match alone(meaning) {
                Some(kind) => self.push(kind, token.at.clone(), after),
                None => return refused(Why::UnknownWord),
            },
        }
        Ok(())
    }

    fn skip(&mut self, after: &'a [Token], level: Break) {
        self.apart = self.apart.max(level);
        self.rest = after;
    }

    fn push(&mut self, kind: PieceKind, at: Range<usize>, after: &'a [Token]) {
        self.pieces.push(Piece {
            kind,
            apart: self.apart,
            at,
        });
        self.apart = Break::None;
        self.colon = false;
        self.rest = after;
    }

    /// « mercredi après-midi »: the part belongs to the days right before it.
    fn attach(&mut self, part: Part) -> bool {
        let free = self.apart == Break::None && !self.colon;
        match self.pieces.last_mut().map(|piece| &mut piece.kind) {
            Some(PieceKind::Days(_, named @ None)) if free => {
                *named = Some(part);
                true
            }
            _ => false,
        }
    }

    /// A dash or « à » that links nothing: ignored as a bullet or before hours, refused between days.
    fn stray(&mut self, token: &Token, after: &'a [Token]) -> Result<(), Refusal> {
        let next = after
            .iter()
            .map(|token| token.meaning)
            .find(|meaning| *meaning != Meaning::From);
        let before_hours = matches!(next, Some(Meaning::Time(_)));
        let after_days = matches!(
            self.pieces.last().map(|piece| piece.kind),
            Some(PieceKind::Days(..))
        );
        let between_days =
            after_days && matches!(next, Some(Meaning::Day(_))) && self.apart == Break::None;
        if before_hours || (token.meaning == Meaning::Dash && !between_days) {
            self.skip(after, Break::None);
            return Ok(());
        }
        Err(Refusal::new(token.at.clone(), Why::Ambiguous))
    }

    fn between(&mut self, token: &Token, after: &'a [Token]) -> Result<(), Refusal> {
        match after.split_first() {
            Some((time, after)) if let Meaning::Time(from) = time.meaning => {
                self.span(time, from, after, true)
            }
            _ => Err(Refusal::new(token.at.clone(), Why::UnknownWord)),
        }
    }

    /// Two times and what links them. Midnight is the start of the day when first, its end when last.
    fn span(
        &mut self,
        first: &Token,
        from: u16,
        after: &'a [Token],
        between: bool,
    ) -> Result<(), Refusal> {
        let (to, last, after) = match after {
            [link, time, after @ ..] if links_times(link.meaning, between) => match time.meaning {
                Meaning::Time(to) => (to, time, after),
                _ => return Err(Refusal::new(first.at.clone(), Why::MissingEnd)),
            },
            _ => return Err(Refusal::new(first.at.clone(), Why::MissingEnd)),
        };
        let at = first.at.start..last.at.end;
        let span = Span::new(from % DAY, if to == 0 { DAY } else { to });
        let span = span.ok_or_else(|| Refusal::new(at.clone(), Why::EndNotAfterStart))?;
        self.push(PieceKind::Span(span), at, after);
        Ok(())
    }

    fn days(&mut self, token: &Token, first: Weekday, after: &'a [Token]) {
        let (days, length) = days_from(first, after);
        let (read, after) = after.split_at_checked(length).unwrap_or((after, &[]));
        let at = token.at.start..read.last().map_or(token.at.end, |last| last.at.end);
        self.push(PieceKind::Days(days, None), at, after);
    }
}

/// Meanings that are a piece by themselves.
fn alone(meaning: Meaning) -> Option<PieceKind> {
    Some(match meaning {
        Meaning::Days(days) => PieceKind::Days(days, None),
        Meaning::DaysPart(days, part) => PieceKind::Days(days, Some(part)),
        Meaning::LunchTime => PieceKind::Span(Span::new(12 * 60, 14 * 60)?),
        Meaning::FullDay => PieceKind::Span(Span::FULL_DAY),
        Meaning::Part(part) => PieceKind::Part(part),
        Meaning::Closed => PieceKind::Closed,
        Meaning::Except => PieceKind::Except,
        Meaning::Only => PieceKind::Only,
        Meaning::Also => PieceKind::Also,
        _ => return None,
    })
}

fn links_times(link: Meaning, between: bool) -> bool {
    matches!(
        link,
        Meaning::Dash | Meaning::To | Meaning::Until | Meaning::Slash
    ) || (between && link == Meaning::Break(Break::And))
}
