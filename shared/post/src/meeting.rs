//! Writing what becomes of a meeting: moved, called off, a seat that is free, a new link to the invitation.

use portrea_domain::InvitationId;
use portrea_domain::event::Event;
use portrea_domain::invitation::{Reply, Seat};
use portrea_domain::link::LinkPurpose;
use portrea_render::{
    EventCancelled, EventMoved, InvitationLink, Letterhead, Method, SeatFreed, Standing,
};
use portrea_storage::{InvitationRow, StorageError};

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

/// An invitation with its meeting and the territory that holds it.
pub(crate) struct Invited {
    pub(crate) row: InvitationRow,
    pub(crate) event: Event,
    pub(crate) territory: TerritoryView,
}

impl Writer<'_> {
    pub(crate) async fn invited(&mut self, id: InvitationId) -> Result<Invited, StorageError> {
        let row = self.tx.invitations().require(id).await?;
        let event = self.tx.events().require(row.invitation.event_id).await?;
        let portrait = self.tx.portraits().require(event.portrait_id).await?;
        let territory = TerritoryView::of_portrait(self.tx, &portrait).await?;
        Ok(Invited {
            row,
            event,
            territory,
        })
    }

    pub(crate) async fn event_moved(&mut self, id: InvitationId) -> Result<Written, LetterError> {
        let invited = self.invited(id).await?;
        let standing = standing(&invited.row);
        let link = self.link(LinkPurpose::Invitation(id)).await?;
        let calendar = match standing {
            Standing::Silent => None,
            _ => self.calendar(Method::Request, &invited, &link),
        };
        let mail = EventMoved {
            head: self.head(&invited).await?,
            former: self.tx.events().former(invited.event.id).await?,
            event: invited.event,
            zone: invited.territory.zone,
            link,
            standing,
            calendar,
        };
        Ok(Written {
            mail: mail.render()?,
            territory: invited.territory,
        })
    }

    pub(crate) async fn event_cancelled(
        &mut self,
        id: InvitationId,
    ) -> Result<Written, LetterError> {
        let invited = self.invited(id).await?;
        let link = self.link(LinkPurpose::Invitation(id)).await?;
        let calendar = match standing(&invited.row) {
            Standing::Silent => None,
            _ => self.calendar(Method::Cancel, &invited, &link),
        };
        let mail = EventCancelled {
            head: self.head(&invited).await?,
            event: invited.event,
            zone: invited.territory.zone,
            calendar,
        };
        Ok(Written {
            mail: mail.render()?,
            territory: invited.territory,
        })
    }

    pub(crate) async fn seat_freed(&mut self, id: InvitationId) -> Result<Written, LetterError> {
        let invited = self.invited(id).await?;
        let link = self.link(LinkPurpose::Invitation(id)).await?;
        let calendar = self.calendar(Method::Request, &invited, &link);
        let mail = SeatFreed {
            head: self.letterhead(&invited.territory),
            event: invited.event,
            zone: invited.territory.zone,
            link,
            calendar,
        };
        Ok(Written {
            mail: mail.render()?,
            territory: invited.territory,
        })
    }

    pub(crate) async fn invitation_link(
        &mut self,
        id: InvitationId,
    ) -> Result<Written, LetterError> {
        let invited = self.invited(id).await?;
        let mail = InvitationLink {
            head: self.letterhead(&invited.territory),
            event: invited.event,
            zone: invited.territory.zone,
            link: self.link(LinkPurpose::Invitation(id)).await?,
        };
        Ok(Written {
            mail: mail.render()?,
            territory: invited.territory,
        })
    }

    /// Whoever answered asked for it; whoever said nothing reads where their address comes from, and how to stop.
    async fn head(&mut self, invited: &Invited) -> Result<Letterhead, StorageError> {
        if invited.row.invitation.answer.is_some() {
            return Ok(self.letterhead(&invited.territory));
        }
        let source = self.source(&invited.territory).await?;
        self.unasked_letterhead(&invited.territory, source).await
    }
}

fn standing(row: &InvitationRow) -> Standing {
    match (
        row.invitation.answer.map(|answer| answer.reply),
        row.invitation.seat,
    ) {
        (Some(Reply::Yes), Some(Seat::Waiting)) => Standing::Waits,
        (Some(Reply::Yes), _) => Standing::Comes,
        (Some(Reply::Maybe), _) => Standing::Hesitates,
        _ => Standing::Silent,
    }
}
