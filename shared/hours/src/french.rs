//! Reading a week as people type it: « du lundi au vendredi 9h-12h, fermé le mercredi après-midi ».
//!
//! The text goes through five stages, each of which either passes everything on or refuses:
//! `lexemes` (characters to words), `tokens` (words to meanings), `pieces` (days, spans and what links them),
//! `clauses` (who opens when), `draft` (the week under construction). What could be read in two ways is
//! refused rather than guessed.

mod clauses;
mod clock;
mod closing;
mod day_part;
mod day_ranges;
mod draft;
mod lexemes;
mod lexicon;
mod pieces;
mod refusal;
mod tokens;

pub use refusal::NotUnderstood;

use crate::week::Week;
use refusal::{Refusal, Why};

/// The longest text worth reading, in characters.
const MAX_TYPED: usize = 2_000;

/// Reads French opening hours. Refused, with the words at fault and a sentence to show, when a word is unknown,
/// when something is missing, when it cannot hold in a week, or when two readings are possible.
pub fn parse(text: &str) -> Result<Week, NotUnderstood> {
    let chars: Vec<char> = text.chars().collect();
    read(&chars).map_err(|refusal| refusal.explain(&chars))
}

fn read(chars: &[char]) -> Result<Week, Refusal> {
    if chars.len() > MAX_TYPED {
        return Err(Refusal::new(0..chars.len(), Why::TooLong));
    }
    let tokens = tokens::tokens(&lexemes::lexemes(chars))?;
    let pieces = pieces::pieces(&tokens)?;
    if pieces.is_empty() {
        return Err(Refusal::new(0..chars.len(), Why::Empty));
    }
    clauses::week(&pieces)
}
