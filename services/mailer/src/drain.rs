//! Draining the outbox: one mail at a time, each with a fate of its own.

use portrea_actions::App;
use portrea_domain::message::{Channel, Message, MessageState};
use portrea_storage::{Slot, StorageError};
use tokio_util::sync::CancellationToken;

use crate::error::MailerError;
use crate::fate::count;
use crate::guard::is_held_in;
use crate::transport::{Transport, Wire};

/// How many messages are taken at once: what a crash gives back, and what another mailer waits for.
const BATCH: i64 = 20;

/// Sends what is due, under a slot of its own.
pub struct Mailer {
    pub(crate) app: App,
    pub(crate) slot: Slot,
    pub(crate) wire: Wire,
    is_mailbox: bool,
    /// Whether something may stand under this slot that is not in hand.
    has_leftovers: bool,
}

impl Mailer {
    /// A mailer that sends through `transport` and signs what it takes with `slot`.
    #[must_use]
    pub fn new(app: App, transport: Transport, slot: Slot) -> Self {
        Self {
            app,
            slot,
            is_mailbox: transport.is_mailbox(),
            wire: transport.into_wire(),
            has_leftovers: true,
        }
    }

    /// Whether its transport can reach anybody.
    pub(crate) const fn reaches_people(&self) -> bool {
        !self.is_mailbox
    }

    /// Puts right what was left under this slot, by a former holder or by a failure: what was only taken waits again,
    /// what may have left is uncertain. The first drain does so too.
    pub async fn recover(&mut self) -> Result<(), MailerError> {
        let mut tx = self.app.storage.begin().await?;
        let (waiting, uncertain) = tx
            .outbox()
            .recover(self.slot.number, self.app.now())
            .await?;
        tx.commit().await?;
        self.has_leftovers = false;
        if waiting + uncertain > 0 {
            count(MessageState::Uncertain, uncertain);
            tracing::warn!(
                slot = self.slot.number,
                waiting,
                uncertain,
                "mail.recovered"
            );
        }
        Ok(())
    }

    /// Sends one batch of what is due; gives how many messages met a fate, or a delay. Nothing leaves while sending is
    /// held after a restore. Fails when the database or the server cannot be reached: nothing is lost then.
    pub async fn drain_once(&mut self) -> Result<usize, MailerError> {
        self.drain(&CancellationToken::new()).await
    }

    /// Sends until nothing is due any more; gives how many messages met a fate, or a delay.
    pub async fn drain_all(&mut self) -> Result<usize, MailerError> {
        let mut total = 0;
        loop {
            let done = self.drain_once().await?;
            if done == 0 {
                self.rest().await;
                return Ok(total);
            }
            total += done;
        }
    }

    /// Lets the wire go while there is nothing to send.
    pub(crate) async fn rest(&mut self) {
        self.wire.rest().await;
    }

    /// Sends one batch, but begins no mail once `stop` is cancelled.
    pub(crate) async fn drain(&mut self, stop: &CancellationToken) -> Result<usize, MailerError> {
        if self.has_leftovers {
            self.recover().await?;
        }
        if !self.has_work().await? {
            return Ok(0);
        }
        self.wire.ready().await.map_err(MailerError::Unreachable)?;
        self.has_leftovers = true;
        let batch = self.claim().await?;
        let mut done = 0;
        for message in &batch {
            if stop.is_cancelled() {
                return Ok(done);
            }
            self.deliver(message).await?;
            done += 1;
        }
        self.has_leftovers = false;
        Ok(done)
    }

    async fn has_work(&self) -> Result<bool, StorageError> {
        let mut tx = self.app.storage.read().await?;
        if !self.is_mailbox && is_held_in(&mut tx).await? {
            return Ok(false);
        }
        let next = tx.outbox().next_due(Channel::Mail).await?;
        Ok(next.is_some_and(|due| due <= self.app.now()))
    }

    async fn claim(&self) -> Result<Vec<Message>, StorageError> {
        let mut tx = self.app.storage.begin().await?;
        let batch = tx
            .outbox()
            .claim(self.slot.number, Channel::Mail, self.app.now(), BATCH)
            .await?;
        tx.commit().await?;
        Ok(batch)
    }
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer")
            .field("slot", &self.slot.number)
            .finish_non_exhaustive()
    }
}
