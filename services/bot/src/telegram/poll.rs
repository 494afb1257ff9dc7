//! Asking Telegram for updates: stored first, acknowledged by the next question.

use std::time::Duration;

use portrea_actions::App;
use portrea_storage::InboxRow;
use teloxide::payloads::GetUpdatesSetters as _;
use teloxide::requests::Requester as _;
use teloxide::types::{AllowedUpdate, Update};
use teloxide::{Bot, RequestError};
use tokio_util::sync::CancellationToken;

use super::POLL_SECONDS;
use super::bell::Bell;
use super::store::{row, store};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// The kinds of updates that are asked for.
pub(super) const KINDS: [AllowedUpdate; 3] = [
    AllowedUpdate::Message,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::MyChatMember,
];

/// Polls until `stop`.
pub(super) async fn poll(app: &App, bot: &Bot, bell: &Bell, stop: &CancellationToken) {
    // Asking from 0 gives what nobody acknowledged yet; what was stored before a restart is recognised.
    let mut offset = 0;
    let mut wait = FIRST_WAIT;
    loop {
        let question = bot
            .get_updates()
            .offset(offset)
            .timeout(POLL_SECONDS)
            .allowed_updates(KINDS);
        let answer = tokio::select! {
            () = stop.cancelled() => return,
            answer = question => answer,
        };
        let pause = match answer {
            Ok(updates) => match keep(app, &updates).await {
                Ok(next) => {
                    offset = next.unwrap_or(offset);
                    if !updates.is_empty() {
                        bell.ring();
                    }
                    wait = FIRST_WAIT;
                    continue;
                }
                Err(error) => {
                    tracing::error!(%error, "telegram.store");
                    wait
                }
            },
            Err(RequestError::RetryAfter(seconds)) => seconds.duration(),
            Err(error) => {
                tracing::warn!(problem = kind(&error), "telegram.poll");
                wait
            }
        };
        wait = (wait * 2).min(LONGEST_WAIT);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Stores updates and gives the offset that acknowledges them.
async fn keep(app: &App, updates: &[Update]) -> Result<Option<i32>, portrea_storage::StorageError> {
    let Some(last) = updates.iter().map(|update| update.id).max() else {
        return Ok(None);
    };
    let text = |update: &Update| serde_json::to_string(update).unwrap_or_default();
    let rows: Vec<InboxRow> = updates
        .iter()
        .map(|update| row(update, text(update)))
        .collect();
    store(app, &rows).await?;
    Ok(Some(last.as_offset()))
}

/// What went wrong, in a word that holds no address and no token.
pub(super) fn kind(error: &RequestError) -> &'static str {
    match error {
        RequestError::Api(teloxide::ApiError::InvalidToken) => "token refused",
        RequestError::Api(teloxide::ApiError::TerminatedByOtherGetUpdates) => {
            "another instance asks for the same updates"
        }
        RequestError::Api(_) => "refused by Telegram",
        RequestError::MigrateToChatId(_) => "chat moved",
        RequestError::RetryAfter(_) => "too many requests",
        RequestError::Network(_) => "network",
        RequestError::InvalidJson { .. } => "unreadable answer",
        RequestError::Io(_) => "input or output",
    }
}
