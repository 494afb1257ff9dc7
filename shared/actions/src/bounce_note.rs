//! Noting that a mail address does not work.

use portrea_domain::person::EmailAddress;
use portrea_storage::StorageError;

use crate::app::App;

/// Notes that mail to an address bounced: nothing is sent there any more until it is corrected.
pub async fn note_bounce(
    app: &App,
    email: &EmailAddress,
    reason: &str,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.people().note_bounce(email, reason, app.now()).await?;
    tx.commit().await
}
