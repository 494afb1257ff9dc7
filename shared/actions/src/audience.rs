//! Who a step of a sequence is for, asked when it is queued and again when it leaves.

use portrea_domain::EventId;
use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::sequence::Audience;
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::attendance_read::attendance_in;

/// Everybody invited to a meeting who belongs to an audience now.
pub(crate) async fn members(
    tx: &mut Tx,
    audience: Audience,
    event: EventId,
) -> Result<Vec<InvitationRow>, StorageError> {
    match audience {
        Audience::Came => {
            let attendance = attendance_in(tx, event).await?;
            Ok(attendance
                .present
                .into_iter()
                .map(|present| present.row)
                .collect())
        }
        Audience::Absent => {
            let attendance = attendance_in(tx, event).await?;
            if attendance.present.is_empty() {
                // Nobody noted who came: nobody is told they were absent.
                return Ok(Vec::new());
            }
            let mut absent = attendance.absent;
            absent.retain(was_expected);
            Ok(absent)
        }
        Audience::NotAnswered | Audience::Maybe | Audience::Comes | Audience::SilentListing => {
            let mut rows = tx.invitations().of_event(event).await?;
            rows.retain(|row| answered_so(audience, row));
            Ok(rows)
        }
    }
}

/// Whether somebody invited belongs to an audience now.
pub(crate) async fn is_in(
    tx: &mut Tx,
    audience: Audience,
    row: &InvitationRow,
) -> Result<bool, StorageError> {
    if audience.is_before() {
        return Ok(answered_so(audience, row));
    }
    let members = members(tx, audience, row.invitation.event_id).await?;
    Ok(members
        .iter()
        .any(|member| member.invitation.id == row.invitation.id))
}

fn answered_so(audience: Audience, row: &InvitationRow) -> bool {
    let reply = row.invitation.answer.map(|answer| answer.reply);
    match audience {
        Audience::NotAnswered => reply.is_none(),
        Audience::Maybe => reply == Some(Reply::Maybe),
        Audience::Comes => reply == Some(Reply::Yes) && row.invitation.seat != Some(Seat::Waiting),
        Audience::Came | Audience::Absent | Audience::SilentListing => false,
    }
}

/// Whoever said no owes nobody an explanation, and whoever waited for a seat was not expected.
fn was_expected(row: &InvitationRow) -> bool {
    let reply = row.invitation.answer.map(|answer| answer.reply);
    matches!(reply, None | Some(Reply::Yes | Reply::Maybe))
        && row.invitation.seat != Some(Seat::Waiting)
}
