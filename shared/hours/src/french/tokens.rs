//! Words to meanings: every word is understood, or the text is refused.

use std::ops::Range;

use super::clock;
use super::lexemes::{Kind, Lexeme};
use super::lexicon::{self, Meaning};
use super::refusal::{Refusal, Why};

/// A meaning and where it was read.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) meaning: Meaning,
    pub(super) at: Range<usize>,
}

/// Reads all lexemes, noise left out. Phrases win over digits, and the longest phrase wins.
pub(super) fn tokens(lexemes: &[Lexeme]) -> Result<Vec<Token>, Refusal> {
    let mut found = Vec::new();
    let mut rest = lexemes;
    while let Some(first) = rest.first() {
        let (meaning, length) = meaning(rest).map_err(|why| Refusal::new(first.at.clone(), why))?;
        let (read, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let at = first.at.start..read.last().map_or(first.at.end, |last| last.at.end);
        match meaning {
            Meaning::OutsideWeek => return Err(Refusal::new(at, Why::OutsideWeek)),
            Meaning::Noise => {}
            meaning => found.push(Token { meaning, at }),
        }
        rest = after_abbreviation(meaning, read, after);
    }
    Ok(found)
}

fn meaning(lexemes: &[Lexeme]) -> Result<(Meaning, usize), Why> {
    if let Some(found) = lexicon::look_up(lexemes) {
        return Ok(found);
    }
    match clock::time(lexemes) {
        Some((Some(minutes), length)) => Ok((Meaning::Time(minutes), length)),
        Some((None, _)) => Err(Why::NotATime),
        None => Err(Why::UnknownWord),
    }
}

/// The full stop of `lun.` ends no sentence.
fn after_abbreviation<'a>(meaning: Meaning, read: &[Lexeme], after: &'a [Lexeme]) -> &'a [Lexeme] {
    let short = read
        .first()
        .is_some_and(|word| word.kind == Kind::Word && word.text.len() <= 4);
    match after {
        [stop, rest @ ..]
            if matches!(meaning, Meaning::Day(_)) && short && stop.glued && stop.text == "." =>
        {
            rest
        }
        _ => after,
    }
}
