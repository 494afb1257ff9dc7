//! One turn of the journal: in a single transaction the fates of finished mails are recorded, the next ones are taken and
//! asked about, and their attempt is committed. So one commit serves as many mails as there are connections.

use std::collections::HashSet;

use portrea_actions::{Verdict, check_messages, doubt_message};
use portrea_domain::message::{self, Channel, Message, MessageState, Outcome, StopReason};
use portrea_domain::person::Person;
use portrea_domain::{MessageId, Timestamp};
use portrea_post::{Draft, draft_letters};
use portrea_storage::{StorageError, Tx, Which};
use tokio::time::Instant;

use crate::crew::{Ended, Job, Return, ended_by};
use crate::drain::Mailer;
use crate::error::MailerError;
use crate::fate::reason_of;
use crate::guard::{Gate, gate};
use crate::pace::Permit;

/// What the sender reads of a mail that could not be written.
const UNWRITABLE: &str = "ce message n’a pas pu être écrit";
/// How many messages a mailer may hold that wait for their turn because of a limit.
const MOST_HELD: usize = 2_000;

/// A message taken, that has not been handed yet.
pub(crate) struct Taken {
    pub(crate) message: Message,
    /// A limit holds it back until then.
    pub(crate) held_until: Option<Instant>,
}

/// What a turn did.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    /// Messages that met a fate or a delay.
    pub(crate) settled: usize,
    /// Messages handed to the wire.
    pub(crate) handed: usize,
}

/// Fates of a turn, counted once they are committed.
#[derive(Default)]
struct Tally(Vec<(MessageId, MessageState)>);

impl Mailer {
    /// Records what came back and hands up to `want` mails.
    pub(crate) async fn turn(&mut self, want: usize) -> Result<Turn, MailerError> {
        let mut tx = self.app.storage.begin().await?;
        let mut tally = Tally::default();
        self.record(&mut tx, &mut tally).await?;
        let jobs = if want == 0 {
            Vec::new()
        } else {
            match self.gate(&mut tx).await? {
                Gate::Closed => {
                    self.give_back(&mut tx).await?;
                    Vec::new()
                }
                Gate::Open(which) => self.prepare(&mut tx, want, which, &mut tally).await?,
            }
        };
        tx.commit().await?;
        self.returned.clear();
        let turn = Turn {
            settled: tally.tell(),
            handed: jobs.len(),
        };
        for job in jobs {
            if self.crew.give(job).is_err() {
                tracing::error!("mail.no_connection"); // Its attempt is committed: recovering shows it.
            }
        }
        Ok(turn)
    }

    /// Lets go of what was taken and not handed.
    pub(crate) async fn give_back(&mut self, tx: &mut Tx) -> Result<(), StorageError> {
        if !self.taken.is_empty() {
            let now = self.app.now();
            tx.journal().release(self.slot.number, now).await?;
            self.taken.clear();
        }
        Ok(())
    }

    async fn gate(&self, tx: &mut Tx) -> Result<Gate, MailerError> {
        if !self.slot.is_held(tx).await? {
            return Err(MailerError::SlotLost);
        }
        Ok(gate(tx, self.transport.is_mailbox()).await?)
    }

    /// Takes messages, asks the rules, drafts them and commits their attempts.
    async fn prepare(
        &mut self,
        tx: &mut Tx,
        want: usize,
        which: Which,
        tally: &mut Tally,
    ) -> Result<Vec<Job>, MailerError> {
        if which != self.which {
            self.give_back(tx).await?; // What was taken before the pause is not what may leave now.
            self.which = which;
        }
        let candidates = self.candidates(tx, want).await?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let admitted = self.admit(tx, candidates, tally).await?;
        let mails: Vec<(&Message, &Person)> = admitted
            .iter()
            .map(|(message, reader, _)| (message, reader))
            .collect();
        let drafts = draft_letters(tx, &self.app, &mails).await?;
        let mut jobs = Vec::with_capacity(admitted.len());
        for ((message, reader, permit), draft) in admitted.into_iter().zip(drafts) {
            match draft {
                Ok(draft) => jobs.push(job(message, reader, draft, permit)),
                Err(error) => self.end(tx, &message, ended_by(error), tally).await?,
            }
        }
        let ids: Vec<MessageId> = jobs.iter().map(|job| job.message.id).collect();
        let now = self.app.now();
        let handed = tx.journal().hand(&ids, self.slot.number, now).await?;
        let handed: HashSet<MessageId> = handed.into_iter().collect();
        // The others were settled by somebody else meanwhile.
        jobs.retain(|job| handed.contains(&job.message.id));
        Ok(jobs)
    }

    /// Up to `want` messages that no limit is known to hold back, from those taken and, when they do not suffice, from the
    /// outbox.
    async fn candidates(&mut self, tx: &mut Tx, want: usize) -> Result<Vec<Message>, StorageError> {
        let instant = Instant::now();
        let is_free = |taken: &Taken| taken.held_until.is_none_or(|until| until <= instant);
        let free = self.taken.iter().filter(|taken| is_free(taken)).count();
        if free < want && self.taken.len() < MOST_HELD {
            let limit = i64::try_from(4 * self.transport.connections()).unwrap_or(i64::MAX);
            let now = self.app.now();
            let more = tx
                .outbox()
                .claim(
                    self.slot.number,
                    Channel::Mail,
                    now,
                    limit.clamp(20, 200),
                    self.which,
                )
                .await?;
            self.taken.extend(more.into_iter().map(|message| Taken {
                message,
                held_until: None,
            }));
        }
        let mut candidates = Vec::with_capacity(want);
        let mut rest = std::collections::VecDeque::with_capacity(self.taken.len());
        for taken in self.taken.drain(..) {
            if candidates.len() < want && is_free(&taken) {
                candidates.push(taken.message);
            } else {
                rest.push_back(taken);
            }
        }
        self.taken = rest;
        Ok(candidates)
    }

    /// Asks the rules and the limits; what may leave now comes back, the rest is settled or held.
    async fn admit(
        &mut self,
        tx: &mut Tx,
        candidates: Vec<Message>,
        tally: &mut Tally,
    ) -> Result<Vec<(Message, Person, Permit)>, MailerError> {
        let verdicts = check_messages(tx, &self.app, &candidates).await?;
        let mut admitted = Vec::with_capacity(candidates.len());
        for (message, verdict) in candidates.into_iter().zip(verdicts) {
            match verdict {
                Verdict::Stop(reason) => {
                    self.end(tx, &message, Ended::Stopped(reason), tally)
                        .await?;
                }
                Verdict::Later(due_at) => self.wait(tx, &message, due_at, tally).await?,
                Verdict::Send(reader) => {
                    let domain = reader.email.as_ref().map_or("", |email| email.domain());
                    match self.pace.admit(domain) {
                        Ok(permit) => admitted.push((message, reader, permit)),
                        Err(until) => self.taken.push_back(Taken {
                            message,
                            held_until: Some(until),
                        }),
                    }
                }
            }
        }
        Ok(admitted)
    }

    /// Writes down everything that came back.
    async fn record(&self, tx: &mut Tx, tally: &mut Tally) -> Result<(), MailerError> {
        let now = self.app.now();
        let is_accepted = |back: &&Return| matches!(back.ended, Ended::Met(Outcome::Accepted));
        let accepted: Vec<MessageId> = self
            .returned
            .iter()
            .filter(is_accepted)
            .map(|back| back.message.id)
            .collect();
        tx.journal().accept(&accepted, now).await?;
        for id in accepted {
            tally.add(id, MessageState::Accepted);
        }
        for back in self.returned.iter().filter(|back| !is_accepted(back)) {
            match &back.ended {
                Ended::Met(outcome) => {
                    self.record_outcome(tx, &back.message, &back.reader, outcome, tally)
                        .await?;
                }
                Ended::NotTried(reason) => {
                    let id = back.message.id;
                    let slot = self.slot.number;
                    tx.journal().return_untried(id, slot, reason, now).await?;
                    tally.add(id, MessageState::Queued);
                }
                Ended::Unwritable(why) => {
                    let ended = Ended::Unwritable(why.clone());
                    self.end(tx, &back.message, ended, tally).await?;
                }
                Ended::Stopped(reason) => {
                    let ended = Ended::Stopped(*reason);
                    self.end(tx, &back.message, ended, tally).await?;
                }
            }
        }
        Ok(())
    }

    /// Writes down what the wire said, and that an address does not work when that is what it said.
    async fn record_outcome(
        &self,
        tx: &mut Tx,
        message: &Message,
        reader: &Person,
        outcome: &Outcome,
        tally: &mut Tally,
    ) -> Result<(), MailerError> {
        let now = self.app.now();
        let reason = reason_of(outcome, reader);
        let (state, due_at) = message::after(outcome, message.attempts + 1, now, message.not_after);
        let state = if state == MessageState::Uncertain {
            let (id, purpose) = (message.id, &message.purpose);
            doubt_message(tx, id, purpose, message.not_after, &reason, now).await?
        } else {
            self.settle(tx, message.id, state, due_at, &reason).await?;
            state
        };
        if let (Outcome::Refused { bounced: true, .. }, Some(email)) = (outcome, &reader.email) {
            tx.addresses().note_hard(email, &reason, now).await?;
        }
        tally.add(message.id, state);
        Ok(())
    }

    /// Settles a message about which nothing was said on the wire, for good.
    async fn end(
        &self,
        tx: &mut Tx,
        message: &Message,
        ended: Ended,
        tally: &mut Tally,
    ) -> Result<(), StorageError> {
        let (state, words) = match ended {
            Ended::Stopped(reason) => (MessageState::Suppressed, reason.label()),
            Ended::Unwritable(why) => {
                tracing::error!(message.id = %message.id, error = why, "mail.unwritable");
                (MessageState::GivenUp, UNWRITABLE)
            }
            Ended::Met(_) | Ended::NotTried(_) => {
                (MessageState::Suppressed, StopReason::Gone.label())
            }
        };
        self.settle(tx, message.id, state, message.due_at, words)
            .await?;
        tally.add(message.id, state);
        Ok(())
    }

    /// Its time is not now after all.
    async fn wait(
        &self,
        tx: &mut Tx,
        message: &Message,
        due_at: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), StorageError> {
        let state = MessageState::Queued;
        self.settle(tx, message.id, state, due_at, "").await?;
        tally.add(message.id, state);
        Ok(())
    }

    async fn settle(
        &self,
        tx: &mut Tx,
        id: MessageId,
        state: MessageState,
        due_at: Timestamp,
        words: &str,
    ) -> Result<(), StorageError> {
        let (slot, now) = (self.slot.number, self.app.now());
        tx.journal()
            .settle(id, slot, state, due_at, words, now)
            .await
    }
}

fn job(message: Message, reader: Person, draft: Draft, permit: Permit) -> Job {
    Job {
        message,
        reader,
        draft,
        permit,
    }
}

impl Tally {
    fn add(&mut self, id: MessageId, state: MessageState) {
        self.0.push((id, state));
    }

    /// Counts and logs the fates; gives how many there are.
    fn tell(self) -> usize {
        for (id, state) in &self.0 {
            crate::fate::count(*state, 1);
            tracing::info!(message.id = %id, state = state.as_str(), "mail.settled");
        }
        self.0.len()
    }
}
