//! One SMTP conversation at a time, driven step by step so that it is known what the server was told.
//!
//! The connection is our own: lettre’s pool never sets `TCP_NODELAY` (44 ms a mail) and its time-outs bound the TCP
//! connection only. It is kept after an accepted mail and dropped on any doubt.

use std::error::Error as _;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use portrea_domain::message::Outcome;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Outgoing;
use super::server::{Security, SmtpServer};

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Connection, greeting, encryption, signing in.
    connect: Duration,
    /// Each command.
    command: Duration,
    /// The content and the answer to it: servers look for viruses meanwhile.
    content: Duration,
    /// Goodbye.
    quit: Duration,
}

const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(30),
    command: Duration::from_mins(1),
    content: Duration::from_mins(5),
    quit: Duration::from_secs(2),
};

/// A server and the connection to it that is being reused, if any.
pub(crate) struct SmtpWire {
    server: SmtpServer,
    hello: ClientId,
    patience: Patience,
    held: Option<AsyncSmtpConnection>,
}

/// How far a conversation about one mail went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Sender,
    Recipient,
    Data,
    /// The content is on its way, the final dot is not.
    Content,
    /// The final dot is on its way: the server may have taken the mail.
    Dot,
}

/// Why a conversation ended before the mail was accepted.
#[derive(Debug)]
struct Failure {
    stage: Stage,
    /// The server’s code and words, when it answered.
    reply: Option<(bool, String)>,
    /// What was seen otherwise.
    seen: String,
}

impl SmtpWire {
    pub(super) fn new(server: SmtpServer) -> Self {
        Self {
            server,
            hello: ClientId::default(),
            patience: PATIENCE,
            held: None,
        }
    }

    /// Connects, unless a connection is held.
    pub(super) async fn ready(&mut self) -> Result<(), String> {
        if self.held.is_none() {
            self.held = Some(self.connect().await?);
        }
        Ok(())
    }

    /// Sends one mail. A held connection that the server closed while it was idle is replaced once: nothing had been
    /// said about this mail.
    pub(super) async fn send(&mut self, mail: &Outgoing) -> Outcome {
        if let Some(held) = self.held.take() {
            match self.converse(held, mail).await {
                Err(failure) if failure.is_a_closed_door() => {}
                ended => return ended.map_or_else(Failure::outcome, |()| Outcome::Accepted),
            }
        }
        match self.connect().await {
            Ok(connection) => self
                .converse(connection, mail)
                .await
                .map_or_else(Failure::outcome, |()| Outcome::Accepted),
            Err(reason) => Outcome::Later { reason },
        }
    }

    /// Says goodbye on the held connection.
    pub(super) async fn rest(&mut self) {
        if let Some(held) = self.held.take() {
            self.leave(held).await;
        }
    }

    async fn leave(&self, mut connection: AsyncSmtpConnection) {
        // Whether the server says goodbye too changes nothing.
        drop(timeout(self.patience.quit, connection.quit()).await);
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        match timeout(self.patience.connect, self.open()).await {
            Ok(opened) => opened,
            Err(_elapsed) => Err("pas de réponse du serveur".to_owned()),
        }
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, String> {
        let words = |error: SmtpError| error.to_string();
        let place = (self.server.host.as_str(), self.server.port);
        let mut connection = if self.server.security == Security::Tls {
            let tls = Some(self.tls()?);
            AsyncSmtpConnection::connect_tokio1(place, None, &self.hello, tls, None)
                .await
                .map_err(words)?
        } else {
            let stream = TcpStream::connect(place)
                .await
                .map_err(|error| error.to_string())?;
            stream
                .set_nodelay(true)
                .map_err(|error| error.to_string())?;
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello)
                .await
                .map_err(words)?
        };
        let upgrade = match self.server.security {
            Security::StartTls => true,
            Security::Opportunistic => connection.can_starttls(),
            Security::Clear | Security::Tls => false,
        };
        if upgrade {
            connection
                .starttls(self.tls()?, &self.hello)
                .await
                .map_err(words)?;
        }
        if let Some(credentials) = &self.server.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await
                .map_err(words)?;
        }
        Ok(connection)
    }

    fn tls(&self) -> Result<TlsParameters, String> {
        TlsParameters::new(self.server.host.clone()).map_err(|error| error.to_string())
    }

    /// Tells the server one mail; keeps the connection when it took it.
    async fn converse(
        &mut self,
        mut connection: AsyncSmtpConnection,
        mail: &Outgoing,
    ) -> Result<(), Failure> {
        let told = self.tell(&mut connection, mail).await;
        match &told {
            Ok(()) => self.held = Some(connection),
            Err(failure) if failure.reply.is_some() => self.leave(connection).await,
            Err(_silent) => drop(connection),
        }
        told
    }

    async fn tell(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &Outgoing,
    ) -> Result<(), Failure> {
        let wait = self.patience.command;
        let sender = Mail::new(Some(mail.from.clone()), vec![]);
        step(Stage::Sender, wait, connection.command(sender)).await?;
        let recipient = Rcpt::new(mail.to.clone(), vec![]);
        step(Stage::Recipient, wait, connection.command(recipient)).await?;
        step(Stage::Data, wait, connection.command(Data)).await?;
        // lettre asks for the next piece once the former is written, and writes the dot when there is none: asking past
        // the end is the moment after which the server may have the mail.
        let mut is_dot_next = false;
        let mut pieces = std::iter::once(mail.bytes.as_slice());
        let watched = std::iter::from_fn(|| {
            let piece = pieces.next();
            is_dot_next = piece.is_none();
            piece
        });
        let told = step(
            Stage::Content,
            self.patience.content,
            connection.message_iter(watched),
        )
        .await;
        told.map_err(|failure| Failure {
            stage: if is_dot_next {
                Stage::Dot
            } else {
                Stage::Content
            },
            ..failure
        })
    }
}

async fn step<T>(
    stage: Stage,
    wait: Duration,
    doing: impl Future<Output = Result<T, SmtpError>>,
) -> Result<(), Failure> {
    match timeout(wait, doing).await {
        Ok(Ok(_answer)) => Ok(()),
        Ok(Err(error)) => Err(Failure::seen(stage, &error)),
        Err(_elapsed) => Err(Failure {
            stage,
            reply: None,
            seen: "pas de réponse du serveur".to_owned(),
        }),
    }
}

impl Failure {
    fn seen(stage: Stage, error: &SmtpError) -> Self {
        let reply = error.status().map(|code| {
            let words = error.source().map(ToString::to_string).unwrap_or_default();
            (error.is_permanent(), format!("{code} {words}"))
        });
        Self {
            stage,
            reply,
            seen: error.to_string(),
        }
    }

    /// Whether the server had simply ended the connection before this mail was begun.
    fn is_a_closed_door(&self) -> bool {
        self.stage == Stage::Sender
            && self
                .reply
                .as_ref()
                .is_none_or(|(_, words)| words.starts_with("421"))
    }

    fn outcome(self) -> Outcome {
        match self.reply {
            Some((true, reason)) => Outcome::Refused {
                bounced: self.stage == Stage::Recipient && blames_the_address(&reason),
                reason,
            },
            Some((false, reason)) => Outcome::Later { reason },
            None if self.stage == Stage::Dot => Outcome::Uncertain { reason: self.seen },
            None => Outcome::Later { reason: self.seen },
        }
    }
}

/// Whether a refused recipient is at fault, and not we: policy (`5.7.x`) and signing in (`530`) are our business.
fn blames_the_address(reason: &str) -> bool {
    let mut words = reason.split_whitespace();
    let code = words.next().unwrap_or_default();
    let enhanced = words.next().unwrap_or_default();
    !code.starts_with("53") && !enhanced.starts_with("5.7.")
}

#[cfg(test)]
mod tests;
