//! Moving a portrait to another phase of the method.

use portrea_domain::PortraitId;
use portrea_domain::portrait::{Phase, Portrait};

use crate::app::App;
use crate::error::ActionError;

/// Moves a portrait to a phase, from now on; what is relative to the phase is counted from here. Staying changes nothing.
pub async fn enter_phase(
    app: &App,
    portrait: PortraitId,
    phase: Phase,
) -> Result<Portrait, ActionError> {
    let mut tx = app.storage.begin().await?;
    tx.portraits().lock(portrait).await?;
    let held = tx.portraits().require(portrait).await?;
    if held.phase == phase {
        return Ok(held);
    }
    tx.portraits().set_phase(portrait, phase, app.now()).await?;
    let portrait = tx.portraits().require(portrait).await?;
    tx.commit().await?;
    tracing::info!(portrait.id = %portrait.id, phase = phase.as_str(), "portrait.phase");
    Ok(portrait)
}
