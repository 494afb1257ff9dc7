//! One message, from its stop rules to its fate.

use portrea_actions::{ActionError, Verdict, check_message};
use portrea_domain::Timestamp;
use portrea_domain::message::{self, Message, MessageState, Outcome, StopReason};
use portrea_domain::person::Person;
use portrea_post::{LetterError, Links, Writer, write_letter};
use portrea_storage::{StorageError, Tx};

use crate::drain::Mailer;
use crate::envelope::Envelope;
use crate::error::MailerError;
use crate::fate::{count, reason_of};
use crate::transport::Outgoing;

/// What the sender reads of a mail that could not be written.
const UNWRITABLE: &str = "ce message n’a pas pu être écrit";

/// What preparing a message came to.
enum Prepared {
    /// The attempt is committed: the wire may have it from now on.
    Handed(Person, Outgoing),
    /// It does not leave; its fate is recorded.
    Settled,
}

impl Mailer {
    /// One message from its stop rules to its fate. No transaction is held while the wire speaks.
    pub(crate) async fn deliver(&mut self, message: &Message) -> Result<(), MailerError> {
        match self.prepare(message).await? {
            Prepared::Settled => Ok(()),
            Prepared::Handed(person, outgoing) => {
                let outcome = self.wire.send(&outgoing).await;
                self.record(message, &person, outcome).await
            }
        }
    }

    async fn prepare(&self, message: &Message) -> Result<Prepared, MailerError> {
        let app = &self.app;
        let mut tx = app.storage.begin().await?;
        let person = match check_message(&mut tx, app, message).await {
            Ok(Verdict::Send(person)) => person,
            Ok(Verdict::Stop(stop)) => return self.stop(tx, message, stop).await,
            Ok(Verdict::Later(due_at)) => return self.postpone(tx, message, due_at).await,
            Err(ActionError::Storage(error @ StorageError::Database(_))) => {
                return Err(error.into());
            }
            Err(error) => return self.give_up(tx, message, &error).await,
        };
        let writer = Writer {
            tx: &mut tx,
            app,
            message,
            person: &person,
            links: Links::Real,
        };
        match write_letter(writer).await {
            Ok(letter) => {
                let envelope = Envelope {
                    message,
                    to: &person,
                };
                let outgoing = match envelope.seal(app, letter) {
                    Ok(outgoing) => outgoing,
                    Err(error) => return self.give_up(tx, message, &error).await,
                };
                let now = app.now();
                if !tx.outbox().hand(message.id, self.slot.number, now).await? {
                    return Ok(Prepared::Settled); // Somebody else settled it meanwhile.
                }
                tx.commit().await?;
                Ok(Prepared::Handed(person, outgoing))
            }
            Err(LetterError::Stop(stop)) => self.stop(tx, message, stop).await,
            Err(LetterError::Storage(StorageError::Missing(_))) => {
                self.stop(tx, message, StopReason::Gone).await
            }
            Err(LetterError::Storage(error @ StorageError::Database(_))) => Err(error.into()),
            Err(error) => self.give_up(tx, message, &error).await,
        }
    }

    /// A rule stops it.
    async fn stop(
        &self,
        mut tx: Tx,
        message: &Message,
        why: StopReason,
    ) -> Result<Prepared, MailerError> {
        let state = MessageState::Suppressed;
        self.settle(&mut tx, message, state, message.due_at, why.label())
            .await?;
        tx.commit().await?;
        Ok(Prepared::Settled)
    }

    /// Its time is not now after all.
    async fn postpone(
        &self,
        mut tx: Tx,
        message: &Message,
        due_at: Timestamp,
    ) -> Result<Prepared, MailerError> {
        let state = MessageState::Queued;
        self.settle(&mut tx, message, state, due_at, "").await?;
        tx.commit().await?;
        Ok(Prepared::Settled)
    }

    /// It cannot be written, and trying again would change nothing; what was done towards it is undone.
    async fn give_up(
        &self,
        half_done: Tx,
        message: &Message,
        why: &(dyn std::error::Error + Sync),
    ) -> Result<Prepared, MailerError> {
        drop(half_done);
        tracing::error!(message.id = %message.id, error = %why, "mail.unwritable");
        let mut tx = self.app.storage.begin().await?;
        let state = MessageState::GivenUp;
        self.settle(&mut tx, message, state, message.due_at, UNWRITABLE)
            .await?;
        tx.commit().await?;
        Ok(Prepared::Settled)
    }

    /// Writes down what the wire said, and that an address does not work when that is what it said.
    async fn record(
        &self,
        message: &Message,
        person: &Person,
        outcome: Outcome,
    ) -> Result<(), MailerError> {
        let now = self.app.now();
        let attempt = message.attempts + 1;
        let (state, due_at) = message::after(&outcome, attempt, now, message.not_after);
        let reason = reason_of(&outcome, person);
        let mut tx = self.app.storage.begin().await?;
        self.settle(&mut tx, message, state, due_at, &reason)
            .await?;
        if let (Outcome::Refused { bounced: true, .. }, Some(email)) = (&outcome, &person.email) {
            tx.people().note_bounce(email, &reason, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    async fn settle(
        &self,
        tx: &mut Tx,
        message: &Message,
        state: MessageState,
        due_at: Timestamp,
        reason: &str,
    ) -> Result<(), StorageError> {
        let now = self.app.now();
        tx.outbox()
            .settle(message.id, state, due_at, reason, now)
            .await?;
        count(state, 1);
        tracing::info!(message.id = %message.id, state = state.as_str(), "mail.settled");
        Ok(())
    }
}
