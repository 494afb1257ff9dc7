//! A mail server on loopback that keeps what it accepts and misbehaves as told.

mod authority;
mod inbox;
mod script;
mod session;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

pub use authority::{Authority, Encrypted};
pub use inbox::Received;
pub use script::{Behaviour, Script};

use crate::waiting::{PATIENCE, until};
use inbox::Inbox;
use session::Encryption;

/// A running ESMTP server. Dropping it closes its port and its connections.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    inbox: Arc<Inbox>,
    server: JoinHandle<()>,
}

impl SmtpSink {
    /// Listens on a free loopback port, in the runtime of the caller.
    pub async fn start(script: Script) -> Self {
        Self::listen(script, None).await
    }

    /// Listens on a free loopback port and encrypts, under a certificate that `authority` vouches for.
    pub async fn start_encrypted(script: Script, when: Encrypted, authority: &Authority) -> Self {
        Self::listen(script, Some((when, authority.acceptor()))).await
    }

    async fn listen(script: Script, encryption: Option<(Encrypted, TlsAcceptor)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let inbox = Arc::new(Inbox::new(script));
        let server = tokio::spawn(accept(listener, encryption, Arc::clone(&inbox)));
        Self {
            address,
            inbox,
            server,
        }
    }

    /// `smtp://127.0.0.1:…`, without encryption nor password.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Adds to the script, from the next recipient on.
    pub fn on(&self, recipient: &str, behaviour: Behaviour) {
        self.inbox
            .change(|state| state.script.add(recipient, behaviour));
    }

    /// Accepted mails, oldest first. Those whose answer was dropped are accepted too.
    #[must_use]
    pub fn mails(&self) -> Vec<Received> {
        self.inbox.read(|state| state.mails.clone())
    }

    /// Waits for `count` accepted mails and gives all; panics with what came after twenty seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        let enough = || {
            let mails = self.mails();
            (mails.len() >= count).then_some(mails)
        };
        match until(self.inbox.changed(), PATIENCE, enough).await {
            Some(mails) => mails,
            None => panic!(
                "{count} mails awaited, accepted so far: {:#?}",
                self.mails()
            ),
        }
    }

    /// How many connections were opened since the start.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.inbox.read(|state| state.connections)
    }

    /// How many mails carrying this `Message-ID` (with or without angle brackets) were accepted.
    #[must_use]
    pub fn accepted(&self, message_id: &str) -> usize {
        let wanted = message_id.trim_matches(['<', '>']);
        self.accepted_by_message_id()
            .get(wanted)
            .copied()
            .unwrap_or(0)
    }

    /// Accepted mails counted by `Message-ID`, written without angle brackets, empty when absent.
    #[must_use]
    pub fn accepted_by_message_id(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for mail in self.mails() {
            *counts
                .entry(mail.message_id().unwrap_or_default())
                .or_default() += 1;
        }
        counts
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn accept(
    listener: TcpListener,
    encryption: Option<(Encrypted, TlsAcceptor)>,
    inbox: Arc<Inbox>,
) {
    let mut sessions = JoinSet::new(); // Ends the connections with the listener.
    while let Ok((stream, _)) = listener.accept().await {
        inbox.change(|state| state.connections += 1);
        let (inbox, encryption) = (Arc::clone(&inbox), encryption.clone());
        sessions.spawn(async move {
            greet(stream, encryption, &inbox).await.ok(); // A client that leaves is no failure of ours.
        });
        while sessions.try_join_next().is_some() {}
    }
}

async fn greet(
    stream: TcpStream,
    encryption: Option<(Encrypted, TlsAcceptor)>,
    inbox: &Inbox,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    match encryption {
        None => session::hold(Box::new(stream), Encryption::None, inbox).await,
        Some((Encrypted::OnRequest, acceptor)) => {
            session::hold(Box::new(stream), Encryption::OnRequest(acceptor), inbox).await
        }
        Some((Encrypted::AtOnce, acceptor)) => {
            let stream = acceptor.accept(stream).await?;
            session::hold(Box::new(stream), Encryption::Done, inbox).await
        }
    }
}
