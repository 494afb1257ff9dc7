//! The Telegram bot: the Bot API through teloxide's types and calls, nothing more of it.
//!
//! Three tasks that meet only in the database, each of which may stop at any instant without losing anything:
//!
//! - receiving ([`webhook`] or the poll): an update is stored in the inbox before it is acknowledged;
//! - processing: the inbox is drained in order within each chat, chats in parallel; each answer is a `turn` row;
//! - delivering: pending turns leave in order within each chat, within Telegram's limits.

mod bell;
mod deliver;
mod incoming;
mod message;
mod pace;
mod poll;
mod process;
mod setup;
mod store;
pub mod webhook;

use std::path::PathBuf;
use std::time::Duration;

use portrea_actions::App;
use portrea_startup::TelegramSettings;
use portrea_storage::SlotKeeper;
use teloxide::Bot;
use tokio_util::sync::CancellationToken;

use bell::Bell;

/// How long a call that answers at once may take.
const CALL: Duration = Duration::from_secs(10);
/// How long a poll is held by Telegram when nothing happens, in seconds.
const POLL_SECONDS: u32 = 30;

/// The bot as it is configured. Cloning it shares it: the webhook wakes the tasks of [`run`].
#[derive(Clone, Debug)]
pub struct Telegram {
    settings: TelegramSettings,
    bell: Bell,
}

/// Why the bot cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TelegramError {
    /// The address of the Bot API server cannot be used.
    #[error("PORTREA_TELEGRAM_API_URL is not an address: {0}")]
    ApiUrl(String),
    /// The HTTP client cannot be built.
    #[error("HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

impl Telegram {
    /// The bot of these settings.
    #[must_use]
    pub fn new(settings: TelegramSettings) -> Self {
        Self {
            settings,
            bell: Bell::default(),
        }
    }

    /// The secret of the webhook, when updates come that way.
    #[must_use]
    pub fn webhook_secret(&self) -> Option<&str> {
        self.settings.webhook_secret.as_deref()
    }

    /// A client of the Bot API whose calls last at most `limit`.
    fn bot(&self, limit: Duration) -> Result<Bot, TelegramError> {
        let client = reqwest::Client::builder()
            .connect_timeout(CALL)
            .timeout(limit)
            .build()?;
        let bot = Bot::with_client(self.settings.token.clone(), client);
        match &self.settings.api_url {
            None => Ok(bot),
            Some(url) => match url.parse() {
                Ok(url) => Ok(bot.set_api_url(url)),
                Err(_unreadable) => Err(TelegramError::ApiUrl(url.clone())),
            },
        }
    }
}

/// How long a second process waits before it asks again whether the first is gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs the bot until `stop`. Telegram being away is no failure: it is waited for. Only one process at a time asks,
/// answers and delivers, whoever holds the lock of the job (in `folder` when the database is a file); the webhook of
/// the others still stores what comes.
pub async fn run(
    app: App,
    telegram: Telegram,
    folder: PathBuf,
    stop: CancellationToken,
) -> Result<(), TelegramError> {
    let keeper = SlotKeeper::new(app.storage.clone(), &folder);
    let _turn = loop {
        match keeper.take_only("bot").await {
            Ok(Some(turn)) => break turn,
            Ok(None) => tracing::debug!("bot.waits"),
            Err(error) => tracing::error!(%error, "bot.turn"),
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(PATIENCE) => {}
        }
    };
    let bot = telegram.bot(CALL)?;
    let listener = telegram.bot(Duration::from_secs(u64::from(POLL_SECONDS)) + CALL)?;
    let bell = &telegram.bell;
    let receive = async {
        setup::introduce(&app, &bot, telegram.webhook_secret(), &stop).await;
        if telegram.webhook_secret().is_none() {
            poll::poll(&app, &listener, bell, &stop).await;
        }
    };
    tokio::join!(
        receive,
        process::process(&app, &bot, bell, &stop),
        deliver::deliver(&app, &bot, bell, &stop)
    );
    Ok(())
}
