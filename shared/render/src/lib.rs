//! Everything that leaves the house as text: mails and calendar files.
//!
//! A mail is made from one context struct ([`Invitation`], [`AnswerNoted`], [`Freshness`], [`FormLink`], [`SignIn`], [`Reminder`], [`Grouped`]…) by a
//! trio of templates in `templates/mail`: subject, plain text, HTML. The text says as much as the HTML. Nothing here
//! reads a clock, a database or a network: whoever calls has loaded what is to be said.

mod answer_noted;
mod answer_words;
mod calendar;
mod change;
mod doubts;
mod event_cancelled;
mod event_moved;
mod farewell;
mod form_link;
pub mod french;
mod freshness;
mod grouped;
mod invitation;
mod invitation_link;
mod letter;
mod letterhead;
mod listing_reminder;
mod mail;
mod my_links;
mod named;
mod outcome;
mod place_name;
mod reminder;
mod seat_freed;
mod section_words;
mod sign_in;
mod wording;
mod zone;

#[cfg(test)]
mod samples;

pub use answer_noted::{AnswerNoted, Noted};
pub use answer_words::{
    EntryWords, Lookup, closing_words, counted, day, entry_words, label_of, said,
};
pub use calendar::{Attending, CalendarEvent, Method};
pub use change::{Change, CommuneNames, change_of, value_words};
pub use doubts::{DoubtLine, Doubts};
pub use event_cancelled::EventCancelled;
pub use event_moved::{EventMoved, Standing};
pub use farewell::Farewell;
pub use form_link::FormLink;
pub use freshness::{Freshness, FreshnessQuestion};
pub use grouped::{Grouped, Part};
pub use invitation::{Invitation, Origin, Words};
pub use invitation_link::InvitationLink;
pub use letter::Letter;
pub use letterhead::{Letterhead, Referent};
pub use listing_reminder::ListingReminder;
pub use mail::{Attachment, Mail, RenderError};
pub use my_links::MyLinks;
pub use named::Named;
pub use outcome::{Came, Outcome, PlaceOutcome, RefusedAnswer, SuggestionOutcome};
pub use place_name::of_place;
pub use reminder::{PlaceLink, Reminder};
pub use seat_freed::SeatFreed;
pub use section_words::{Fact, facts_of, question_about};
pub use sign_in::SignIn;
pub use wording::{Filling, Wording, WordingError};
