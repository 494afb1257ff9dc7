//! Hours: an OSM `opening_hours` text known to be readable.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDateTime;
use opening_hours::OpeningHours;
use thiserror::Error;

use crate::evaluation;
use crate::rules;
use crate::week::Week;

/// The longest value OSM accepts, in characters.
pub const MAX_CHARS: usize = 255;

/// An OSM `opening_hours` text that was read without error; shown as that text.
///
/// Two hours are equal when their texts are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hours {
    text: String,
    rules: OpeningHours,
}

/// Why a text is not [`Hours`]; shown as a French sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HoursError {
    /// Nothing but blanks.
    #[error("Les horaires sont vides.")]
    Empty,
    /// Longer than [`MAX_CHARS`].
    #[error("Les horaires dépassent {MAX_CHARS} caractères ({chars}).")]
    TooLong {
        /// How many characters were given, blanks around excluded.
        chars: usize,
    },
    /// Not the OSM syntax, or a part of it that cannot be evaluated.
    #[error(
        "Ces horaires ne suivent pas l’écriture d’OpenStreetMap (exemple\u{a0}: Mo-Fr 09:00-12:00)."
    )]
    Unreadable {
        /// What the parser says, in English, for the logs.
        detail: String,
    },
}

impl Hours {
    /// Reads an OSM text, blanks around it removed.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let text = text.trim();
        let chars = text.chars().count();
        match chars {
            0 => Err(HoursError::Empty),
            1..=MAX_CHARS => Ok(Self {
                text: text.to_owned(),
                rules: evaluation::read(text)?,
            }),
            _ => Err(HoursError::TooLong { chars }),
        }
    }

    /// The hours of a plain week. Never fails for a [`Week`] built by this crate; the error is there because
    /// the text goes through [`Hours::parse`] like any other.
    pub fn from_week(week: &Week) -> Result<Self, HoursError> {
        Self::parse(&week.to_osm())
    }

    /// The OSM text, as given.
    #[must_use]
    pub fn as_osm(&self) -> &str {
        &self.text
    }

    /// Plain French. What a week cannot say (months, public holidays, comments) follows the week in words;
    /// when it is not simple, the OSM text itself is quoted after « horaires particuliers ».
    #[must_use]
    pub fn to_french(&self) -> String {
        rules::in_french(&self.rules, &self.text)
    }

    /// The plain week that means exactly the same, when there is one: no dates, no holidays, no comments,
    /// no opening past midnight.
    #[must_use]
    pub fn week(&self) -> Option<Week> {
        evaluation::week(&self.rules)
    }

    /// Is it surely open at this local (French) time? French public holidays are known up to 2076; school holidays are
    /// not, so rules on them never apply; sunrise and sunset are taken as 7 h and 19 h. What is open only
    /// "on demand" (a comment without times) counts as not open.
    #[must_use]
    pub fn is_open(&self, local: NaiveDateTime) -> bool {
        evaluation::is_open(&self.rules, local)
    }

    /// Minutes open in an ordinary week: the average over a year without holidays, so that a place open every
    /// other week counts for half. Rules bound to given years count when nothing else is open.
    #[must_use]
    pub fn weekly_minutes(&self) -> u32 {
        evaluation::weekly_minutes(&self.rules)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
