//! One flow for every channel: take the exchange, load what is known, step, carry out, keep.
//!
//! Actions open their own transactions and SQLite has one writer, so nothing is held while they run. In order:
//!
//! 1. read where the exchange stands and its version;
//! 2. step with fresh data; carry out the effect through an action; step again with its outcome, until something is said;
//! 3. in one transaction: take the exchange, check that the version is the one read (else everything is redone from the
//!    new state), mark the update processed, keep the state and what was said.
//!
//! A crash between 2 and 3 leaves an effect carried out and its update unprocessed: the update is replayed from the
//! same state. That is harmless by the nature of each effect: saving the same answers in a draft changes nothing (a new
//! service has its id since the step before); a draft already published is empty, which the core sees and says;
//! vouching twice adds an observation that says the same; an invitation already answered so is not answered again.

mod effects;
mod keep;
mod load;
mod turns;

use portrea_actions::{ActionError, App};
use portrea_domain::PersonId;
use portrea_domain::conversation::{ChatChannel, Conversation};
use portrea_storage::StorageError;

use crate::core::{Incoming, Outgoing, State, View, step};

pub use effects::link_address;
pub use keep::{close, pass_over, say_once};
pub use turns::Body;

/// How many times a step is redone when somebody else stepped in the same exchange meanwhile.
const TRIES: usize = 8;
/// One thing that comes in causes at most so many effects.
const EFFECTS: usize = 4;

/// Where an exchange takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chat<'a> {
    /// The channel.
    pub channel: ChatChannel,
    /// The address on it.
    pub address: &'a str,
}

/// What makes sure that something that comes twice is answered once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An update of the inbox.
    Update(i64),
    /// A form of the page that showed the exchange up to this turn.
    Page {
        /// The last turn shown.
        seen: i64,
    },
}

/// What became of what came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It was answered now.
    Answered,
    /// It had been answered before: nothing was said.
    Already,
}

/// Why something could not be answered now.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// An action failed.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// Too many steps at once in the same exchange.
    #[error("the exchange kept changing")]
    Busy,
}

impl From<StorageError> for EngineError {
    fn from(error: StorageError) -> Self {
        Self::Action(error.into())
    }
}

/// An exchange under way, before it is kept.
struct Session {
    person: Option<PersonId>,
    state: State,
    said: Vec<Outgoing>,
}

/// Answers what came in, once.
pub async fn handle(
    app: &App,
    chat: Chat<'_>,
    incoming: &Incoming,
    origin: Origin,
) -> Result<Handled, EngineError> {
    for _ in 0..TRIES {
        let mut tx = app.storage.read().await?;
        let held = tx
            .conversations()
            .by_address(chat.channel, chat.address)
            .await?;
        // Read after the exchange: an update somebody else answers meanwhile moves its version, and is met here next.
        if let Origin::Update(update) = origin
            && tx.inbox().is_processed(chat.channel, update).await?
        {
            return Ok(Handled::Already);
        }
        drop(tx);
        let body = turns::body_of(app, held.as_ref(), incoming).await?;
        if let (Origin::Page { seen }, Some(held), Some(body)) = (origin, &held, &body)
            && turns::is_repeated(app, held, body, seen).await?
        {
            return Ok(Handled::Already);
        }
        let session = run(app, chat, held.as_ref(), incoming.clone()).await?;
        if let Some(person) = session.person {
            effects::give_links(app, person, &session.said).await?;
        }
        let version = held.map_or(0, |held| held.version);
        if let Some(handled) = keep::keep(app, chat, version, session, body, origin).await? {
            return Ok(handled);
        }
    }
    Err(EngineError::Busy)
}

/// What is known to an exchange: what a page shows before anything was said.
pub async fn view(
    app: &App,
    channel: ChatChannel,
    held: Option<&Conversation>,
) -> Result<View, StorageError> {
    let state = held
        .map(|held| State::read(&held.state))
        .unwrap_or_default();
    load::view(
        app,
        channel,
        held.and_then(|held| held.person_id),
        &state.granted,
    )
    .await
}

/// Steps and carries out until something is said.
async fn run(
    app: &App,
    chat: Chat<'_>,
    held: Option<&Conversation>,
    mut incoming: Incoming,
) -> Result<Session, EngineError> {
    let mut session = Session {
        person: held.and_then(|held| held.person_id),
        state: held
            .map(|held| State::read(&held.state))
            .unwrap_or_default(),
        said: Vec::new(),
    };
    for _ in 0..EFFECTS {
        let view = load::view(app, chat.channel, session.person, &session.state.granted).await?;
        let next = step(&session.state, &incoming, &view);
        session.state = next.state;
        session.said.extend(next.outgoing);
        match next.effect {
            None => break,
            Some(effect) => {
                incoming = Incoming::Outcome(effects::carry_out(app, &mut session, effect).await?);
            }
        }
    }
    Ok(session)
}
