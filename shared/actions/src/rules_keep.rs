//! Changing the rules of sending, and the sequence of reminders of a meeting or a portrait.

use portrea_domain::PortraitId;
use portrea_domain::sending::SendingRules;
use portrea_domain::sequence::{Step, check_sequence};
use portrea_storage::SequenceOf;

use crate::app::App;
use crate::error::ActionError;

/// Keeps the rules of a portrait; refused with words when they make no sense.
pub async fn keep_rules(
    app: &App,
    portrait: PortraitId,
    rules: SendingRules,
) -> Result<(), ActionError> {
    let rules = rules
        .check()
        .map_err(|error| ActionError::refused(error.to_string()))?;
    let mut tx = app.storage.begin().await?;
    tx.portraits().lock(portrait).await?;
    tx.rules().keep(portrait, &rules, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps a sequence; refused with words when it makes no sense. What already left stays said.
pub async fn keep_sequence(app: &App, of: SequenceOf, steps: &[Step]) -> Result<(), ActionError> {
    check_sequence(steps).map_err(|error| ActionError::refused(error.to_string()))?;
    let mut tx = app.storage.begin().await?;
    tx.rules().keep_sequence(of, steps, app.now()).await?;
    tx.commit().await?;
    Ok(())
}
