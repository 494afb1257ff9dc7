//! Calling a meeting off.

use portrea_domain::EventId;
use portrea_domain::event::EventState;
use portrea_domain::message::Purpose;

use crate::app::App;
use crate::error::ActionError;
use crate::event_tell::{changed, tell, telling};

/// The longest reason, in characters.
const REASON_MAX: usize = 500;

/// Calls a meeting off and tells everyone concerned why, once; gives how many. What people needed on the day is
/// forgotten. Refused if the list is no longer the one whose fingerprint is given (see [`crate::prepare_telling`]).
pub async fn cancel_event(
    app: &App,
    event: EventId,
    reason: &str,
    fingerprint: &str,
) -> Result<usize, ActionError> {
    let now = app.now();
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(ActionError::refused(
            "Dites en une phrase pourquoi la réunion est annulée\u{a0}: les personnes invitées la liront.",
        ));
    }
    if reason.chars().count() > REASON_MAX {
        return Err(ActionError::refused(
            "Cette raison est trop longue\u{a0}: 500 caractères au plus.",
        ));
    }
    let mut tx = app.storage.begin().await?;
    tx.events().take(event).await?;
    let mut event = tx.events().require(event).await?;
    if event.is_cancelled() {
        return Err(ActionError::refused("Cette réunion est déjà annulée."));
    }
    if event.ends_at <= now {
        return Err(ActionError::refused("Cette réunion a déjà eu lieu."));
    }
    let list = telling(&mut tx, &event).await?;
    if list.fingerprint != fingerprint {
        return Err(changed());
    }
    event.sequence += 1;
    event.state = EventState::Cancelled {
        at: now,
        reason: reason.to_owned(),
    };
    tx.events().save(&event).await?;
    for row in &list.told {
        let invitation = row.invitation.id;
        tx.invitations().bump(invitation).await?;
        let purpose = Purpose::EventCancelled { invitation };
        let key = format!("cancelled:{invitation}");
        tell(&mut tx, app, row.person.id, purpose, event.ends_at, &key).await?;
    }
    tx.needs().erase_over(now).await?;
    tx.commit().await?;
    tracing::info!(event.id = %event.id, count = list.told.len(), "event.cancelled");
    Ok(list.told.len())
}
