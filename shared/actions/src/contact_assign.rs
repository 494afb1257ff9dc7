//! Saying that a contact answers for a listing.

use portrea_domain::{ListingId, PersonId};
use portrea_storage::StorageError;

use crate::app::App;

/// A person answers for a listing from now on, in every portrait where they answered for none.
pub async fn assign_contact(
    app: &App,
    person: PersonId,
    listing: ListingId,
) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.contacts().answers_for(person, listing).await?;
    tx.commit().await
}
