//! What people said of listings beside their data, until somebody has looked at it.

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, settle_doubt};
use portrea_domain::portrait::Portrait;
use portrea_render::french;
use portrea_storage::{DoubtRow, StorageError, Tx};
use portrea_web::{Desk, PageError, Posted};

use crate::access::portrait_for;

/// One listing to look at.
pub(crate) struct DoubtLine {
    /// What settles it.
    pub(crate) id: String,
    /// The listing.
    pub(crate) listing: String,
    /// Its name.
    pub(crate) name: String,
    /// What was said.
    pub(crate) why: &'static str,
    /// Since when.
    pub(crate) since: String,
}

/// The listings of a portrait to look at, the oldest first.
pub(crate) async fn lines(
    tx: &mut Tx,
    portrait: &Portrait,
) -> Result<Vec<DoubtLine>, StorageError> {
    let line = |row: DoubtRow| DoubtLine {
        id: row.id.to_string(),
        listing: row.listing_id.to_string(),
        name: row.name,
        why: row.kind.label(),
        since: french::date(row.at, portrait.zone),
    };
    let open = tx.doubts().open_in_epci(portrait.epci.as_str()).await?;
    Ok(open.into_iter().map(line).collect())
}

/// `POST /bureau/portraits/{id}/doutes`: the référent looked at one.
pub(crate) async fn settle(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let doubt = posted.get("doute").unwrap_or_default();
    let open = {
        let mut tx = app.storage.read().await?;
        tx.doubts().open_in_epci(portrait.epci.as_str()).await?
    };
    // One of another territory is none here; one that is settled already stays so.
    if let Some(row) = open.iter().find(|row| row.id.to_string() == doubt) {
        settle_doubt(&app, row.id).await?;
    }
    Ok(Redirect::to(&format!(
        "/bureau/portraits/{}#doutes",
        portrait.id
    )))
}
