//! `/bureau/portraits/{id}/reunions/{event}/presence`: the door of a meeting, on a phone that may lose its network.
//!
//! The page works as it is, by plain forms. Its script keeps what is ticked without network on the phone and sends it
//! later; its service worker keeps this one page, and forgets it when the meeting is over.

pub(crate) mod list;
pub(crate) mod manifest;
pub(crate) mod note;
pub(crate) mod paper;
pub(crate) mod sync;
pub(crate) mod walk_in;

use axum::http::HeaderName;
use portrea_actions::App;
use portrea_domain::event::Event;
use portrea_domain::portrait::Portrait;
use portrea_domain::{EventId, Timestamp};
use portrea_web::{Desk, PageError};

use crate::access::portrait_for;

/// How long after a meeting its page is kept on phones: until the next evening, for those who found no network.
const KEPT_HOURS: i64 = 36;

/// The camera reads codes on this page, and on no other.
const PERMISSIONS: (HeaderName, &str) = (
    HeaderName::from_static("permissions-policy"),
    "camera=(self), microphone=(), interest-cohort=()",
);

/// A meeting somebody may stand at the door of.
pub(crate) struct Door {
    /// The portrait it belongs to.
    pub portrait: Portrait,
    /// The meeting.
    pub event: Event,
}

impl Door {
    /// The meeting an address names, for somebody who may see its portrait.
    pub(crate) async fn open(
        app: &App,
        desk: &Desk,
        portrait: &str,
        event: &str,
    ) -> Result<Self, PageError> {
        let portrait = portrait_for(app, desk, portrait).await?;
        let id: EventId = event.parse().map_err(|_no_id| PageError::NotFound)?;
        let event = app.storage.read().await?.events().require(id).await?;
        if event.portrait_id == portrait.id {
            Ok(Self { portrait, event })
        } else {
            Err(PageError::NotFound)
        }
    }

    /// The address of the meeting; `rest` is a page of it.
    pub(crate) fn address(&self, rest: &str) -> String {
        format!(
            "/bureau/portraits/{}/reunions/{}{rest}",
            self.portrait.id, self.event.id
        )
    }

    /// Until when phones keep the page.
    pub(crate) fn kept_until(&self) -> Timestamp {
        self.event.ends_at.plus_hours(KEPT_HOURS)
    }
}
