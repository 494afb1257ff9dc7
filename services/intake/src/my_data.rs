//! « Mes données »: what is kept of whoever holds a personal link, whichever it is; taking it away, erasing it.

pub(crate) mod erase;
pub(crate) mod name;
mod show;

pub(crate) use show::{act, download, show};

use axum::http::Uri;
use portrea_actions::{ActionError, App, open_link};
use portrea_domain::PersonId;
use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_web::{PageError, Posted, check_csrf, csrf_for};

/// Whoever holds a personal link.
pub(crate) struct Holder {
    link: Link,
    home: String,
}

impl Holder {
    /// Opens a token of any purpose but the desk's, at the address that is its own. A link for a door of its own, like
    /// that of a table of the day, is nobody's.
    async fn open(app: &App, token: &str, uri: &Uri) -> Result<Self, PageError> {
        let start = |purpose: LinkPurpose| match purpose {
            LinkPurpose::Form(_) => Some("/f"),
            LinkPurpose::Invitation(_) => Some("/i"),
            LinkPurpose::Preferences => Some("/desabonner"),
            LinkPurpose::SignIn => None,
        };
        let is_asked = |start: &str| uri.path().starts_with(&format!("{start}/"));
        let link = open_link(app, token).await.map_err(|error| match error {
            ActionError::Link(LinkError::Expired) if !is_asked("/desabonner") => {
                let start = if is_asked("/i") { "/i" } else { "/f" };
                PageError::LinkOver {
                    renew: Some(format!("{start}/{token}/nouveau-lien")),
                }
            }
            other => other.into(),
        })?;
        let start = start(link.purpose)
            .filter(|start| is_asked(start) && link.door.is_none())
            .ok_or(PageError::UnknownLink)?;
        Ok(Self {
            home: format!("{start}/{token}"),
            link,
        })
    }

    /// Opens it for a form that was posted with it.
    async fn open_posted(
        app: &App,
        token: &str,
        uri: &Uri,
        posted: &Posted,
    ) -> Result<Self, PageError> {
        let holder = Self::open(app, token, uri).await?;
        check_csrf(app, &holder.scope(), posted.get("csrf"))?;
        Ok(holder)
    }

    fn person(&self) -> PersonId {
        self.link.person_id
    }

    fn csrf(&self, app: &App) -> String {
        csrf_for(app, &self.scope())
    }

    fn scope(&self) -> String {
        self.link.id.to_string()
    }
}
