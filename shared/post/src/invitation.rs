//! Writing an invitation.

use portrea_domain::InvitationId;
use portrea_domain::link::LinkPurpose;
use portrea_render::{Invitation, Origin};

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

impl Writer<'_> {
    pub(crate) async fn invitation(&mut self, id: InvitationId) -> Result<Written, LetterError> {
        let row = self.tx.invitations().require(id).await?;
        let event = self.tx.events().require(row.invitation.event_id).await?;
        let portrait = self.tx.portraits().require(event.portrait_id).await?;
        let territory = TerritoryView::of_portrait(self.tx, &portrait).await?;
        let origin = match row.invitation.delegated_from {
            Some(from) => Origin::PassedOn(self.tx.invitations().require(from).await?.person.name),
            None => Origin::Direct,
        };
        let source = match &origin {
            Origin::PassedOn(name) => format!("{name}, qui ne peut pas venir"),
            Origin::Direct => self.source(&territory).await?,
        };
        let mail = Invitation {
            head: self.unasked_letterhead(&territory, source).await?,
            event,
            zone: territory.zone,
            link: self.link(LinkPurpose::Invitation(id)).await?,
            origin,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }
}
