//! How mail leaves: into a folder that reaches nobody, or to an SMTP server.

mod mailbox;
mod server;
mod smtp;

use std::path::{Path, PathBuf};

use lettre::Address;
use portrea_domain::message::Outcome;
use portrea_domain::{MessageId, Timestamp};

use mailbox::MailboxWire;
pub use server::{ServerAddressError, SmtpServer};
use smtp::SmtpWire;

/// How mail leaves. Cloning it shares nothing: each mailer opens wires of its own.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Each mail becomes a file of this folder: the demo, and a house not connected yet.
    Mailbox(PathBuf),
    /// Each mail goes to this server.
    Smtp(SmtpServer),
}

impl Transport {
    /// Mails become files `{folder}/<moment>-<message id>.eml`.
    #[must_use]
    pub fn mailbox(folder: &Path) -> Self {
        Self::Mailbox(folder.to_owned())
    }

    /// Mails go to the server at `smtp://`, `smtp+starttls://` (also `smtp://…?tls=required`) or `smtps://`, with
    /// `user:password@` before the host when it asks for them.
    pub fn smtp(url: &str) -> Result<Self, ServerAddressError> {
        SmtpServer::parse(url).map(Self::Smtp)
    }

    /// Whether mails stay in a folder.
    #[must_use]
    pub const fn is_mailbox(&self) -> bool {
        matches!(self, Self::Mailbox(_))
    }

    pub(crate) fn into_wire(self) -> Wire {
        match self {
            Self::Mailbox(folder) => Wire::Mailbox(MailboxWire::new(folder)),
            Self::Smtp(server) => Wire::Smtp(Box::new(SmtpWire::new(server))),
        }
    }
}

/// A mail ready to leave: one recipient, the bytes as they will be read.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: MessageId,
    pub(crate) due_at: Timestamp,
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
}

/// What one mailer sends through.
pub(crate) enum Wire {
    Mailbox(MailboxWire),
    Smtp(Box<SmtpWire>),
}

impl Wire {
    /// Makes sure that something answers at the other end, before anything is promised.
    pub(crate) async fn ready(&mut self) -> Result<(), String> {
        match self {
            Self::Mailbox(_) => Ok(()),
            Self::Smtp(wire) => wire.ready().await,
        }
    }

    /// Sends one mail and says what became of it.
    pub(crate) async fn send(&mut self, mail: &Outgoing) -> Outcome {
        match self {
            Self::Mailbox(wire) => wire.send(mail).await,
            Self::Smtp(wire) => wire.send(mail).await,
        }
    }

    /// Says goodbye to the server: there is nothing to send for now.
    pub(crate) async fn rest(&mut self) {
        if let Self::Smtp(wire) = self {
            wire.rest().await;
        }
    }
}
