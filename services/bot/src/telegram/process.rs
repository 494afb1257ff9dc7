//! Draining the inbox: in order within each chat, chats in parallel.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use portrea_actions::App;
use portrea_domain::conversation::ChatChannel;
use portrea_storage::{InboxRow, StorageError};
use teloxide::Bot;
use teloxide::requests::Requester as _;
use teloxide::types::{CallbackQueryId, Update};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::bell::Bell;
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

/// What became of a look at the inbox.
#[derive(Default)]
struct Drained {
    /// How many updates were processed.
    done: usize,
    /// Updates that failed and stay.
    failed: Vec<i64>,
}

/// Processes until `stop`; what is under way is finished.
pub(super) async fn process(app: &App, bot: &Bot, bell: &Bell, stop: &CancellationToken) {
    let mut listener = bell.listen();
    let mut failures: HashMap<i64, u32> = HashMap::new();
    loop {
        let going_on = match drain(app, bot, &mut failures).await {
            Ok(drained) => {
                if drained.done > 0 {
                    bell.ring();
                }
                match drained {
                    Drained { failed, .. } if !failed.is_empty() => pause(stop).await,
                    Drained { done: 0, .. } => listener.wait(LOOK, stop).await,
                    Drained { .. } => !stop.is_cancelled(),
                }
            }
            Err(error) => {
                tracing::error!(%error, "telegram.inbox");
                pause(stop).await
            }
        };
        if !going_on {
            return;
        }
    }
}

/// Something failed: it is not tried again at once, whoever rings.
async fn pause(stop: &CancellationToken) -> bool {
    tokio::time::timeout(LOOK, stop.cancelled()).await.is_err()
}

/// Processes what waits.
async fn drain(
    app: &App,
    bot: &Bot,
    failures: &mut HashMap<i64, u32>,
) -> Result<Drained, StorageError> {
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
    let drained = answer_all(app, bot, chats.into_values()).await;
    for &update in &drained.failed {
        give_up(app, failures, update).await?;
    }
    Ok(drained)
}

/// Chats side by side, so many at a time.
async fn answer_all(app: &App, bot: &Bot, chats: impl Iterator<Item = Vec<InboxRow>>) -> Drained {
    let mut drained = Drained::default();
    let mut running: JoinSet<(usize, Option<i64>)> = JoinSet::new();
    for rows in chats {
        if running.len() >= CHATS {
            drained.count(running.join_next().await);
        }
        running.spawn(one_chat(app.clone(), bot.clone(), rows));
    }
    while let ended @ Some(_) = running.join_next().await {
        drained.count(ended);
    }
    drained
}

impl Drained {
    fn count(&mut self, ended: Option<Result<(usize, Option<i64>), JoinError>>) {
        match ended {
            Some(Ok((done, failed))) => {
                self.done += done;
                self.failed.extend(failed);
            }
            Some(Err(_panicked)) => tracing::error!("telegram.panic"),
            None => {}
        }
    }
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
