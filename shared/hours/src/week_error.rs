//! Why seven days of spans do not make a week.

use std::fmt;

use chrono::Weekday;
use thiserror::Error;

use crate::span::{Clock, Span};
use crate::words::{NBSP, capitalised, day_name};

/// What is wrong, and on which day. Shown as one French sentence that starts with the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekError {
    /// The day to correct.
    pub day: Weekday,
    /// What to correct there.
    pub fault: WeekFault,
}

impl fmt::Display for WeekError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{NBSP}: {}",
            capitalised(day_name(self.day)),
            self.fault
        )
    }
}

impl std::error::Error for WeekError {}

/// What is wrong with one day; shown as the end of a French sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WeekFault {
    /// The span ends when it starts, or before.
    #[error("l’heure de fin ({to}) doit être après l’heure de début ({from}).")]
    EndNotAfterStart {
        /// The start as given.
        from: Clock,
        /// The end as given.
        to: Clock,
    },
    /// A start without its end.
    #[error("il manque l’heure de fin (début{NBSP}: {from}).")]
    MissingEnd {
        /// The start as given.
        from: Clock,
    },
    /// An end without its start.
    #[error("il manque l’heure de début (fin{NBSP}: {to}).")]
    MissingStart {
        /// The end as given.
        to: Clock,
    },
    /// Two spans share some time.
    #[error("{second} et {first} se chevauchent.")]
    Overlap {
        /// The span that starts first.
        first: Span,
        /// The span that starts before the first one ends.
        second: Span,
    },
    /// A text that is no time.
    #[error("«{NBSP}{text}{NBSP}» n’est pas une heure (exemple{NBSP}: 09:30).")]
    UnreadableTime {
        /// The text as given.
        text: String,
    },
    /// The week would not fit in the 255 characters of an OSM value.
    #[error("trop d’horaires différents dans la semaine{NBSP}; simplifiez ce jour.")]
    TooDetailed,
}
