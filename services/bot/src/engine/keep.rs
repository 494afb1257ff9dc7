//! Keeping an exchange: one transaction, and only the first time.

use portrea_actions::App;
use portrea_domain::ConversationId;
use portrea_domain::conversation::{ChatChannel, Conversation, Delivery, Speaker};
use portrea_storage::{StorageError, Tx};

use super::{Body, Chat, Handled, Origin, Session};
use crate::core::Outgoing;

/// Keeps the exchange; nothing when somebody stepped meanwhile and it must be redone.
pub(super) async fn keep(
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
