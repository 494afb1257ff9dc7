//! The conversation, without I/O: what is said next, given where we are, what came in, and what is known.
//!
//! Every channel goes through [`step()`]. It reads a [`State`] (where the exchange stands, stored between two steps), an
//! [`Incoming`] (what the person did, or how our last effect went) and a [`View`] (what the database says now), and
//! gives the next state, what to say, and at most one [`Effect`] to carry out. A step with an effect says nothing: what
//! is said depends on how the effect went, which comes back as [`Incoming::Outcome`]. So the house never says
//! “published” about something that was not.
//!
//! Buttons carry the number of the question they belong to ([`State::stamp`]): pressing an old one does nothing but
//! bring the present question back. Buttons that only lead somewhere (menu, a listing) work for ever.

mod act;
mod answering;
mod ask;
mod effect;
mod incoming;
mod menus;
mod outcomes;
mod outgoing;
mod pressing;
mod reading;
mod screen;
mod state;
mod step;
mod summary;
mod token;
mod typography;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use effect::{Effect, Outcome};
pub use incoming::{Incoming, Unread};
pub use outgoing::{Block, LinkButton, LinkTarget, Outgoing, Tap};
pub use screen::welcome;
pub use state::{Ask, Place, State};
pub use step::{Step, step};
pub use token::token_in;
pub use view::{InvitationView, ListingView, PersonView, View};
