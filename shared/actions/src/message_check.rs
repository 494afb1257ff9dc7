//! The stop rules: asked again at the very instant messages are about to leave, of a whole batch at once.
//!
//! A rule looks at the messages nobody has decided about yet and decides about some of them. To add one: a function
//! `async fn name(tx, app, &mut Batch)` that asks the database once for the whole batch, called from
//! [`check_messages`] at its place in the order.

use std::collections::{HashMap, HashSet};

use portrea_domain::message::{Message, Purpose, StopReason, Stream};
use portrea_domain::person::Person;
use portrea_domain::{PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::message_pressure::not_now;
use crate::message_subject::subjects;
use crate::message_unconfirmed::leave_unconfirmed_in_peace;

/// What the rules say of a message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It leaves, to this person.
    Send(Person),
    /// It must not leave, now or ever.
    Stop(StopReason),
    /// Not now: it waits until then.
    Later(Timestamp),
}

/// Messages about to leave, who would read them, and what was decided so far.
pub(crate) struct Batch<'m> {
    messages: &'m [Message],
    readers: HashMap<PersonId, Person>,
    decided: Vec<Option<Verdict>>,
}

impl<'m> Batch<'m> {
    /// The messages nobody has decided about yet.
    pub(crate) fn open(&self) -> impl Iterator<Item = (usize, &'m Message)> {
        self.messages
            .iter()
            .enumerate()
            .filter(|(n, _)| self.decided[*n].is_none())
    }

    /// Stops every open message for which there is a reason.
    pub(crate) fn stop_if(
        &mut self,
        why: impl Fn(&Message, Option<&Person>) -> Option<StopReason>,
    ) {
        for (n, message) in self.messages.iter().enumerate() {
            if self.decided[n].is_none()
                && let Some(reason) = why(message, self.readers.get(&message.person_id))
            {
                self.decided[n] = Some(Verdict::Stop(reason));
            }
        }
    }

    /// Decides about one message.
    pub(crate) fn decide(&mut self, n: usize, verdict: Verdict) {
        if let Some(decided) = self.decided.get_mut(n) {
            *decided = Some(verdict);
        }
    }

    fn verdicts(self) -> Vec<Verdict> {
        let Self {
            messages,
            readers,
            decided,
        } = self;
        let verdict = |(decided, message): (Option<Verdict>, &Message)| {
            decided.unwrap_or_else(|| match readers.get(&message.person_id) {
                Some(person) => Verdict::Send(person.clone()),
                None => Verdict::Stop(StopReason::Gone),
            })
        };
        decided.into_iter().zip(messages).map(verdict).collect()
    }
}

/// Asks the rules about a message, in the transaction that commits its sending.
pub async fn check_message(
    tx: &mut Tx,
    app: &App,
    message: &Message,
) -> Result<Verdict, ActionError> {
    let mut verdicts = check_messages(tx, app, std::slice::from_ref(message)).await?;
    Ok(verdicts.pop().unwrap_or(Verdict::Stop(StopReason::Gone)))
}

/// Asks the rules about messages, in the transaction that commits their sending; one verdict each, in their order.
pub async fn check_messages(
    tx: &mut Tx,
    app: &App,
    messages: &[Message],
) -> Result<Vec<Verdict>, ActionError> {
    let now = app.now();
    let mut batch = Batch {
        messages,
        readers: HashMap::new(),
        decided: vec![None; messages.len()],
    };
    let bounced = readers(tx, &mut batch).await?;
    batch.stop_if(|message, _| (now > message.not_after).then_some(StopReason::TooLate));
    oppositions(tx, app, &mut batch).await?;
    batch.stop_if(|message, reader| {
        let reader = reader?;
        if reader.email.is_none() {
            Some(StopReason::NoAddress)
        } else if bounced.contains(&message.person_id) {
            Some(StopReason::Bounced)
        } else {
            None
        }
    });
    subjects(tx, app, &mut batch).await?;
    leave_unconfirmed_in_peace(tx, app, &mut batch).await?;
    not_now(tx, app, &mut batch).await?;
    Ok(batch.verdicts())
}

/// Loads who would read the batch; gives those whose address bounced.
async fn readers(tx: &mut Tx, batch: &mut Batch<'_>) -> Result<HashSet<PersonId>, StorageError> {
    let ids = distinct(batch.messages.iter().map(|message| message.person_id));
    let mut bounced = HashSet::new();
    for reader in tx.journal().readers(&ids).await? {
        if reader.bounced {
            bounced.insert(reader.person.id);
        }
        batch.readers.insert(reader.person.id, reader.person);
    }
    batch.stop_if(|_, reader| reader.is_none().then_some(StopReason::Gone));
    Ok(bounced)
}

/// What the person, or the owner of their address, does not want.
async fn oppositions(tx: &mut Tx, app: &App, batch: &mut Batch<'_>) -> Result<(), StorageError> {
    // Each part of a grouped message has a stream of its own, asked with its subject.
    let unasked = |message: &Message| {
        message.purpose.stream() != Stream::Service && message.purpose != Purpose::Grouped
    };
    let asked: Vec<&Person> = batch
        .open()
        .filter(|(_, message)| unasked(message))
        .filter_map(|(_, message)| batch.readers.get(&message.person_id))
        .collect();
    if asked.is_empty() {
        return Ok(());
    }
    let ids = distinct(asked.iter().map(|person| person.id));
    let digests: HashMap<PersonId, String> = asked
        .iter()
        .filter_map(|person| {
            let email = person.email.as_ref()?;
            Some((person.id, app.house.secret.address_digest(email)))
        })
        .collect();
    let objected: HashSet<(PersonId, Stream)> = tx
        .people()
        .oppositions_of(&ids)
        .await?
        .into_iter()
        .collect();
    let listed: Vec<String> = digests.values().cloned().collect();
    let objections: HashSet<(String, Stream)> = tx
        .addresses()
        .objections(&listed)
        .await?
        .into_iter()
        .collect();
    batch.stop_if(|message, reader| {
        let (stream, person) = (message.purpose.stream(), reader?.id);
        let by_address = digests
            .get(&person)
            .is_some_and(|digest| objections.contains(&(digest.clone(), stream)));
        let opposed = objected.contains(&(person, stream)) || by_address;
        (unasked(message) && opposed).then_some(StopReason::Opposed)
    });
    Ok(())
}

/// Each id once, in the order in which they first come.
pub(crate) fn distinct<Id: Copy + Eq + std::hash::Hash>(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}
