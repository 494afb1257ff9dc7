//! One SMTP connection, from greeting to goodbye.

use std::io;
use std::ops::ControlFlow;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use super::inbox::{Inbox, Received};
use super::script::Behaviour;

/// Longest mail taken, in bytes, as announced by `SIZE`.
const MAX_SIZE: usize = 10 * 1024 * 1024;
const MAX_LINE: u64 = 64 * 1024;

/// Whether the connection goes on.
type Next = io::Result<ControlFlow<()>>;

/// What a sink speaks over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// How a conversation is encrypted.
#[derive(Clone)]
pub(super) enum Encryption {
    /// It is not.
    None,
    /// When the client asks for it.
    OnRequest(TlsAcceptor),
    /// It is already.
    Done,
}

/// Serves one client until one side closes. Fails when the client leaves in the middle.
pub(super) async fn hold(
    stream: Box<dyn Stream>,
    encryption: Encryption,
    inbox: &Inbox,
) -> io::Result<()> {
    let mut session = Session {
        stream: BufReader::new(stream),
        encryption,
        inbox,
        envelope: None,
        accepted: 0,
        is_signed_in: false,
    };
    session.write("220 sink ESMTP").await?;
    while let Some(line) = session.line().await? {
        let command = String::from_utf8_lossy(&line).trim_end().to_owned();
        if command.eq_ignore_ascii_case("STARTTLS")
            && let Encryption::OnRequest(acceptor) = session.encryption.clone()
        {
            session.write("220 2.0.0 Go ahead").await?;
            let clear = session.stream.into_inner();
            let encrypted: Box<dyn Stream> = Box::new(acceptor.accept(clear).await?);
            session.stream = BufReader::new(encrypted);
            session.encryption = Encryption::Done;
            session.envelope = None;
            continue;
        }
        if session.obey(&command).await?.is_break() {
            break;
        }
    }
    session.stream.get_mut().shutdown().await
}

struct Session<'inbox> {
    stream: BufReader<Box<dyn Stream>>,
    encryption: Encryption,
    inbox: &'inbox Inbox,
    envelope: Option<Envelope>,
    accepted: usize,
    is_signed_in: bool,
}

#[derive(Default)]
struct Envelope {
    from: String,
    to: Vec<String>,
    ending: Ending,
}

/// What happens at the end of the mail: the harshest of what its recipients call for.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    #[default]
    Accept,
    Delay(Duration),
    DropAfterDot,
    DropBeforeDot,
}

impl Session<'_> {
    async fn obey(&mut self, command: &str) -> Next {
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                self.envelope = None;
                let abilities = self.abilities();
                self.reply(&abilities).await
            }
            "HELO" | "RSET" => {
                self.envelope = None;
                self.reply("250 2.0.0 Ok").await
            }
            "AUTH" => self.sign_in(argument).await,
            "NOOP" => self.reply("250 2.0.0 Ok").await,
            "MAIL" => self.mail(argument).await,
            "RCPT" => self.recipient(argument).await,
            "DATA" => self.data().await,
            "QUIT" => self.reply_and_close("221 2.0.0 Bye").await,
            _ => self.reply("500 5.5.1 Unknown command").await,
        }
    }

    fn abilities(&self) -> String {
        let mut abilities = "250-sink\r\n250-8BITMIME\r\n".to_owned();
        if self.inbox.read(|state| state.script.pipelines()) {
            abilities.push_str("250-PIPELINING\r\n");
        }
        if matches!(self.encryption, Encryption::OnRequest(_)) {
            abilities.push_str("250-STARTTLS\r\n");
        } else if self.inbox.read(|state| state.script.asks_for_password()) {
            abilities.push_str("250-AUTH PLAIN LOGIN\r\n");
        }
        abilities + &format!("250 SIZE {MAX_SIZE}")
    }

    /// `AUTH PLAIN` in one line, or `AUTH LOGIN` in three.
    async fn sign_in(&mut self, argument: &str) -> Next {
        let (mechanism, first) = argument.split_once(' ').unwrap_or((argument, ""));
        let (user, password) = if mechanism.eq_ignore_ascii_case("PLAIN") {
            let text = decoded(first);
            let mut parts = text.split('\0').skip(1).map(str::to_owned);
            (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            )
        } else {
            self.write("334 VXNlcm5hbWU6").await?;
            let user = self.line().await?.unwrap_or_default();
            self.write("334 UGFzc3dvcmQ6").await?;
            let password = self.line().await?.unwrap_or_default();
            let text = |line: Vec<u8>| decoded(String::from_utf8_lossy(&line).trim());
            (text(user), text(password))
        };
        let is_right = self
            .inbox
            .read(|state| state.script.is_password(&user, &password));
        self.is_signed_in = is_right;
        self.reply(if is_right {
            "235 2.7.0 Welcome"
        } else {
            "535 5.7.8 Wrong password"
        })
        .await
    }

    async fn mail(&mut self, argument: &str) -> Next {
        if !self.is_signed_in && self.inbox.read(|state| state.script.asks_for_password()) {
            return self.reply("530 5.7.0 Sign in first").await;
        }
        if self
            .inbox
            .read(|state| state.script.is_worn_out(self.accepted))
        {
            return self
                .reply_and_close("421 4.7.0 Enough mails on this connection")
                .await;
        }
        let Some((from, parameters)) = path(argument, "FROM:") else {
            return self.reply("501 5.5.4 MAIL FROM:<address>").await;
        };
        if self.envelope.is_some() {
            return self.reply("503 5.5.1 A mail is already under way").await;
        }
        if declared_size(parameters).is_some_and(|size| size > MAX_SIZE) {
            return self.reply("552 5.3.4 Too big").await;
        }
        self.envelope = Some(Envelope {
            from: from.to_owned(),
            ..Envelope::default()
        });
        self.reply("250 2.1.0 Ok").await
    }

    async fn recipient(&mut self, argument: &str) -> Next {
        let Some(envelope) = &mut self.envelope else {
            return self.reply("503 5.5.1 MAIL comes first").await;
        };
        let Some((to, _)) = path(argument, "TO:").filter(|(to, _)| !to.is_empty()) else {
            return self.reply("501 5.5.4 RCPT TO:<address>").await;
        };
        let ending = match self.inbox.change(|state| state.script.next(to)) {
            Behaviour::Refuse(code, text) => return self.reply(&format!("{code} {text}")).await,
            Behaviour::TempFail(_) => return self.reply("451 4.3.0 Try again later").await,
            Behaviour::Accept => Ending::Accept,
            Behaviour::Delay(time) => Ending::Delay(time),
            Behaviour::DropAfterDot => Ending::DropAfterDot,
            Behaviour::DropBeforeDot => Ending::DropBeforeDot,
        };
        envelope.to.push(to.to_owned());
        envelope.ending = envelope.ending.max(ending);
        self.reply("250 2.1.5 Ok").await
    }

    async fn data(&mut self) -> Next {
        let Some(envelope) = self.envelope.take_if(|envelope| !envelope.to.is_empty()) else {
            return self.reply("503 5.5.1 No valid recipients").await;
        };
        self.write("354 End with a dot alone on its line").await?;
        if envelope.ending == Ending::DropBeforeDot {
            self.line().await?;
            return Ok(ControlFlow::Break(()));
        }
        let data = self.body().await?;
        if data.len() > MAX_SIZE {
            return self.reply("552 5.3.4 Too big").await;
        }
        self.accepted += 1;
        let ending = envelope.ending;
        self.keep(envelope, &data);
        match ending {
            Ending::DropAfterDot => return Ok(ControlFlow::Break(())),
            Ending::Delay(time) => tokio::time::sleep(time).await,
            Ending::Accept | Ending::DropBeforeDot => {}
        }
        self.reply("250 2.0.0 Accepted").await
    }

    fn keep(&self, Envelope { from, to, .. }: Envelope, data: &[u8]) {
        let data = String::from_utf8_lossy(data).into_owned();
        let mail = Received {
            from,
            to,
            data,
            at: Instant::now(),
        };
        self.inbox.change(|state| state.mails.push(mail));
    }

    /// Lines up to the lone dot, without the dots added in front of dots.
    async fn body(&mut self) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        while let Some(line) = self.line().await? {
            if line == b".\r\n" {
                return Ok(data);
            }
            if data.len() <= MAX_SIZE {
                data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            }
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }

    /// One line with its end, or `None` when the client has closed.
    async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.stream)
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .await?;
        Ok((!line.is_empty()).then_some(line))
    }

    async fn reply(&mut self, text: &str) -> Next {
        self.write(text).await?;
        Ok(ControlFlow::Continue(()))
    }

    async fn reply_and_close(&mut self, text: &str) -> Next {
        self.write(text).await?;
        Ok(ControlFlow::Break(()))
    }

    async fn write(&mut self, text: &str) -> io::Result<()> {
        self.stream
            .write_all(format!("{text}\r\n").as_bytes())
            .await
    }
}

fn decoded(base64: &str) -> String {
    let bytes = STANDARD.decode(base64).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The address between angle brackets after `keyword`, and what follows it.
fn path<'text>(argument: &'text str, keyword: &str) -> Option<(&'text str, &'text str)> {
    let (found, rest) = argument.split_at_checked(keyword.len())?;
    if !found.eq_ignore_ascii_case(keyword) {
        return None;
    }
    rest.trim_start().strip_prefix('<')?.split_once('>')
}

fn declared_size(parameters: &str) -> Option<usize> {
    parameters.split_whitespace().find_map(|parameter| {
        parameter
            .to_ascii_uppercase()
            .strip_prefix("SIZE=")?
            .parse()
            .ok()
    })
}
