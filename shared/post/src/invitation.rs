//! Writing an invitation.

use portrea_actions::masked_invitation_url;
use portrea_domain::event::Event;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::StopReason;
use portrea_domain::{InvitationId, PersonId};
use portrea_render::{Invitation, Origin};
use portrea_storage::InvitationRow;

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

impl Writer<'_> {
    pub(crate) async fn invitation(&mut self, id: InvitationId) -> Result<Written, LetterError> {
        let row = self.tx.invitations().require(id).await?;
        let event = self.tx.events().require(row.invitation.event_id).await?;
        self.invitation_to(event, Some(row)).await
    }

    /// The invitation to a meeting, of somebody who may not be invited yet: their link is masked then.
    pub(crate) async fn invitation_to(
        &mut self,
        event: Event,
        row: Option<InvitationRow>,
    ) -> Result<Written, LetterError> {
        let portrait = self.tx.portraits().require(event.portrait_id).await?;
        let territory = TerritoryView::of_portrait(self.tx, &portrait).await?;
        let origin = match row.as_ref().and_then(|row| row.invitation.delegated_from) {
            Some(from) => Origin::PassedOn(self.tx.invitations().require(from).await?.person.name),
            None => Origin::Direct,
        };
        let source = match &origin {
            Origin::PassedOn(name) => format!("{name}, qui ne peut pas venir"),
            Origin::Direct => self.source(&territory).await?,
        };
        let link = match &row {
            Some(row) => {
                self.link(LinkPurpose::Invitation(row.invitation.id))
                    .await?
            }
            None => masked_invitation_url(self.app),
        };
        let words = match origin {
            Origin::Direct => self.words(portrait.id).await?,
            // Whoever passes an invitation on does not speak in the référent’s words.
            Origin::PassedOn(_) => None,
        };
        let mail = Invitation {
            head: self.unasked_letterhead(&territory, source).await?,
            event,
            zone: territory.zone,
            link,
            origin,
            words,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    /// The invitation of a reader to a meeting.
    pub(crate) async fn invitation_of(
        &mut self,
        event: &Event,
        reader: PersonId,
    ) -> Result<InvitationRow, LetterError> {
        let row = self.tx.invitations().of_person_to(event.id, reader).await?;
        row.ok_or(LetterError::Stop(StopReason::Gone))
    }
}
