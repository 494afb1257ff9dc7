//! Agreeing to be named, with one's address, in what the participants of a meeting read.

use portrea_domain::{EventId, PersonId};
use portrea_storage::StorageError;

use crate::app::App;

/// A person agrees, or no longer does. Saying it twice changes nothing.
pub async fn agree_to_minutes(
    app: &App,
    event: EventId,
    person: PersonId,
    agrees: bool,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    if agrees {
        tx.attendance().agree(event, person, app.now()).await?;
    } else {
        tx.attendance().withdraw(event, person).await?;
    }
    tx.commit().await
}
