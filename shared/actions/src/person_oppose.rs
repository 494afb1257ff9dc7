//! Saying no to a stream of messages, and changing one's mind.

use portrea_domain::PersonId;
use portrea_domain::message::Stream;
use portrea_storage::StorageError;

use crate::app::App;

/// The person wants no more messages of a stream. Saying it twice changes nothing.
pub async fn oppose(app: &App, person: PersonId, stream: Stream) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.people().oppose(person, stream, app.now()).await?;
    tx.commit().await
}

/// The person wants a stream again: only they can say so.
pub async fn welcome_again(
    app: &App,
    person: PersonId,
    stream: Stream,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.people().welcome_again(person, stream).await?;
    tx.commit().await
}
