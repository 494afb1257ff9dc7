//! The nouns of a PORTREA territory.
//!
//! Everything here is plain data and pure rules: no I/O, no clock but the one it is given, no dependency on
//! another crate of the house. Whoever needs a database, a page or a mail goes upstairs.

pub mod answer;
pub mod attendance;
pub mod clock;
pub mod closing;
pub mod contact;
pub mod contact_import;
pub mod conversation;
pub mod day_table;
pub mod document;
pub mod doubt;
pub mod entropy;
pub mod event;
pub mod freshness;
pub mod holidays;
pub mod ids;
pub mod interest;
pub mod invitation;
pub mod letter;
pub mod link;
pub mod listing;
pub mod mail_names;
pub mod mail_typo;
pub mod mailing;
pub mod merge;
pub mod message;
pub mod need;
pub mod nomination;
pub mod observation;
pub mod person;
pub mod person_name;
pub mod portrait;
pub mod position;
pub mod questionnaire;
pub mod retention;
pub mod seating;
pub mod sending;
pub mod sequence;
pub mod short_code;
pub mod siret;
pub mod suggestion;
pub mod territory;
pub mod typing;

pub use clock::{Clock, SettableClock, SystemClock, Timestamp};
pub use entropy::Entropy;
pub use ids::*;
