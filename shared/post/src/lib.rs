//! Writing letters: what a message says, put into words from what is true at this very moment.
//!
//! The mailer writes a letter within the transaction that commits its sending; the desk writes the same letter, with
//! masked links, for whoever wants to read it before it leaves. Envelope and wire are the mailer's business.

mod answer;
mod answers;
mod calendar;
mod draft;
mod forecast;
mod freshness;
mod grouped;
mod host;
mod invitation;
mod letter;
mod meeting;
mod outcome;
mod preview;
mod reminder;
mod sender;
mod territory;
mod words;

pub use calendar::calendar_file;
pub use draft::{Draft, WordedDraft, draft_letters};
pub use forecast::{Foretold, Scope, forecast};
pub use host::host_of;
pub use letter::{Letter, LetterError, Links, Writer, write_letter};
pub use preview::preview_letter;
pub use sender::sender_name;
pub use words::{FIELDS, check_words};
