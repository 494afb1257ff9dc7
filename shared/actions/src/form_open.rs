//! Opening a form by its secret link: the listing it is for, and what its holder has not published yet.

use std::collections::BTreeMap;

use portrea_domain::document::{Path, Value};
use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_domain::listing::Listing;

use crate::app::App;
use crate::error::ActionError;
use crate::token::hash_token;

/// What a form link opens.
#[derive(Clone, Debug)]
pub struct OpenForm {
    /// The link.
    pub link: Link,
    /// The listing as published.
    pub listing: Listing,
    /// Unpublished answers of the holder; an answer withdrawn is `None`.
    pub draft: BTreeMap<Path, Option<Value>>,
}

/// Opens a form at one moment of the database. A token of another purpose looks like one nobody gave.
pub async fn open_form(app: &App, token: &str) -> Result<OpenForm, ActionError> {
    let mut tx = app.storage.read().await?;
    let link = tx.links().by_hash(&hash_token(token)).await?;
    let link = link.ok_or(LinkError::Unknown)?;
    link.check(app.now())?;
    let LinkPurpose::Form(listing) = link.purpose else {
        return Err(LinkError::Unknown.into());
    };
    Ok(OpenForm {
        listing: tx.listings().require(listing).await?,
        draft: tx.drafts().get(link.person_id, listing).await?,
        link,
    })
}
