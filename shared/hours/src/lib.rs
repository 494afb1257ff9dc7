//! Opening hours: OSM syntax, a plain week, and French words.
//!
//! Four forms of nearly the same thing, and the ways between them:
//!
//! - [`Hours`]: an OSM `opening_hours` text known to be readable; what is stored and exchanged.
//! - [`Week`]: seven days of spans; what a form shows and what most places really have.
//! - [`Rhythm`]: a week in which each day has its own frequency, for a service or a stop.
//! - French: what people read ([`Hours::to_french`], [`Week::to_french`]) and type ([`french::parse`]).

mod calendar;
mod days;
mod evaluation;
mod form;
pub mod french;
mod hours;
mod rhythm;
mod rules;
mod span;
mod week;
mod week_error;
mod words;

pub use form::FormDay;
pub use hours::{Hours, HoursError, MAX_CHARS};
pub use rhythm::{DayRhythm, Frequency, MAX_NOTE, Rhythm, RhythmError, RhythmRefused};
pub use span::{Clock, Span};
pub use week::Week;
pub use week_error::{WeekError, WeekFault};
pub use words::day_name;
