//! Delivering what the house said: in order within each chat, within Telegram's limits.
//!
//! A turn stays pending until Telegram has it. A crash after Telegram took a message and before that is noted sends it
//! again at the next start: a repeated question is harmless, a lost one is not.

use std::collections::HashSet;
use std::time::Duration;

use portrea_actions::App;
use portrea_domain::ConversationId;
use portrea_domain::conversation::{ChatChannel, Conversation, Delivery, Turn};
use portrea_storage::StorageError;
use teloxide::payloads::SendMessageSetters as _;
use teloxide::requests::Requester as _;
use teloxide::types::{ChatId, LinkPreviewOptions, ParseMode};
use teloxide::{ApiError, Bot, RequestError};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::bell::Bell;
use super::message::{Page, html, keyboard};
use super::pace::Pace;
use super::poll::kind;
use crate::core::Outgoing;
use crate::engine::{Body, link_address};

/// Chats looked at together.
const BATCH: i64 = 200;
/// How often turns are looked for when nobody rings: another process may have said something.
const LOOK: Duration = Duration::from_secs(1);
/// How long a chat is left alone after the network failed.
const NETWORK_WAIT: Duration = Duration::from_secs(5);
/// How long everybody is left alone after the token was refused.
const TOKEN_WAIT: Duration = Duration::from_mins(1);
/// How many turns of a chat are looked at when it refuses us.
const CLOSING: i64 = 1_000;

/// What became of one message.
enum Fate {
    /// Telegram has it, or never will: the next one may leave.
    Settled,
    /// Telegram asks for patience with this chat.
    Wait(Duration),
    /// Telegram does not know us.
    Stranger,
}

/// Delivers until `stop`; what has left is noted.
pub(super) async fn deliver(app: &App, bot: &Bot, bell: &Bell, stop: &CancellationToken) {
    let mut listener = bell.listen();
    let mut pace = Pace::default();
    let mut under_way: HashSet<ConversationId> = HashSet::new();
    let mut running: JoinSet<(ConversationId, Fate)> = JoinSet::new();
    loop {
        let wait = match launch(app, bot, &mut pace, &mut under_way, &mut running).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::error!(%error, "telegram.turns");
                LOOK
            }
        };
        tokio::select! {
            Some(ended) = running.join_next() => match ended {
                Ok((chat, fate)) => {
                    under_way.remove(&chat);
                    note(&mut pace, chat, &fate);
                }
                Err(_panicked) => {
                    tracing::error!("telegram.panic");
                    under_way.clear();
                }
            },
            going_on = listener.wait(wait, stop) => if !going_on { break },
        }
    }
    while running.join_next().await.is_some() {}
}

fn note(pace: &mut Pace, chat: ConversationId, fate: &Fate) {
    match fate {
        Fate::Settled => {}
        Fate::Wait(wait) => pace.hold(chat, Instant::now() + *wait),
        Fate::Stranger => pace.hold_everybody(Instant::now() + TOKEN_WAIT),
    }
}

/// Sends the next turn of every chat that may be written to; gives how long until another may.
async fn launch(
    app: &App,
    bot: &Bot,
    pace: &mut Pace,
    under_way: &mut HashSet<ConversationId>,
    running: &mut JoinSet<(ConversationId, Fate)>,
) -> Result<Duration, StorageError> {
    let pending = app
        .storage
        .read()
        .await?
        .conversations()
        .pending(ChatChannel::Telegram, BATCH)
        .await?;
    let mut wait = LOOK;
    for turn in pending {
        let (chat, now) = (turn.conversation_id, Instant::now());
        if under_way.contains(&chat) {
            continue;
        }
        let ready = pace.ready_at(chat, now);
        if ready > now {
            wait = wait.min(ready - now);
            continue;
        }
        pace.leaves(chat, now);
        under_way.insert(chat);
        let (app, bot) = (app.clone(), bot.clone());
        running.spawn(async move { (chat, one(&app, &bot, &turn).await) });
    }
    Ok(wait)
}

async fn one(app: &App, bot: &Bot, turn: &Turn) -> Fate {
    match send(app, bot, turn).await {
        Ok(fate) => fate,
        Err(error) => {
            tracing::error!(%error, "telegram.deliver");
            Fate::Wait(NETWORK_WAIT)
        }
    }
}

/// Sends a turn and notes what became of it. Nothing of the database is held while Telegram is spoken to.
async fn send(app: &App, bot: &Bot, turn: &Turn) -> Result<Fate, StorageError> {
    let mut tx = app.storage.read().await?;
    let Some(conversation) = tx.conversations().get(turn.conversation_id).await? else {
        return Ok(Fate::Settled);
    };
    let Some(Body::House(said)) = Body::read(&turn.body) else {
        return settle(app, turn, Delivery::Failed).await;
    };
    let Ok(chat) = conversation.address.parse().map(ChatId) else {
        return settle(app, turn, Delivery::Failed).await;
    };
    let pages = pages(&mut tx, app, &conversation, &said).await?;
    drop(tx);

    let mut call = bot
        .send_message(chat, html(&said, &pages))
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    if let Some(keyboard) = keyboard(&said, &pages) {
        call = call.reply_markup(keyboard);
    }
    match call.await {
        Ok(_sent) => settle(app, turn, Delivery::Done).await,
        Err(RequestError::RetryAfter(seconds)) => Ok(Fate::Wait(seconds.duration())),
        Err(RequestError::Api(error)) if refuses_us(&error) => shut(app, turn).await,
        Err(RequestError::Api(ApiError::InvalidToken)) => {
            tracing::error!("telegram.token_refused");
            Ok(Fate::Stranger)
        }
        // It would be refused again: the chat goes on without it.
        Err(error @ (RequestError::Api(_) | RequestError::MigrateToChatId(_))) => {
            tracing::error!(problem = kind(&error), turn = turn.n, "telegram.refused");
            settle(app, turn, Delivery::Failed).await
        }
        Err(error) => {
            tracing::warn!(problem = kind(&error), "telegram.send");
            Ok(Fate::Wait(NETWORK_WAIT))
        }
    }
}

/// Addresses carry secrets: Telegram must not open them to make a picture.
fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

/// The pages a message leads to, with their addresses of this instant.
async fn pages(
    tx: &mut portrea_storage::Tx,
    app: &App,
    conversation: &Conversation,
    said: &Outgoing,
) -> Result<Vec<Page>, StorageError> {
    let mut pages = Vec::with_capacity(said.links.len());
    for link in &said.links {
        let address = link_address(tx, app, conversation.person_id, link.to).await?;
        if let Some(address) = address.and_then(|address| address.parse().ok()) {
            pages.push((link.label.clone(), address));
        }
    }
    Ok(pages)
}

fn refuses_us(error: &ApiError) -> bool {
    match error {
        ApiError::BotBlocked
        | ApiError::UserDeactivated
        | ApiError::CantInitiateConversation
        | ApiError::ChatNotFound
        | ApiError::BotKicked
        | ApiError::BotKickedFromSupergroup
        | ApiError::BotKickedFromChannel => true,
        ApiError::Unknown(words) => words.starts_with("Forbidden"),
        _ => false,
    }
}

async fn settle(app: &App, turn: &Turn, delivery: Delivery) -> Result<Fate, StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.conversations()
        .delivered(turn.conversation_id, turn.n, delivery)
        .await?;
    tx.commit().await?;
    Ok(Fate::Settled)
}

/// The chat refuses us: it is closed, and what still waited for it will not be sent. Mail takes over.
async fn shut(app: &App, turn: &Turn) -> Result<Fate, StorageError> {
    let mut tx = app.storage.begin().await?;
    let Some(conversation) = tx.conversations().get(turn.conversation_id).await? else {
        return Ok(Fate::Settled);
    };
    let id = ConversationId::mint(app.now(), &*app.entropy);
    let taken = tx
        .conversations()
        .take(id, conversation.channel, &conversation.address, app.now())
        .await?;
    for waiting in tx.conversations().turns(taken.id, CLOSING).await? {
        if waiting.delivery == Delivery::Pending {
            tx.conversations()
                .delivered(taken.id, waiting.n, Delivery::Failed)
                .await?;
        }
    }
    tx.conversations()
        .save(&Conversation {
            closed: true,
            ..taken
        })
        .await?;
    tx.commit().await?;
    tracing::info!(conversation.id = %turn.conversation_id, "telegram.closed");
    Ok(Fate::Settled)
}
