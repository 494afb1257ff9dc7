//! The way from an invitation to the form of the listing the person answers for.

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, give_link};
use portrea_domain::link::LinkPurpose;
use portrea_web::{PageError, Posted};

use crate::access::Access;
use crate::meeting;

/// `POST /i/{token}/fiche`: gives the person the link of their form (giving is a write) and takes them there.
pub(crate) async fn open_form(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let listing = {
        let mut tx = app.storage.read().await?;
        meeting::listing(&mut tx, &access).await?
    };
    let (listing, _name) = listing.ok_or(PageError::NotFound)?;
    let link = give_link(&app, access.row.person.id, LinkPurpose::Form(listing)).await?;
    let token = app.house.secret.link_token(link.id);
    Ok(Redirect::to(&format!("/f/{token}")))
}
