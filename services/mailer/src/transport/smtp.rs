//! One SMTP conversation at a time, driven step by step so that it is known what the server was told.
//!
//! The connection is our own: lettre’s pool never sets `TCP_NODELAY` (44 ms a mail) and its time-outs bound the TCP
//! connection only. It is kept as long as the server can take another mail, and dropped on any doubt.

use std::error::Error as _;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use portrea_domain::message::Outcome;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Outgoing;
use super::relay::Relay;
use super::server::{Security, SmtpServer};
use super::tls;

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

/// Servers and the connection to one of them that is being reused, if any.
pub(crate) struct SmtpWire {
    relay: Arc<Relay>,
    hello: ClientId,
    patience: Patience,
    held: Option<Line>,
}

/// An open connection.
struct Line {
    connection: AsyncSmtpConnection,
    /// The server takes sender, recipient and `DATA` in one go (RFC 2920).
    pipelines: bool,
}

/// What became of a mail given to the wire.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It met this.
    Met(Outcome),
    /// No server answered: nothing was said about it.
    Unreachable(String),
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
    /// The server may still be answering something else: the connection is of no use any more.
    out_of_step: bool,
}

impl SmtpWire {
    pub(super) fn new(relay: Arc<Relay>) -> Self {
        Self {
            relay,
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
    pub(super) async fn send(&mut self, mail: &Outgoing) -> Sent {
        if let Some(held) = self.held.take() {
            match self.converse(held, mail).await {
                Err(failure) if failure.is_a_closed_door() => {}
                ended => return met(ended),
            }
        }
        match self.connect().await {
            Ok(line) => met(self.converse(line, mail).await),
            Err(reason) => Sent::Unreachable(reason),
        }
    }

    /// Says goodbye on the held connection.
    pub(super) async fn rest(&mut self) {
        if let Some(held) = self.held.take() {
            self.leave(held).await;
        }
    }

    async fn leave(&self, mut line: Line) {
        // Whether the server says goodbye too changes nothing.
        drop(timeout(self.patience.quit, line.connection.quit()).await);
    }

    /// Connects to the first server that answers.
    async fn connect(&self) -> Result<Line, String> {
        let mut seen = String::new();
        for (n, server) in self.relay.in_turn() {
            let opened = match timeout(self.patience.connect, self.open(server)).await {
                Ok(opened) => opened,
                Err(_elapsed) => Err("pas de réponse du serveur".to_owned()),
            };
            match opened {
                Ok(line) => {
                    self.relay.answered(n);
                    return Ok(line);
                }
                Err(reason) => {
                    tracing::warn!(server = %server, reason, "mail.server_unreachable");
                    self.relay.failed(n);
                    seen = reason;
                }
            }
        }
        Err(seen)
    }

    async fn open(&self, server: &SmtpServer) -> Result<Line, String> {
        let words = |error: SmtpError| error.to_string();
        let stream = TcpStream::connect((server.host.as_str(), server.port))
            .await
            .map_err(|error| error.to_string())?;
        let stream = tls::prepare(stream, server).await?;
        let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &self.hello)
            .await
            .map_err(words)?;
        let upgrade = match server.security {
            Security::StartTls => true,
            Security::Opportunistic => connection.can_starttls(),
            Security::Clear | Security::Tls => false,
        };
        if upgrade {
            connection
                .starttls(tls::parameters(server)?, &self.hello)
                .await
                .map_err(words)?;
        }
        if let Some(credentials) = &server.credentials {
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .await
                .map_err(words)?;
        }
        // lettre does not keep this one of the things the server said it can.
        let said = connection.command(Ehlo::new(self.hello.clone())).await;
        let said = said.map_err(words)?;
        let pipelines = said
            .message()
            .any(|line| line.eq_ignore_ascii_case("PIPELINING"));
        Ok(Line {
            connection,
            pipelines,
        })
    }

    /// Tells the server one mail; keeps the connection when the server can take another one.
    async fn converse(&mut self, mut line: Line, mail: &Outgoing) -> Result<(), Failure> {
        let told = self.tell(&mut line, mail).await;
        match &told {
            Ok(()) => self.held = Some(line),
            Err(failure) if failure.leaves_the_line_open() => {
                let wait = self.patience.command;
                let reset = step(Stage::Sender, wait, line.connection.command(Rset)).await;
                if reset.is_ok() {
                    self.held = Some(line);
                }
            }
            Err(failure) if failure.reply.is_some() && !failure.out_of_step => {
                self.leave(line).await;
            }
            Err(_silent) => drop(line),
        }
        told
    }

    async fn tell(&self, line: &mut Line, mail: &Outgoing) -> Result<(), Failure> {
        let sender = Mail::new(Some(mail.from.clone()), vec![]);
        let recipient = Rcpt::new(mail.to.clone(), vec![]);
        if line.pipelines {
            self.announce_at_once(&mut line.connection, &sender, &recipient)
                .await?;
        } else {
            self.announce(&mut line.connection, sender, recipient)
                .await?;
        }
        self.content(&mut line.connection, mail).await
    }

    /// Sender, recipient, `DATA`: each answer is awaited.
    async fn announce(
        &self,
        connection: &mut AsyncSmtpConnection,
        sender: Mail,
        recipient: Rcpt,
    ) -> Result<(), Failure> {
        let wait = self.patience.command;
        step(Stage::Sender, wait, connection.command(sender)).await?;
        step(Stage::Recipient, wait, connection.command(recipient)).await?;
        step(Stage::Data, wait, connection.command(Data)).await
    }

    /// The same in one go, then the three answers.
    async fn announce_at_once(
        &self,
        connection: &mut AsyncSmtpConnection,
        sender: &Mail,
        recipient: &Rcpt,
    ) -> Result<(), Failure> {
        let wait = self.patience.command;
        let together = format!("{sender}{recipient}{Data}");
        step(Stage::Sender, wait, connection.command(together))
            .await
            .map_err(Failure::in_the_middle)?;
        let recipient = step(Stage::Recipient, wait, connection.read_response()).await;
        let data = step(Stage::Data, wait, connection.read_response()).await;
        match (recipient, data) {
            (Ok(()), data) => data,
            // It waits for the content of a mail to nobody: better leave than send it.
            (Err(refused), Ok(())) => Err(refused.in_the_middle()),
            (Err(refused), Err(failure)) if failure.reply.is_none() => Err(refused.in_the_middle()),
            (Err(refused), Err(_also)) => Err(refused),
        }
    }

    async fn content(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &Outgoing,
    ) -> Result<(), Failure> {
        // lettre asks for the next piece once the former is written, and writes the dot when there is none: asking past
        // the end is the moment after which the server may have the mail. It ends the last line itself.
        let bytes = mail.bytes.strip_suffix(b"\r\n").unwrap_or(&mail.bytes);
        let mut is_dot_next = false;
        let mut pieces = std::iter::once(bytes);
        let watched = std::iter::from_fn(|| {
            let piece = pieces.next();
            is_dot_next = piece.is_none();
            piece
        });
        let wait = self.patience.content;
        let told = step(Stage::Content, wait, connection.message_iter(watched)).await;
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

fn met(ended: Result<(), Failure>) -> Sent {
    Sent::Met(ended.map_or_else(Failure::outcome, |()| Outcome::Accepted))
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
            out_of_step: true,
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
            out_of_step: false,
        }
    }

    fn in_the_middle(self) -> Self {
        Self {
            out_of_step: true,
            ..self
        }
    }

    /// Whether only this mail was refused, and the server listens to the next.
    fn leaves_the_line_open(&self) -> bool {
        let is_closing = |words: &str| words.starts_with("421");
        matches!(self.stage, Stage::Recipient | Stage::Data | Stage::Dot)
            && !self.out_of_step
            && self
                .reply
                .as_ref()
                .is_some_and(|(_, words)| !is_closing(words))
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
