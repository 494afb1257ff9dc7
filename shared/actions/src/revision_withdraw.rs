//! Taking back a change that waits for the référent.

use portrea_domain::merge::{entry_of, is_of};
use portrea_domain::observation::RevisionState;
use portrea_domain::{ListingId, PersonId, RevisionId};

use crate::app::App;
use crate::error::ActionError;

/// Takes back a change its author no longer asks for, with the rest of its entry when it is about one. Says whether
/// anything still waited: a référent may have decided meanwhile.
pub async fn withdraw_revision(
    app: &App,
    person: PersonId,
    listing: ListingId,
    revision: RevisionId,
) -> Result<bool, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    tx.listings().lock(listing).await?;
    let mut own = tx.reviews().waiting(listing).await?;
    own.retain(|review| review.observation.person_id == Some(person));
    let Some(chosen) = own.iter().find(|review| review.revision.id == revision) else {
        return Ok(false);
    };
    let entry = entry_of(&chosen.revision.path);
    for review in &own {
        let other = &review.revision;
        if other.id == revision || entry.is_some_and(|entry| is_of(&other.path, entry)) {
            tx.reviews()
                .settle(other.id, RevisionState::Withdrawn, None, now, "")
                .await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}
