//! How mail leaves: into a folder that reaches nobody, or to SMTP servers.

mod gathered;
mod mailbox;
mod relay;
mod server;
mod smtp;
mod tls;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lettre::Address;
use portrea_actions::App;
use portrea_domain::mail_names::MailNames;
use portrea_domain::{MessageId, Timestamp};

use crate::names::Names;
use crate::pace::Rates;
use crate::seal::Seal;
use mailbox::MailboxWire;
use relay::Relay;
pub use server::{ServerAddressError, SmtpServer};
pub(crate) use smtp::Sent;
use smtp::SmtpWire;

/// How mail leaves, how fast, and under which signatures. Cloning it shares no connection: each mailer opens its own.
#[derive(Clone, Debug)]
pub struct Transport {
    route: Route,
    connections: usize,
    rates: Rates,
    seal: Seal,
    bounce_secret: Option<BounceSecret>,
    names: Option<Names>,
}

/// The key under which a provider says what came back. It shows nowhere.
#[derive(Clone)]
struct BounceSecret(Arc<str>);

impl std::fmt::Debug for BounceSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BounceSecret(…)")
    }
}

#[derive(Clone, Debug)]
enum Route {
    /// Each mail becomes a file of this folder: the demo, and a house not connected yet.
    Mailbox(PathBuf),
    /// Each mail goes to one of these servers.
    Smtp(Arc<Relay>),
}

/// Connections of one mailer unless told otherwise: at most so many mails are ever uncertain at once.
pub const CONNECTIONS: usize = 8;

impl Transport {
    /// Mails become files `{folder}/<moment>-<message id>.eml`.
    #[must_use]
    pub fn mailbox(folder: &Path) -> Self {
        Self::new(Route::Mailbox(folder.to_owned()), 1)
    }

    /// Mails go to the servers at these addresses, separated by commas and used in turn: `smtp://`, `smtp+starttls://`
    /// (also `smtp://…?tls=required`) or `smtps://`, with `user:password@` before the host when it asks for them, and
    /// `?ca=FILE` to trust a certificate authority of one’s own.
    pub fn smtp(addresses: &str) -> Result<Self, ServerAddressError> {
        let relay = Relay::parse(addresses)?;
        Ok(Self::new(Route::Smtp(Arc::new(relay)), CONNECTIONS))
    }

    fn new(route: Route, connections: usize) -> Self {
        Self {
            route,
            connections,
            rates: Rates::default(),
            seal: Seal::default(),
            bounce_secret: None,
            names: None,
        }
    }

    /// With so many connections at once, at least one. A folder has one.
    #[must_use]
    pub fn with_connections(mut self, connections: usize) -> Self {
        if !self.is_mailbox() {
            self.connections = connections.max(1);
        }
        self
    }

    /// No faster than this. A folder takes as much as comes.
    #[must_use]
    pub fn with_rates(mut self, rates: Rates) -> Self {
        if !self.is_mailbox() {
            self.rates = rates;
        }
        self
    }

    /// Under these signatures, coming back to this domain.
    #[must_use]
    pub fn sealed(mut self, seal: Seal) -> Self {
        self.seal = seal;
        self
    }

    /// With a provider that says, under this key, which mails came back.
    #[must_use]
    pub fn told_of_bounces(mut self, secret: Option<&str>) -> Self {
        self.bounce_secret = secret.map(|secret| BounceSecret(secret.into()));
        self
    }

    /// With name servers to ask what receivers will find.
    #[must_use]
    pub fn looked_up_by(mut self, names: Names) -> Self {
        self.names = Some(names);
        self
    }

    /// What receivers find under the names of the sender; nothing when mails reach nobody or no name server is known.
    pub async fn look(&self, app: &App) -> Option<MailNames> {
        let names = self.names().filter(|_| !self.is_mailbox())?;
        let sender = app.house.mail_from.domain();
        Some(names.look(sender, &self.seal, app.now()).await)
    }

    pub(crate) const fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    pub(crate) fn bounce_secret(&self) -> Option<&str> {
        self.bounce_secret.as_ref().map(|secret| &*secret.0)
    }

    /// Whether mails stay in a folder.
    #[must_use]
    pub const fn is_mailbox(&self) -> bool {
        matches!(self.route, Route::Mailbox(_))
    }

    /// Whether mails stay on this machine.
    #[must_use]
    pub fn stays_here(&self) -> bool {
        match &self.route {
            Route::Mailbox(_) => true,
            Route::Smtp(relay) => relay.servers().iter().all(SmtpServer::is_this_machine),
        }
    }

    /// The folder of the mails that reach nobody.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match &self.route {
            Route::Mailbox(folder) => Some(folder),
            Route::Smtp(_) => None,
        }
    }

    pub(crate) const fn connections(&self) -> usize {
        self.connections
    }

    pub(crate) const fn rates(&self) -> Rates {
        self.rates
    }

    pub(crate) const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// What is configured, a line each, for an operator. No password shows.
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let mut lines = Vec::new();
        match &self.route {
            Route::Mailbox(folder) => {
                lines.push(format!("folder {}: reaches nobody", folder.display()));
                return lines;
            }
            Route::Smtp(relay) => {
                for server in relay.servers() {
                    lines.push(format!("server {server}"));
                }
            }
        }
        lines.push(format!("connections {}", self.connections));
        let rate = |rate: Option<crate::pace::Rate>| {
            rate.map_or_else(|| "not limited".to_owned(), |rate| rate.to_string())
        };
        lines.push(format!(
            "rate {}, to one domain {}",
            rate(self.rates.overall),
            rate(self.rates.per_domain)
        ));
        lines.extend(self.seal.describe());
        lines.push(match self.bounce_secret {
            Some(_) => "a provider may post bounces to /courriels/rebonds".to_owned(),
            None => "no provider posts bounces (PORTREA_BOUNCE_SECRET)".to_owned(),
        });
        lines
    }

    pub(crate) fn wire(&self) -> Wire {
        match &self.route {
            Route::Mailbox(folder) => Wire::Mailbox(MailboxWire::new(folder.clone())),
            Route::Smtp(relay) => Wire::Smtp(Box::new(SmtpWire::new(Arc::clone(relay)))),
        }
    }

    /// The same way out, with a memory of its own of which servers rest.
    pub(crate) fn apart(mut self) -> Self {
        if let Route::Smtp(relay) = &self.route {
            self.route = Route::Smtp(Arc::new(relay.apart()));
        }
        self
    }
}

/// A mail ready to leave: one recipient, the bytes as they will be read.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) id: MessageId,
    pub(crate) due_at: Timestamp,
    /// Where it comes back to.
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) bytes: Vec<u8>,
}

/// What one connection of a mailer sends through.
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
    pub(crate) async fn send(&mut self, mail: &Outgoing) -> Sent {
        match self {
            Self::Mailbox(wire) => Sent::Met(wire.send(mail).await),
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
