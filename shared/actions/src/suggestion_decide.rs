//! What a référent decides about a reader's suggestion.

use portrea_domain::suggestion::SuggestionState;
use portrea_domain::{PersonId, SuggestionId};
use portrea_territory::normalise;

use crate::app::App;
use crate::error::ActionError;
use crate::listing_accept::read_reason;
use crate::outcome_tell::outcome_message;
use crate::revision_decide::write;

/// What an observation made from a suggestion says it comes from.
pub const SUGGESTION_SOURCE: &str = "suggestion";

/// Takes a suggestion: what it proposes stands from now on; a doubt without a proposal makes its section due, and is what
/// the place is asked about first. Its sender is told, if they left an address. False when it no longer waited.
pub async fn accept_suggestion(
    app: &App,
    referent: PersonId,
    id: SuggestionId,
) -> Result<bool, ActionError> {
    settle(app, referent, id, None).await
}

/// Does not take a suggestion, for a reason its sender is told if they left an address. False when it no longer waited.
pub async fn refuse_suggestion(
    app: &App,
    referent: PersonId,
    id: SuggestionId,
    reason: &str,
) -> Result<bool, ActionError> {
    settle(app, referent, id, Some(read_reason(reason)?)).await
}

async fn settle(
    app: &App,
    referent: PersonId,
    id: SuggestionId,
    refusal: Option<String>,
) -> Result<bool, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let suggestion = tx
        .suggestions()
        .get(id)
        .await?
        .ok_or(ActionError::Missing("suggestion"))?;
    let mut listing = tx.listings().lock(suggestion.listing_id).await?;
    let told = match suggestion.person_id {
        Some(sender) => Some(outcome_message(&mut tx, app, sender).await?),
        None => None,
    };
    let state = if refusal.is_some() {
        SuggestionState::Refused
    } else {
        SuggestionState::Accepted
    };
    let reason = refusal.unwrap_or_default();
    let is_decided = tx
        .suggestions()
        .decide(id, state, referent, now, &reason, told)
        .await?;
    if !is_decided {
        return Ok(false);
    }
    if state == SuggestionState::Accepted {
        match (suggestion.path, suggestion.proposed) {
            (Some(path), Some(value)) => {
                let values = vec![(path, Some(value))];
                let source = SUGGESTION_SOURCE;
                write(&mut tx, app, referent, &mut listing, values, source).await?;
                listing.modified_at = now;
                let name_norm = normalise(listing.name());
                tx.listings().save(&listing, &name_norm).await?;
            }
            _ => {
                tx.listings()
                    .doubt(listing.id, suggestion.section, now)
                    .await?;
            }
        }
        tx.operations().bump().await?;
    }
    tx.commit().await?;
    tracing::info!(suggestion.id = %id, state = state.as_str(), "suggestion.decided");
    Ok(true)
}
