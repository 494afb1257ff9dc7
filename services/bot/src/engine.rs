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
mod load;
mod turns;

use portrea_actions::{ActionError, App};
use portrea_domain::conversation::{ChatChannel, Conversation, Delivery, Speaker};
use portrea_domain::{ConversationId, PersonId};
use portrea_storage::{StorageError, Tx};

use crate::core::{Incoming, Outgoing, State, View, step};

pub use effects::link_address;
pub use turns::Body;

/// How many times a step is redone when somebody else stepped in the same exchange meanwhile.
const TRIES: usize = 5;
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
        let held = app
            .storage
            .read()
            .await?
            .conversations()
            .by_address(chat.channel, chat.address)
            .await?;
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
        if let Some(handled) = keep(app, chat, version, session, body, origin).await? {
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
                incoming = Incoming::Outcome(effects::carry_out(app, &mut session, effect).await?)
            }
        }
    }
    Ok(session)
}

/// Keeps the exchange; nothing when somebody stepped meanwhile and it must be redone.
async fn keep(
    app: &App,
    chat: Chat<'_>,
    version: i64,
    session: Session,
    body: Option<Body>,
    origin: Origin,
) -> Result<Option<Handled>, StorageError> {
    let mut tx = app.storage.begin().await?;
    let taken = take(&mut tx, app, chat).await?;
    if taken.version != version + 1 {
        return Ok(None);
    }
    if !first_time(&mut tx, app, chat.channel, origin).await? {
        return Ok(Some(Handled::Already));
    }
    let delivery = delivery_on(chat.channel);
    let person = body
        .into_iter()
        .map(|body| (Speaker::Person, body.write(), Delivery::None));
    let house = session
        .said
        .into_iter()
        .map(|said| (Speaker::House, Body::House(said).write(), delivery));
    let turns: Vec<_> = person.chain(house).collect();
    let conversation = Conversation {
        state: session.state.write(),
        person_id: session.person,
        closed: false,
        ..taken
    };
    tx.conversations().save(&conversation).await?;
    tx.conversations()
        .say(conversation.id, &turns, app.now())
        .await?;
    tx.commit().await?;
    Ok(Some(Handled::Answered))
}

/// Says one thing to a chat that has heard nothing yet, outside of any conversation: to a group, for instance.
pub async fn say_once(
    app: &App,
    chat: Chat<'_>,
    said: Outgoing,
    update: i64,
) -> Result<Handled, StorageError> {
    let mut tx = app.storage.begin().await?;
    if !first_time(&mut tx, app, chat.channel, Origin::Update(update)).await? {
        return Ok(Handled::Already);
    }
    let taken = take(&mut tx, app, chat).await?;
    if tx.conversations().turns(taken.id, 1).await?.is_empty() {
        let turn = (
            Speaker::House,
            Body::House(said).write(),
            delivery_on(chat.channel),
        );
        tx.conversations().say(taken.id, &[turn], app.now()).await?;
    }
    tx.commit().await?;
    Ok(Handled::Answered)
}

/// Notes that a chat refuses us, or welcomes us again. A chat that never was stays so.
pub async fn close(
    app: &App,
    chat: Chat<'_>,
    closed: bool,
    update: i64,
) -> Result<Handled, StorageError> {
    let mut tx = app.storage.begin().await?;
    if !first_time(&mut tx, app, chat.channel, Origin::Update(update)).await? {
        return Ok(Handled::Already);
    }
    if tx
        .conversations()
        .by_address(chat.channel, chat.address)
        .await?
        .is_some()
    {
        let taken = take(&mut tx, app, chat).await?;
        tx.conversations()
            .save(&Conversation { closed, ..taken })
            .await?;
    }
    tx.commit().await?;
    Ok(Handled::Answered)
}

/// Passes over an update that calls for no answer.
pub async fn pass_over(
    app: &App,
    channel: ChatChannel,
    update: i64,
) -> Result<Handled, StorageError> {
    let mut tx = app.storage.begin().await?;
    let first = first_time(&mut tx, app, channel, Origin::Update(update)).await?;
    tx.commit().await?;
    Ok(if first {
        Handled::Answered
    } else {
        Handled::Already
    })
}

async fn take(tx: &mut Tx, app: &App, chat: Chat<'_>) -> Result<Conversation, StorageError> {
    let id = ConversationId::mint(app.now(), &*app.entropy);
    tx.conversations()
        .take(id, chat.channel, chat.address, app.now())
        .await
}

async fn first_time(
    tx: &mut Tx,
    app: &App,
    channel: ChatChannel,
    origin: Origin,
) -> Result<bool, StorageError> {
    match origin {
        Origin::Update(update) => tx.inbox().processed(channel, update, app.now()).await,
        Origin::Page { .. } => Ok(true),
    }
}

/// The page shows what is said; other channels must be told.
const fn delivery_on(channel: ChatChannel) -> Delivery {
    match channel {
        ChatChannel::Web => Delivery::None,
        ChatChannel::Telegram => Delivery::Pending,
    }
}
