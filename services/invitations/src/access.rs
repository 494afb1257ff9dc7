//! What an invitation link gives access to: one invitation to one meeting.

use portrea_actions::{ActionError, App, open_link};
use portrea_domain::event::Event;
use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_domain::portrait::Portrait;
use portrea_storage::InvitationRow;
use portrea_web::{PageError, Posted, check_csrf, csrf_for};

/// An open invitation link.
pub(crate) struct Access {
    token: String,
    link: Link,
    /// The invitation and who is invited.
    pub(crate) row: InvitationRow,
    /// The meeting.
    pub(crate) event: Event,
    /// The portrait the meeting belongs to.
    pub(crate) portrait: Portrait,
}

impl Access {
    /// Opens a token. One of another purpose looks like one nobody gave; one whose time is over can be renewed.
    pub(crate) async fn open(app: &App, token: &str) -> Result<Self, PageError> {
        let link = open_link(app, token).await.map_err(|error| match error {
            ActionError::Link(LinkError::Expired) => PageError::LinkOver {
                renew: Some(format!("/i/{token}/nouveau-lien")),
            },
            other => other.into(),
        })?;
        let LinkPurpose::Invitation(id) = link.purpose else {
            return Err(PageError::UnknownLink);
        };
        let mut tx = app.storage.read().await?;
        let row = tx.invitations().require(id).await?;
        let event = tx.events().require(row.invitation.event_id).await?;
        let portrait = tx.portraits().require(event.portrait_id).await?;
        Ok(Self {
            token: token.to_owned(),
            link,
            row,
            event,
            portrait,
        })
    }

    /// Opens a token for a form that was posted with it.
    pub(crate) async fn open_posted(
        app: &App,
        token: &str,
        posted: &Posted,
    ) -> Result<Self, PageError> {
        let access = Self::open(app, token).await?;
        check_csrf(app, &access.scope(), posted.get("csrf"))?;
        Ok(access)
    }

    /// The address of a page of this invitation: `""` for the page itself.
    pub(crate) fn address(&self, rest: &str) -> String {
        format!("/i/{}{rest}", self.token)
    }

    /// The token to put in the forms of the page.
    pub(crate) fn csrf(&self, app: &App) -> String {
        csrf_for(app, &self.scope())
    }

    /// Whether the meeting has begun: then nothing can be answered here.
    pub(crate) fn has_begun(&self, app: &App) -> bool {
        self.event.starts_at <= app.now()
    }

    /// Whether there is nothing left to answer: the meeting has begun, or is called off.
    pub(crate) fn is_over(&self, app: &App) -> bool {
        !self.event.is_open(app.now())
    }

    fn scope(&self) -> String {
        self.link.id.to_string()
    }
}
