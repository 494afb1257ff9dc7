//! Opening the portrait of an EPCI.

use portrea_domain::PortraitId;
use portrea_domain::clock::PARIS;
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::territory::{EpciCode, Territory};

use crate::app::{App, mint};
use crate::error::ActionError;

/// Opens the portrait of an EPCI, or gives the one it has. Fails when the code is no EPCI of the reference geography.
pub async fn open_portrait(
    app: &App,
    epci: &EpciCode,
    phase: Phase,
) -> Result<Portrait, ActionError> {
    let mut tx = app.storage.begin().await?;
    if tx.geography().epci(epci).await?.is_none() {
        return Err(ActionError::Missing("EPCI"));
    }
    // An EPCI lies in one time zone: that of any of its communes.
    let communes = tx
        .geography()
        .communes_of(&Territory::Epci(epci.clone()))
        .await?;
    let zone = communes
        .first()
        .map_or(PARIS, |commune| commune.code.zone());
    let portrait = Portrait {
        id: mint!(app, PortraitId),
        epci: epci.clone(),
        phase,
        phase_since: app.now(),
        zone,
        opened_at: app.now(),
    };
    tx.portraits().insert(&portrait).await?;
    let portrait = tx
        .portraits()
        .by_epci(epci)
        .await?
        .ok_or(ActionError::Missing("portrait"))?;
    tx.commit().await?;
    Ok(portrait)
}
