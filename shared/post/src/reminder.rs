//! Writing the steps of a sequence: around a meeting, or about a listing nobody described.

use portrea_domain::link::LinkPurpose;
use portrea_domain::message::StopReason;
use portrea_domain::sequence::Audience;
use portrea_domain::{InvitationId, ListingId, PortraitId};
use portrea_render::{ListingReminder, PlaceLink, Reminder};
use portrea_storage::{InvitationRow, StorageError};

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

impl Writer<'_> {
    pub(crate) async fn reminder(
        &mut self,
        id: InvitationId,
        audience: Audience,
    ) -> Result<Written, LetterError> {
        let row = self.tx.invitations().require(id).await?;
        self.reminder_to(row, audience).await
    }

    pub(crate) async fn reminder_to(
        &mut self,
        row: InvitationRow,
        audience: Audience,
    ) -> Result<Written, LetterError> {
        let event = self.tx.events().require(row.invitation.event_id).await?;
        let portrait = self.tx.portraits().require(event.portrait_id).await?;
        let territory = TerritoryView::of_portrait(self.tx, &portrait).await?;
        let place = self.place(portrait.id).await?;
        let link = match (&place, audience) {
            (Some(place), Audience::Came | Audience::Absent) => place.link.clone(),
            _ => {
                self.link(LinkPurpose::Invitation(row.invitation.id))
                    .await?
            }
        };
        let source = self.source(&territory).await?;
        let mail = Reminder {
            head: self.unasked_letterhead(&territory, source).await?,
            zone: territory.zone,
            event,
            audience,
            link,
            place,
            words: self.words(portrait.id).await?,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    pub(crate) async fn listing_reminder(
        &mut self,
        listing: ListingId,
    ) -> Result<Written, LetterError> {
        let gone = LetterError::Stop(StopReason::Gone);
        let listing = self.tx.listings().get(listing).await?.ok_or(gone)?;
        let territory = TerritoryView::of_listing(self.tx, &listing).await?;
        let source = self.source(&territory).await?;
        let mail = ListingReminder {
            head: self.unasked_letterhead(&territory, source).await?,
            place: listing.name().to_owned(),
            link: self.link(LinkPurpose::Form(listing.id)).await?,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    /// The listing the reader answers for in a portrait, unless it is closed.
    async fn place(&mut self, portrait: PortraitId) -> Result<Option<PlaceLink>, StorageError> {
        let contacts = self.tx.contacts().of_person(self.person.id).await?;
        let Some(id) = contacts
            .into_iter()
            .find(|row| row.contact.portrait_id == portrait)
            .and_then(|row| row.contact.listing_id)
        else {
            return Ok(None);
        };
        match self.tx.listings().get(id).await? {
            Some(listing) if !listing.is_closed() => Ok(Some(PlaceLink {
                name: listing.name().to_owned(),
                link: self.link(LinkPurpose::Form(id)).await?,
            })),
            _ => Ok(None),
        }
    }
}
