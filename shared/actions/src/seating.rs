//! Seats of a meeting: given in order, passed on as soon as one is free. Everything here works in a transaction that
//! has taken the meeting, so that nobody else counts the same seat.

use portrea_domain::event::Event;
use portrea_domain::invitation::Seat;
use portrea_domain::message::Purpose;
use portrea_domain::seating::Room;
use portrea_domain::{EventId, InvitationId};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::event_tell::tell;

/// The room of a meeting, as it stands.
pub(crate) async fn room_of(tx: &mut Tx, event: &Event) -> Result<Room, StorageError> {
    let (seated, waiting) = tx.invitations().seats(event.id).await?;
    Ok(Room {
        capacity: event.hosting.capacity,
        seated,
        waiting,
    })
}

/// Seats somebody who says yes, or puts them on the waiting list; whoever has a place already keeps it.
pub(crate) async fn sit(
    tx: &mut Tx,
    event: &Event,
    row: &InvitationRow,
    rank: i64,
) -> Result<(), StorageError> {
    if row.invitation.seat.is_none() {
        let seat = room_of(tx, event).await?.seat_for_one_more();
        tx.invitations().sit(row.invitation.id, seat, rank).await?;
    }
    Ok(())
}

/// Somebody gives up their place: the first who waits has it.
pub(crate) async fn leave(
    tx: &mut Tx,
    app: &App,
    event: &Event,
    row: &InvitationRow,
) -> Result<(), StorageError> {
    tx.invitations().leave(row.invitation.id).await?;
    if row.invitation.seat == Some(Seat::Seated) {
        call_waiting(tx, app, event).await?;
    }
    Ok(())
}

/// Gives the free seats to those who wait, in their order, and tells them; gives how many were called.
pub(crate) async fn call_waiting(
    tx: &mut Tx,
    app: &App,
    event: &Event,
) -> Result<usize, StorageError> {
    let room = room_of(tx, event).await?;
    let called = match room.to_call(event.starts_at, app.now()) {
        0 => Vec::new(),
        seats => tx.invitations().waiting(event.id, seats).await?,
    };
    for &id in &called {
        seat_one(tx, app, event, id).await?;
    }
    Ok(called.len())
}

async fn seat_one(
    tx: &mut Tx,
    app: &App,
    event: &Event,
    invitation: InvitationId,
) -> Result<(), StorageError> {
    let version = tx.invitations().sit(invitation, Seat::Seated, 0).await?;
    let row = tx.invitations().require(invitation).await?;
    let purpose = Purpose::SeatFreed {
        invitation,
        version,
    };
    let key = format!("seat:{invitation}:{version}");
    tell(tx, app, row.person.id, purpose, event.ends_at, &key).await
}

/// Gives a free seat to somebody who waits, out of turn or after the last call: the référent has spoken to them.
pub async fn give_seat(
    app: &App,
    event: EventId,
    invitation: InvitationId,
) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    tx.events().take(event).await?;
    let event = tx.events().require(event).await?;
    let row = tx.invitations().require(invitation).await?;
    if row.invitation.event_id != event.id {
        return Err(ActionError::Missing("invitation"));
    }
    if !event.is_open(app.now()) {
        return Err(ActionError::refused(
            "Cette réunion a commencé ou est annulée.",
        ));
    }
    if row.invitation.seat != Some(Seat::Waiting) {
        return Err(ActionError::refused(
            "Cette personne n’est plus sur la liste d’attente.",
        ));
    }
    if room_of(&mut tx, &event).await?.free() == Some(0) {
        return Err(ActionError::refused(
            "Il n’y a plus de place libre. Augmentez d’abord le nombre de places.",
        ));
    }
    seat_one(&mut tx, app, &event, invitation).await?;
    tx.commit().await?;
    tracing::info!(event.id = %event.id, invitation.id = %invitation, "seat.given");
    Ok(())
}
