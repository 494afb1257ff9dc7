//! Saying no to a stream of messages, and changing one's mind.
//!
//! An opposition is kept twice: with the person, and as a keyed hash of their address. So it outlives the erasure of the
//! person, and finds them again when somebody imports the same address.

use portrea_domain::PersonId;
use portrea_domain::message::Stream;
use portrea_storage::{StorageError, Tx};

use crate::app::App;

/// The person wants no more messages of a stream. Saying it twice changes nothing.
pub async fn oppose(app: &App, person: PersonId, stream: Stream) -> Result<(), StorageError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    tx.people().oppose(person, stream, now).await?;
    if let Some(digest) = digest_of(&mut tx, app, person).await? {
        tx.addresses().object(&digest, stream, now).await?;
    }
    tx.commit().await
}

/// The person wants no more messages at all, but those they ask for. Gives the streams this stops, for an undo.
pub async fn oppose_all(app: &App, person: PersonId) -> Result<Vec<Stream>, StorageError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let before = oppositions_of(&mut tx, app, person).await?;
    let mut stopped = Stream::OPPOSABLE.to_vec();
    stopped.retain(|stream| !before.contains(stream));
    let digest = digest_of(&mut tx, app, person).await?;
    for stream in &stopped {
        tx.people().oppose(person, *stream, now).await?;
        if let Some(digest) = &digest {
            tx.addresses().object(digest, *stream, now).await?;
        }
    }
    tx.commit().await?;
    Ok(stopped)
}

/// The person wants a stream again: only they can say so.
pub async fn welcome_again(
    app: &App,
    person: PersonId,
    stream: Stream,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.people().welcome_again(person, stream).await?;
    if let Some(digest) = digest_of(&mut tx, app, person).await? {
        tx.addresses().welcome_again(&digest, stream).await?;
    }
    tx.commit().await
}

/// What a person objects to, themselves or as the owner of their address. In the order of [`Stream`].
pub async fn oppositions_of(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
) -> Result<Vec<Stream>, StorageError> {
    let mut streams = tx.people().oppositions(person).await?;
    if let Some(digest) = digest_of(tx, app, person).await? {
        let objections = tx.addresses().objections(&[digest]).await?;
        streams.extend(objections.into_iter().map(|(_, stream)| stream));
    }
    streams.sort();
    streams.dedup();
    Ok(streams)
}

async fn digest_of(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
) -> Result<Option<String>, StorageError> {
    let person = tx.people().get(person).await?;
    let email = person.and_then(|person| person.email);
    Ok(email.map(|email| app.house.secret.address_digest(&email)))
}
