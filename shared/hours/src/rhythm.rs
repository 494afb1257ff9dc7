//! A rhythm: a week in which each day has its own frequency, as a permanence really has.
//!
//! Its text is one line: `Mo semaine 09:00-12:00,14:00-17:00; We mois 14:00-17:00; Fr rendez_vous`. A precision may follow a
//! frequency in parentheses: `Sa exceptionnel (hors été) 10:00-12:00`.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;

use crate::days::{WEEK, index};
use crate::span::Span;
use crate::week::Week;
use crate::words::{self, NBSP};

mod french;

pub use french::RhythmRefused;

/// The longest precision about a day, in characters.
pub const MAX_NOTE: usize = 60;

/// How often something takes place on a day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Every week.
    #[default]
    Weekly,
    /// Every other week.
    TwoWeeks,
    /// Once a month.
    Monthly,
    /// Only by appointment.
    Appointment,
    /// Now and then.
    Exceptional,
}

impl Frequency {
    /// All of them, the most frequent first.
    pub const ALL: [Self; 5] = [
        Self::Weekly,
        Self::TwoWeeks,
        Self::Monthly,
        Self::Appointment,
        Self::Exceptional,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weekly => "semaine",
            Self::TwoWeeks => "deux_semaines",
            Self::Monthly => "mois",
            Self::Appointment => "rendez_vous",
            Self::Exceptional => "exceptionnel",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Weekly => "toutes les semaines",
            Self::TwoWeeks => "toutes les deux semaines",
            Self::Monthly => "une fois par mois",
            Self::Appointment => "sur rendez-vous",
            Self::Exceptional => "de temps en temps",
        }
    }
}

impl FromStr for Frequency {
    type Err = RhythmError;
    fn from_str(text: &str) -> Result<Self, RhythmError> {
        Self::ALL
            .into_iter()
            .find(|frequency| frequency.as_str() == text)
            .ok_or(RhythmError)
    }
}

/// What takes place on one day of the week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayRhythm {
    /// How often.
    pub frequency: Frequency,
    /// A precision; may be empty.
    pub note: String,
    /// When, sorted and apart; may be empty when no hour is known.
    pub spans: Vec<Span>,
}

/// A week in which each day has its own frequency. A day without anything is `None`; at least one day has something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rhythm {
    days: [Option<DayRhythm>; 7],
}

/// A text that is no rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Ces jours et heures ne se lisent pas. Exemple\u{a0}: lundi 9 h – 12 h, toutes les semaines."
)]
pub struct RhythmError;

impl Rhythm {
    /// Sets one day. Its spans come in any order; those that touch become one. Refused when two overlap, or when the
    /// precision is too long or holds a sign that would break the line.
    pub fn with_day(mut self, day: Weekday, said: DayRhythm) -> Result<Self, RhythmError> {
        let spans = Week::closed()
            .with_day(day, said.spans)
            .map_err(|_overlap| RhythmError)?;
        let note = said.note.trim().to_owned();
        let is_plain = !note.contains(['(', ')', ';', '\n', '\u{a0}']) && note == spaced(&note);
        if note.chars().count() > MAX_NOTE || !is_plain {
            return Err(RhythmError);
        }
        self.days[index(day)] = Some(DayRhythm {
            frequency: said.frequency,
            note,
            spans: spans.day(day).to_vec(),
        });
        Ok(self)
    }

    /// The seven days, Monday first.
    pub fn days(&self) -> impl Iterator<Item = (Weekday, Option<&DayRhythm>)> {
        WEEK.into_iter().zip(self.days.iter().map(Option::as_ref))
    }

    /// Whether no day has anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(Option::is_none)
    }

    /// Reads the stored line. At least one day must have something.
    pub fn parse(text: &str) -> Result<Self, RhythmError> {
        let mut rhythm = Self::default();
        for item in text.split(';') {
            let (day, said) = item.trim().split_once(' ').ok_or(RhythmError)?;
            let day = WEEK.into_iter().find(|known| words::osm_day(*known) == day);
            let day = day.ok_or(RhythmError)?;
            if rhythm.days[index(day)].is_some() {
                return Err(RhythmError);
            }
            rhythm = rhythm.with_day(day, said.parse()?)?;
        }
        Ok(rhythm)
    }

    /// Plain French that [`Rhythm::read`] reads back:
    /// `toutes les semaines : lundi et mardi 9 h – 12 h ; une fois par mois : jeudi 14 h – 17 h`.
    #[must_use]
    pub fn to_french(&self) -> String {
        let mut groups: Vec<(&DayRhythm, crate::days::DaySet)> = Vec::new();
        for (day, said) in self.days() {
            let Some(said) = said else { continue };
            match groups.iter_mut().find(|(other, _)| *other == said) {
                Some((_, set)) => *set = set.with(day),
                None => groups.push((said, crate::days::DaySet::NONE.with(day))),
            }
        }
        groups.sort_by_key(|(said, _)| said.frequency);
        let mut items = Vec::new();
        for (said, set) in groups {
            let note = match said.note.as_str() {
                "" => String::new(),
                note => format!(" ({note})"),
            };
            let spans = match words::spans(&said.spans) {
                empty if empty.is_empty() => empty,
                times => format!(" {times}"),
            };
            let days = words::days(set);
            items.push(format!(
                "{}{note}{NBSP}: {days}{spans}",
                said.frequency.label()
            ));
        }
        words::items(&items)
    }
}

impl FromStr for DayRhythm {
    type Err = RhythmError;
    fn from_str(text: &str) -> Result<Self, RhythmError> {
        let (frequency, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        let (note, times) = match rest.strip_prefix('(') {
            Some(rest) => rest.split_once(')').ok_or(RhythmError)?,
            None => ("", rest),
        };
        let times = times.trim();
        let spans = times.split(',').filter(|_| !times.is_empty()).map(span);
        Ok(Self {
            frequency: frequency.parse()?,
            note: note.to_owned(),
            spans: spans.collect::<Result<_, _>>()?,
        })
    }
}

/// `09:00-12:00`.
fn span(text: &str) -> Result<Span, RhythmError> {
    let (from, to) = text.trim().split_once('-').ok_or(RhythmError)?;
    let minutes = |text: &str| -> Option<u16> {
        let (hours, minutes) = text.split_once(':')?;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    let span = minutes(from)
        .zip(minutes(to))
        .and_then(|(from, to)| Span::new(from, to));
    span.ok_or(RhythmError)
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Rhythm {
    /// The stored line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (day, said) in self.days() {
            let Some(said) = said else { continue };
            write!(
                f,
                "{between}{} {}",
                words::osm_day(day),
                said.frequency.as_str()
            )?;
            if !said.note.is_empty() {
                write!(f, " ({})", said.note)?;
            }
            let times: Vec<String> = said.spans.iter().map(|span| span.to_osm()).collect();
            if !times.is_empty() {
                write!(f, " {}", times.join(","))?;
            }
            between = "; ";
        }
        Ok(())
    }
}
