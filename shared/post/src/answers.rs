//! Writing what is said around answers beside the data: links asked for, a listing handed over, listings to look at, what
//! is about to be erased.

use portrea_actions::listings_of;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::message::StopReason;
use portrea_domain::nomination::QUIET_DAYS;
use portrea_domain::retention::{FAREWELL_DAYS, SILENT_YEARS};
use portrea_domain::{ListingId, PortraitId};
use portrea_render::{DoubtLine, Doubts, Farewell, MyLinks, Named, PlaceLink, french};
use portrea_storage::StorageError;

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

const GONE: LetterError = LetterError::Stop(StopReason::Gone);

impl Writer<'_> {
    /// Whoever answers for nothing is sent nothing.
    pub(crate) async fn my_links(&mut self) -> Result<Written, LetterError> {
        let mut listings = Vec::new();
        for id in listings_of(self.tx, self.person.id).await? {
            listings.extend(self.tx.listings().get(id).await?);
        }
        let first = listings.first().ok_or(GONE)?;
        let territory = TerritoryView::of_listing(self.tx, first).await?;
        let mut places = Vec::with_capacity(listings.len());
        for listing in &listings {
            places.push(self.place_link(listing).await?);
        }
        let mail = MyLinks {
            head: self.letterhead(&territory),
            places,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    pub(crate) async fn named(&mut self, listing: ListingId) -> Result<Written, LetterError> {
        let listing = self.tx.listings().require(listing).await?;
        let named = self.tx.nominations().of_person(self.person.id).await?;
        let nomination = named
            .into_iter()
            .rfind(|one| one.listing_id == listing.id)
            .ok_or(GONE)?;
        let predecessor = match nomination.named_by {
            Some(id) => self.tx.people().get(id).await?,
            None => None,
        };
        let territory = TerritoryView::of_listing(self.tx, &listing).await?;
        let source = "la personne qui s’occupait de cette fiche avant vous".to_owned();
        let mail = Named {
            head: self.unasked_letterhead(&territory, source).await?,
            place: listing.name().to_owned(),
            predecessor: predecessor.map(|person| person.name).unwrap_or_default(),
            link: self.place_link(&listing).await?.link,
            quiet_days: QUIET_DAYS,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    /// What waits for the référent as it stands now; nothing is sent when everything was settled meanwhile.
    pub(crate) async fn doubts(&mut self, portrait: PortraitId) -> Result<Written, LetterError> {
        let portrait = self.tx.portraits().require(portrait).await?;
        let open = self
            .tx
            .doubts()
            .open_in_epci(portrait.epci.as_str())
            .await?;
        if open.is_empty() {
            return Err(GONE);
        }
        // The reader is the référent: no other one answers for this mail.
        let territory = TerritoryView {
            referent: None,
            ..TerritoryView::of_portrait(self.tx, &portrait).await?
        };
        let line = |row: portrea_storage::DoubtRow| DoubtLine {
            place: row.name,
            why: row.kind.label(),
            since: french::date(row.at, portrait.zone),
        };
        let mail = Doubts {
            head: self.letterhead(&territory),
            doubts: open.into_iter().map(line).collect(),
            link: format!(
                "{}/bureau/portraits/{}#doutes",
                self.app.house.public_url, portrait.id
            ),
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    pub(crate) async fn farewell(&mut self) -> Result<Written, LetterError> {
        let told = self.tx.retention().told_at(self.person.id).await?;
        let told_at = told.ok_or(GONE)?;
        let territory = match self.tx.contacts().of_person(self.person.id).await?.first() {
            Some(row) => {
                let portrait = self.tx.portraits().require(row.contact.portrait_id).await?;
                TerritoryView::of_portrait(self.tx, &portrait).await?
            }
            None => TerritoryView::nowhere(),
        };
        let preferences = self.link(LinkPurpose::Preferences).await?;
        let mail = Farewell {
            head: self.letterhead(&territory),
            years: SILENT_YEARS,
            day: french::date(told_at.plus_days(FAREWELL_DAYS), territory.zone),
            link: format!("{preferences}/mes-donnees"),
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    async fn place_link(&mut self, listing: &Listing) -> Result<PlaceLink, StorageError> {
        Ok(PlaceLink {
            name: listing.name().to_owned(),
            link: self.link(LinkPurpose::Form(listing.id)).await?,
        })
    }
}
