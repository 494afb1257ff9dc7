//! The only sender of mail: drains the outbox.
//!
//! A mailer owns so many connections. Turn by turn it records in one transaction what came back from them, takes the
//! next messages, asks the stop rules again, and commits their attempts; then the connections write, seal, sign and speak
//! SMTP, with no transaction held. So one commit serves many mails, and never more are *uncertain* than there are
//! connections. A mailer holds a [slot](portrea_storage::Slot): taking it proves that its former holder is gone, so what
//! was left under it is put right at once. What may have left is never sent again by itself.

mod bounce;
mod crew;
mod dkim;
mod drain;
mod envelope;
mod error;
mod fate;
mod guard;
mod names;
mod pace;
mod pages;
mod run;
mod seal;
mod transport;
mod turn;

pub use bounce::{Bounced, take_bounce};
pub use dkim::{DkimError, DkimKey};
pub use drain::Mailer;
pub use error::MailerError;
pub use guard::{hold_if_restored, is_held, is_paused, pause, resume};
pub use names::{Names, NamesError, keep_names};
pub use pace::{Rate, RateError, Rates};
pub use pages::router;
pub use run::run;
pub use seal::{Seal, SealError};
pub use transport::{CONNECTIONS, ServerAddressError, SmtpServer, Transport};
