//! Who a step of a sequence is for, asked when it is queued and again when it leaves.

use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::sequence::Audience;
use portrea_storage::InvitationRow;

/// Whether somebody invited belongs to an audience now.
pub(crate) fn is_in(audience: Audience, row: &InvitationRow) -> bool {
    let reply = row.invitation.answer.map(|answer| answer.reply);
    match audience {
        Audience::NotAnswered => reply.is_none(),
        Audience::Maybe => reply == Some(Reply::Maybe),
        Audience::Comes => reply == Some(Reply::Yes) && row.invitation.seat != Some(Seat::Waiting),
        Audience::Came | Audience::Absent | Audience::SilentListing => false,
    }
}
