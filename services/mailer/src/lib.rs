//! The only sender of mail: drains the outbox.
//!
//! For each message due: a transaction asks the stop rules again, renders the mail from fresh data and commits the
//! attempt; then the wire, with no transaction held; then a transaction records what the wire said. A mailer holds a
//! [slot](portrea_storage::Slot): taking it proves that its former holder is gone, so what was left under it is put
//! right at once. What may have left is *uncertain* and is never sent again by itself.

mod deliver;
mod drain;
mod envelope;
mod error;
mod fate;
mod guard;
mod pages;
mod run;
mod transport;

pub use drain::Mailer;
pub use error::MailerError;
pub use guard::{hold_if_restored, is_held, resume};
pub use pages::router;
pub use run::run;
pub use transport::{ServerAddressError, SmtpServer, Transport};
