//! Taking a proposed place into the inventory, or not.

use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::{ListingId, PersonId};

use crate::app::App;
use crate::error::ActionError;
use crate::outcome_tell::outcome_message;

/// The longest reason that is kept.
pub const REASON_MAX: usize = 500;

/// Takes a place somebody proposed into the inventory: from now on everybody sees it. Accepting twice changes nothing.
pub async fn accept_listing(
    app: &App,
    referent: PersonId,
    listing: ListingId,
) -> Result<Listing, ActionError> {
    settle(app, referent, listing, ListingState::Listed, "").await
}

/// Leaves a place somebody proposed out of the inventory, for a reason its author is told. A place that already is in
/// the inventory is not taken out of it.
pub async fn decline_listing(
    app: &App,
    referent: PersonId,
    listing: ListingId,
    reason: &str,
) -> Result<Listing, ActionError> {
    let reason = read_reason(reason)?;
    settle(app, referent, listing, ListingState::Declined, &reason).await
}

/// The reason of a refusal, as its author will read it.
pub(crate) fn read_reason(typed: &str) -> Result<String, ActionError> {
    let reason: String = typed.trim().replace("\r\n", "\n");
    let reason: String = reason
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    match reason.chars().count() {
        0 => Err(ActionError::refused(
            "Dites pourquoi en quelques mots\u{a0}: la personne qui a répondu les lira.",
        )),
        length if length > REASON_MAX => Err(ActionError::refused(format!(
            "Cette raison est trop longue\u{a0}: {length} caractères, {REASON_MAX} au plus."
        ))),
        _ => Ok(reason),
    }
}

async fn settle(
    app: &App,
    referent: PersonId,
    id: ListingId,
    state: ListingState,
    reason: &str,
) -> Result<Listing, ActionError> {
    let mut tx = app.storage.begin().await?;
    let mut listing = tx.listings().lock(id).await?;
    if listing.state == state || listing.is_public() {
        return Ok(listing);
    }
    let author = match state {
        ListingState::Declined => tx.listings().author(id).await?,
        _ => None,
    };
    let told = match author {
        Some(author) => Some(outcome_message(&mut tx, app, author).await?),
        None => None,
    };
    tx.listings()
        .decide(id, state, referent, app.now(), reason, told)
        .await?;
    listing.state = state;
    tx.operations().bump().await?;
    tx.commit().await?;
    tracing::info!(listing.id = %id, state = state.as_str(), "listing.settled");
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_some_words_and_not_a_book() {
        assert_eq!(read_reason(" déjà\r\nlà\u{7} ").unwrap(), "déjà\nlà");
        assert!(read_reason(" \n ").is_err());
        assert!(read_reason(&"é".repeat(REASON_MAX + 1)).is_err());
    }
}
