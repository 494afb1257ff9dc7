//! Which portraits somebody may see, and under which name they know them.

use portrea_actions::App;
use portrea_domain::PortraitId;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::EpciCode;
use portrea_storage::{StorageError, Tx};
use portrea_web::{Desk, PageError};

/// The portrait an address names. Not found when there is none; forbidden when it is somebody else's.
pub(crate) async fn portrait_for(app: &App, desk: &Desk, id: &str) -> Result<Portrait, PageError> {
    let id: PortraitId = id.parse().map_err(|_no_id| PageError::NotFound)?;
    let portrait = app.storage.read().await?.portraits().require(id).await?;
    if desk.may_see(app, &portrait).await? {
        Ok(portrait)
    } else {
        Err(PageError::Forbidden)
    }
}

/// Every portrait somebody may see, oldest first.
pub(crate) async fn portraits_of(app: &App, desk: &Desk) -> Result<Vec<Portrait>, PageError> {
    let all = app.storage.read().await?.portraits().list().await?;
    let mut seen = Vec::new();
    for portrait in all {
        if desk.may_see(app, &portrait).await? {
            seen.push(portrait);
        }
    }
    Ok(seen)
}

/// The name of an EPCI; its code when the reference geography no longer has it.
pub(crate) async fn territory_name(tx: &mut Tx, epci: &EpciCode) -> Result<String, StorageError> {
    let row = tx.geography().epci(epci).await?;
    Ok(row.map_or_else(|| epci.to_string(), |row| row.name))
}
