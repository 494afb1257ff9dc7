//! Opening a form by its secret link: the listing it is for, and what its holder has not published yet.

use std::collections::BTreeMap;

use portrea_domain::document::{Path, Value};
use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_domain::listing::Listing;
use portrea_storage::Review;

use crate::app::App;
use crate::draft_merge::{Dispute, disputes};
use crate::error::ActionError;
use crate::token::hash_token;

/// What a form link opens.
#[derive(Clone, Debug)]
pub struct OpenForm {
    /// The link.
    pub link: Link,
    /// The version of the listing.
    pub version: i64,
    /// The listing as published.
    pub listing: Listing,
    /// Unpublished answers of the holder; an answer withdrawn is `None`.
    pub draft: BTreeMap<Path, Option<Value>>,
    /// What the holder said and waits for the référent.
    pub waiting: Vec<Review>,
    /// The answers of the draft to which somebody else published another one since.
    pub disputes: Vec<Dispute>,
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
    // Before the listing: what is shown is never older than the version it is said to be.
    let version = tx.reviews().version(listing).await?;
    let listing = tx.listings().require(listing).await?;
    let draft = tx.drafts().read(link.person_id, listing.id).await?;
    let mut waiting = tx.reviews().waiting(listing.id).await?;
    waiting.retain(|review| review.observation.person_id == Some(link.person_id));
    Ok(OpenForm {
        disputes: disputes(&mut tx, &listing, &draft).await?,
        version,
        listing,
        draft: draft.answers,
        waiting,
        link,
    })
}
