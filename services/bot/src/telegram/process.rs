//! Draining the inbox: in order within each chat, chats in parallel.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use portrea_actions::App;
use portrea_domain::conversation::ChatChannel;
use portrea_storage::{InboxRow, StorageError};
use teloxide::Bot;
use teloxide::requests::Requester as _;
use teloxide::types::{CallbackQueryId, Update};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::bell::{Bell, Listener};
use super::incoming::{Meaning, meaning};
use crate::core::{Block, Outgoing};
use crate::engine::{Chat, EngineError, Origin, close, handle, pass_over, say_once};

/// Updates looked at together.
const BATCH: i64 = 200;
/// Chats answered at the same time.
const CHATS: usize = 16;
/// An update that fails so many times is passed over, so that its chat is not stuck for ever.
const TRIES: u32 = 8;
/// How often the inbox is looked at when nobody rings: another process may have filled it.
const LOOK: Duration = Duration::from_secs(1);

/// Processes until `stop`; what is under way is finished.
pub(super) async fn process(app: &App, bot: &Bot, bell: &Bell, stop: &CancellationToken) {
    let mut listener: Listener = bell.listen();
    let mut failures: HashMap<i64, u32> = HashMap::new();
    loop {
        let drained = match drain(app, bot, &mut failures).await {
            Ok(drained) => drained,
            Err(error) => {
                tracing::error!(%error, "telegram.inbox");
                0
            }
        };
        if drained > 0 {
            bell.ring();
        }
        if stop.is_cancelled() || (drained == 0 && !listener.wait(LOOK, stop).await) {
            return;
        }
    }
}

/// Processes what waits; gives how many updates were.
async fn drain(
    app: &App,
    bot: &Bot,
    failures: &mut HashMap<i64, u32>,
) -> Result<usize, StorageError> {
    let waiting = app
        .storage
        .read()
        .await?
        .inbox()
        .waiting(ChatChannel::Telegram, BATCH)
        .await?;
    let mut chats: BTreeMap<String, Vec<InboxRow>> = BTreeMap::new();
    for row in waiting {
        chats.entry(row.address.clone()).or_default().push(row);
    }
    let mut running = JoinSet::new();
    let mut drained = 0;
    let mut finished = |ended: Result<(usize, Option<i64>), tokio::task::JoinError>| match ended {
        Ok((done, failed)) => {
            drained += done;
            failed
        }
        Err(_panicked) => {
            tracing::error!("telegram.panic");
            None
        }
    };
    let mut failed = Vec::new();
    for rows in chats.into_values() {
        if running.len() >= CHATS
            && let Some(ended) = running.join_next().await
        {
            failed.extend(finished(ended));
        }
        running.spawn(one_chat(app.clone(), bot.clone(), rows));
    }
    while let Some(ended) = running.join_next().await {
        failed.extend(finished(ended));
    }
    for update in failed {
        give_up(app, failures, update).await?;
    }
    Ok(drained)
}

/// The updates of one chat, in order; stops at the first that fails, and says which.
async fn one_chat(app: App, bot: Bot, rows: Vec<InboxRow>) -> (usize, Option<i64>) {
    for (done, row) in rows.iter().enumerate() {
        if let Err(error) = answer(&app, &bot, row).await {
            tracing::error!(%error, update = row.update_id, "telegram.update");
            return (done, Some(row.update_id));
        }
    }
    (rows.len(), None)
}

async fn answer(app: &App, bot: &Bot, row: &InboxRow) -> Result<(), EngineError> {
    let channel = ChatChannel::Telegram;
    let chat = Chat {
        channel,
        address: &row.address,
    };
    let meaning = serde_json::from_str::<Update>(&row.body)
        .map_or(Meaning::Nothing, |update| meaning(&update));
    match meaning {
        Meaning::Person(incoming, press) => {
            let answered = handle(app, chat, &incoming, Origin::Update(row.update_id));
            let (answered, ()) = tokio::join!(answered, stop_spinning(bot, press));
            answered?;
        }
        Meaning::Group => {
            say_once(app, chat, for_groups(), row.update_id).await?;
        }
        Meaning::Closed(closed) => {
            close(app, chat, closed, row.update_id).await?;
        }
        Meaning::Nothing => {
            pass_over(app, channel, row.update_id).await?;
        }
    }
    Ok(())
}

/// Tells Telegram that the press was seen, so that the button stops spinning. Too late or unknown: no matter.
async fn stop_spinning(bot: &Bot, press: Option<CallbackQueryId>) {
    if let Some(id) = press
        && let Err(error) = bot.answer_callback_query(id).await
    {
        tracing::debug!(problem = super::poll::kind(&error), "telegram.press");
    }
}

fn for_groups() -> Outgoing {
    let text = "Bonjour à tous. Je parle d’un lieu avec la personne qui s’en occupe, en tête à tête : écrivez-moi en message \
        privé, je vous répondrai avec plaisir.";
    Outgoing {
        blocks: vec![Block {
            strong: None,
            text: text.replace(" :", "\u{a0}:"),
        }],
        ..Outgoing::default()
    }
}

/// Counts a failure; after too many the update is passed over.
async fn give_up(
    app: &App,
    failures: &mut HashMap<i64, u32>,
    update: i64,
) -> Result<(), StorageError> {
    let count = failures.entry(update).or_default();
    *count += 1;
    if *count >= TRIES {
        failures.remove(&update);
        tracing::error!(update, "telegram.given_up");
        pass_over(app, ChatChannel::Telegram, update).await?;
    }
    Ok(())
}
