//! The send an address names, with its portrait and its meeting.

use portrea_actions::App;
use portrea_domain::CampaignId;
use portrea_domain::event::Event;
use portrea_domain::mailing::Mailing;
use portrea_domain::portrait::Portrait;
use portrea_render::french;
use portrea_web::{Desk, PageError};

use crate::access::{portrait_for, territory_name};

/// A send and what it belongs to.
pub(super) struct Held {
    /// Whose contacts.
    pub(super) portrait: Portrait,
    /// The name of its EPCI.
    pub(super) territory: String,
    /// The meeting.
    pub(super) event: Event,
    /// The send.
    pub(super) mailing: Mailing,
}

/// What every page of a send says of it.
pub(super) struct Head {
    /// The portrait.
    pub(super) id: String,
    /// The name of its EPCI.
    pub(super) territory: String,
    /// The send.
    pub(super) mailing: String,
    /// What it is: « Invitation », « Relance ».
    pub(super) kind: &'static str,
    /// What the meeting is called.
    pub(super) meeting: String,
    /// When it is.
    pub(super) when: String,
    /// Where.
    pub(super) place: String,
}

impl Held {
    /// Reads it. Not found when there is none in that portrait; forbidden when the portrait is somebody else’s.
    pub(super) async fn load(
        app: &App,
        desk: &Desk,
        portrait: &str,
        mailing: &str,
    ) -> Result<Self, PageError> {
        let portrait = portrait_for(app, desk, portrait).await?;
        let id: CampaignId = mailing.parse().map_err(|_no_id| PageError::NotFound)?;
        let mut tx = app.storage.read().await?;
        let mailing = tx.mailings().require(id).await?;
        if mailing.portrait_id != portrait.id {
            return Err(PageError::NotFound);
        }
        let event = tx.events().require(mailing.event_id).await?;
        Ok(Self {
            territory: territory_name(&mut tx, &portrait.epci).await?,
            portrait,
            event,
            mailing,
        })
    }

    /// Its address.
    pub(super) fn address(&self) -> String {
        format!(
            "/bureau/portraits/{}/envois/{}",
            self.portrait.id, self.mailing.id
        )
    }

    /// What its pages say of it.
    pub(super) fn head(&self) -> Head {
        let zone = self.portrait.zone;
        Head {
            id: self.portrait.id.to_string(),
            territory: self.territory.clone(),
            mailing: self.mailing.id.to_string(),
            kind: self.mailing.kind.label(),
            meeting: self.event.title.clone(),
            when: french::span(self.event.starts_at, self.event.ends_at, zone),
            place: self.event.place.clone(),
        }
    }
}
