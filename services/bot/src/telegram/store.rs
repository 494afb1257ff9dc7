//! Storing updates in the inbox, which is what makes it safe to acknowledge them.

use portrea_actions::App;
use portrea_domain::conversation::ChatChannel;
use portrea_storage::{InboxRow, StorageError};
use teloxide::types::Update;

/// Stores updates in one transaction; those that came already are left as they are.
pub(super) async fn store(app: &App, rows: &[InboxRow]) -> Result<(), StorageError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    for row in rows {
        tx.inbox().store(ChatChannel::Telegram, row, now).await?;
    }
    tx.commit().await
}

/// The row of an update, with the chat it must be processed in order with.
pub(super) fn row(update: &Update, body: String) -> InboxRow {
    let address = update
        .chat()
        .map(|chat| chat.id.to_string())
        .unwrap_or_default();
    InboxRow {
        update_id: i64::from(update.id.0),
        address,
        body,
    }
}
