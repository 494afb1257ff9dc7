//! Moving a meeting to another date or place: answers stand, and people are asked whether they still come.

use portrea_domain::message::Purpose;
use portrea_domain::{EventId, Timestamp};

use crate::app::App;
use crate::error::ActionError;
use crate::event_plan::check_times;
use crate::event_tell::{changed, tell, telling};
use crate::mailing_decide::invitation_step;
use crate::seating::call_waiting;

/// Where and when a meeting goes.
#[derive(Clone, Debug)]
pub struct Move {
    /// The meeting.
    pub event_id: EventId,
    /// Its new start.
    pub starts_at: Timestamp,
    /// Its new end.
    pub ends_at: Timestamp,
    /// Its place from now on.
    pub place: String,
    /// The fingerprint of the list that was read (see [`crate::prepare_telling`]).
    pub fingerprint: String,
}

/// Moves a meeting and tells everyone concerned, once; gives how many. Refused if the list is no longer the one whose
/// fingerprint is given.
pub async fn move_event(app: &App, request: Move) -> Result<usize, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    tx.events().take(request.event_id).await?;
    let former = tx.events().require(request.event_id).await?;
    if !former.is_open(now) {
        return Err(ActionError::refused(
            "Cette réunion a commencé ou est annulée\u{a0}: elle ne peut plus être déplacée.",
        ));
    }
    check_times(request.starts_at, request.ends_at, now)?;
    let place = request.place.trim().to_owned();
    let mut event = former.clone();
    (event.starts_at, event.ends_at, event.place) = (request.starts_at, request.ends_at, place);
    if event == former {
        return Err(ActionError::refused(
            "La date, l’heure et le lieu sont les mêmes qu’avant\u{a0}: il n’y a rien à déplacer.",
        ));
    }
    let list = telling(&mut tx, &former).await?;
    if list.fingerprint != request.fingerprint {
        return Err(changed());
    }
    event.moves += 1;
    event.sequence += 1;
    event.moved_at = Some(now);
    tx.events().keep_move(&former, event.moves, now).await?;
    tx.events().save(&event).await?;
    for row in &list.told {
        let invitation = row.invitation.id;
        let version = tx.invitations().bump(invitation).await?;
        let purpose = Purpose::EventMoved {
            invitation,
            version,
        };
        let key = format!("moved:{invitation}:{version}");
        tell(&mut tx, app, row.person.id, purpose, event.starts_at, &key).await?;
    }
    let kind = invitation_step(event.id);
    tx.outbox().put_off(&kind, event.starts_at, now).await?;
    call_waiting(&mut tx, app, &event).await?;
    tx.commit().await?;
    tracing::info!(event.id = %event.id, count = list.told.len(), "event.moved");
    Ok(list.told.len())
}
