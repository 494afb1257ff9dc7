//! Limits on what can be asked again and again.

use portrea_storage::StorageError;

use crate::app::App;
use crate::token::hash_token;

const HOUR_MS: i64 = 3_600_000;

/// Counts one more use of `name` by `subject` (hashed before it is kept) and says whether it stays within `limit` an hour.
pub async fn within_limit(
    app: &App,
    name: &str,
    subject: &str,
    limit: i64,
) -> Result<bool, StorageError> {
    let period = app.now().millis() / HOUR_MS;
    let mut tx = app.storage.begin().await?;
    let count = tx
        .operations()
        .hit(name, &hash_token(subject), period)
        .await?;
    if count == 1 {
        tx.operations().forget_limits(period - 24).await?;
    }
    tx.commit().await?;
    Ok(count <= limit)
}
