//! Whoever is signed in to the desk.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use portrea_actions::{App, hash_token, signed_in};
use portrea_domain::person::{Grant, Person, Role};
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::{EpciCode, Territory};

use crate::cookies::read_cookie;
use crate::csrf::{check_csrf, csrf_for};
use crate::error::PageError;
use crate::page::Page;

/// The cookie of a desk session.
pub const SESSION_COOKIE: &str = "portrea_session";

/// Whoever is signed in to the desk. As an extractor it sends everybody else to the door.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Who.
    pub person: Person,
    /// What they may do, where.
    pub grants: Vec<Grant>,
    /// What ties their forms to their session.
    scope: String,
}

impl FromRequestParts<App> for Desk {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let session = read_cookie(&parts.headers, SESSION_COOKIE).ok_or(PageError::SignInFirst)?;
        let person = signed_in(app, &session)
            .await?
            .ok_or(PageError::SignInFirst)?;
        let grants = app.storage.read().await?.people().grants(person.id).await?;
        Ok(Self {
            person,
            grants,
            scope: hash_token(&session),
        })
    }
}

impl Desk {
    /// The layout of a desk page.
    #[must_use]
    pub fn page(&self, app: &App) -> Page {
        Page {
            desk: true,
            noindex: true,
            signed_in: self.person.email.as_ref().map(ToString::to_string),
            csrf: self.csrf(app),
            ..Page::public(app)
        }
    }

    /// The token to put in their forms.
    #[must_use]
    pub fn csrf(&self, app: &App) -> String {
        csrf_for(app, &self.scope)
    }

    /// Refuses a form that is not theirs.
    pub fn check(&self, app: &App, posted: Option<&str>) -> Result<(), PageError> {
        check_csrf(app, &self.scope, posted)
    }

    /// Whether they may see a portrait: the référent of its EPCI, or the Hub of a région of one of its communes.
    pub async fn may_see(&self, app: &App, portrait: &Portrait) -> Result<bool, PageError> {
        self.watches(app, &portrait.epci).await
    }

    /// Whether a group of communes is theirs to run or to watch over.
    pub async fn watches(&self, app: &App, epci: &EpciCode) -> Result<bool, PageError> {
        let epci = Territory::Epci(epci.clone());
        if self.grants.iter().any(|grant| grant.territory == epci) {
            return Ok(true);
        }
        let hubs: Vec<String> = self
            .grants
            .iter()
            .filter(|grant| grant.role == Role::Hub)
            .filter_map(|grant| {
                if let Territory::Region(code) = &grant.territory {
                    Some(code.to_string())
                } else {
                    None
                }
            })
            .collect();
        if hubs.is_empty() {
            return Ok(false);
        }
        let communes = app
            .storage
            .read()
            .await?
            .geography()
            .communes_of(&epci)
            .await?;
        Ok(communes
            .iter()
            .any(|commune| hubs.contains(&commune.region)))
    }
}
