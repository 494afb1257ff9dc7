//! Draining the outbox: turns of the journal while connections send.

use std::collections::VecDeque;
use std::time::Duration;

use portrea_actions::{App, doubt_message};
use portrea_domain::message::{Channel, MessageState};
use portrea_storage::{Slot, StorageError, Which};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use crate::crew::{Crew, Ended, Return};
use crate::error::MailerError;
use crate::fate::count;
use crate::guard::{Gate, gate};
use crate::pace::Pace;
use crate::transport::Transport;
use crate::turn::{Taken, Turn};

/// How long a drain goes on handing: whoever runs the mailer gives signs of life in between.
const ROUND: Duration = Duration::from_secs(20);
/// How long finished mails wait for others to be recorded with them.
const GATHER: Duration = Duration::from_millis(3);

/// Why a message may have left.
const CRASHED: &str = "arrêt du service pendant l’envoi";

/// Sends what is due, under a slot of its own.
pub struct Mailer {
    pub(crate) app: App,
    pub(crate) slot: Slot,
    pub(crate) transport: Transport,
    pub(crate) crew: Crew,
    pub(crate) pace: Pace,
    /// Taken from the outbox, not handed yet.
    pub(crate) taken: VecDeque<Taken>,
    /// Which messages were taken.
    pub(crate) which: Which,
    /// What came back from the wire and is not recorded yet.
    pub(crate) returned: Vec<Return>,
    /// No server answers, as was just seen.
    unreachable: Option<String>,
    /// Whether something may stand under this slot that is not in hand.
    has_leftovers: bool,
}

impl Mailer {
    /// A mailer that sends through `transport` and signs what it takes with `slot`. Needs a runtime: its connections
    /// are tasks, which end with it.
    #[must_use]
    pub fn new(app: App, transport: Transport, slot: Slot) -> Self {
        let transport = transport.apart();
        Self {
            crew: Crew::hire(&app, &transport),
            pace: Pace::new(transport.rates()),
            app,
            slot,
            transport,
            taken: VecDeque::new(),
            which: Which::All,
            returned: Vec::new(),
            unreachable: None,
            has_leftovers: true,
        }
    }

    /// Whether its transport can reach anybody.
    pub(crate) const fn reaches_people(&self) -> bool {
        !self.transport.is_mailbox()
    }

    /// Puts right what was left under this slot, by a former holder or by a failure: what was only taken waits again,
    /// what may have left is in doubt. So is what was left under the slots of other mailers that are gone: nobody may ever
    /// take those again. The first drain does so too.
    pub async fn recover(&mut self) -> Result<(), MailerError> {
        // What our own connections still hold is not left over: its outcome is on its way.
        self.finish().await?;
        self.recover_slot(self.slot.number).await?;
        self.taken.clear();
        self.has_leftovers = false;
        self.adopt().await
    }

    /// Puts right what mailers left that are gone.
    pub(crate) async fn adopt(&self) -> Result<(), MailerError> {
        let in_use = self
            .app
            .storage
            .read()
            .await?
            .journal()
            .slots_in_use()
            .await?;
        for number in in_use
            .into_iter()
            .filter(|number| *number != self.slot.number)
        {
            if let Some(slot) = self.slot.take_over(number).await? {
                self.recover_slot(slot.number).await?;
            }
        }
        Ok(())
    }

    async fn recover_slot(&self, slot: i64) -> Result<(), MailerError> {
        let now = self.app.now();
        let mut tx = self.app.storage.begin().await?;
        let in_doubt = tx.journal().in_doubt(slot).await?;
        let mut uncertain = 0;
        for left in &in_doubt {
            let (id, purpose) = (left.id, &left.purpose);
            let state = doubt_message(&mut tx, id, purpose, left.not_after, CRASHED, now).await?;
            uncertain += u64::from(state == MessageState::Uncertain);
        }
        let waiting = tx.journal().release(slot, now).await?;
        tx.commit().await?;
        if waiting > 0 || !in_doubt.is_empty() {
            count(MessageState::Uncertain, uncertain);
            let in_doubt = in_doubt.len();
            tracing::warn!(slot, waiting, in_doubt, uncertain, "mail.recovered");
        }
        Ok(())
    }

    /// Sends what is due, for a while; gives how many messages met a fate, or a delay. Nothing leaves while sending is
    /// held after a restore. Fails when the database or the servers cannot be reached: nothing is lost then.
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
        self.crew.rest().await;
    }

    /// Sends what is due, but begins no mail once `stop` is cancelled.
    pub(crate) async fn drain(&mut self, stop: &CancellationToken) -> Result<usize, MailerError> {
        if self.has_leftovers {
            self.recover().await?;
        }
        if !self.has_work().await? {
            return Ok(0);
        }
        self.crew.ready().await.map_err(MailerError::Unreachable)?;
        self.has_leftovers = true;
        let until = Instant::now() + ROUND;
        let mut done = 0;
        loop {
            let may_hand =
                !stop.is_cancelled() && self.unreachable.is_none() && Instant::now() < until;
            let want = if may_hand { self.crew.idle() } else { 0 };
            let turn = self.turn(want).await?;
            done += turn.settled;
            if !self.go_on(&turn, want, until, stop).await {
                break;
            }
        }
        self.finish().await?;
        self.let_go().await?;
        self.has_leftovers = false;
        match self.unreachable.take() {
            Some(reason) => Err(MailerError::Unreachable(reason)),
            None => Ok(done),
        }
    }

    /// Waits until there is something for the next turn; false when this drain has nothing more to do.
    async fn go_on(
        &mut self,
        turn: &Turn,
        want: usize,
        until: Instant,
        stop: &CancellationToken,
    ) -> bool {
        if self.crew.busy() > 0 {
            self.gather().await;
            return true;
        }
        if want == 0 {
            return false;
        }
        if turn.handed > 0 || turn.settled > 0 {
            return true;
        }
        // Everything due waits for a limit.
        let Some(next) = self.taken.iter().filter_map(|taken| taken.held_until).min() else {
            return false;
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep_until(next.min(until)) => {}
        }
        true
    }

    /// Waits for finished mails: for one, then shortly for others.
    async fn gather(&mut self) {
        let Some(first) = self.crew.next().await else {
            return;
        };
        self.keep(first);
        let deadline = Instant::now() + GATHER;
        loop {
            while let Some(back) = self.crew.next_now() {
                self.keep(back);
            }
            if self.crew.busy() <= self.returned.len() / 2 {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match timeout(left, self.crew.next()).await {
                Ok(Some(back)) => self.keep(back),
                Ok(None) | Err(_) => return,
            }
        }
    }

    /// Waits for everything in the hands of the wire and records it.
    async fn finish(&mut self) -> Result<(), MailerError> {
        while self.crew.busy() > 0 {
            self.gather().await;
        }
        if !self.returned.is_empty() {
            self.turn(0).await?;
        }
        Ok(())
    }

    async fn let_go(&mut self) -> Result<(), StorageError> {
        if !self.taken.is_empty() {
            let mut tx = self.app.storage.begin().await?;
            self.give_back(&mut tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Keeps what came back, and that no server answers when that is what it says.
    fn keep(&mut self, back: Return) {
        if let Ended::NotTried(reason) = &back.ended {
            self.unreachable = Some(reason.clone());
        }
        self.returned.push(back);
    }

    async fn has_work(&self) -> Result<bool, StorageError> {
        let mut tx = self.app.storage.read().await?;
        let Gate::Open(which) = gate(&mut tx, self.transport.is_mailbox()).await? else {
            return Ok(false);
        };
        let next = tx.outbox().next_due(Channel::Mail, which).await?;
        Ok(next.is_some_and(|due| due <= self.app.now()))
    }
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer")
            .field("slot", &self.slot.number)
            .finish_non_exhaustive()
    }
}
