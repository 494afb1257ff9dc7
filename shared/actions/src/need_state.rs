//! Saying what one eats and needs on the day, and forgetting it once the day is over.

use portrea_domain::InvitationId;
use portrea_domain::invitation::Reply;
use portrea_domain::need::Need;

use crate::app::App;
use crate::error::ActionError;

/// Keeps what somebody who comes, or may come, eats and needs. It replaces what they said before.
pub async fn state_need(
    app: &App,
    invitation: InvitationId,
    need: Need,
) -> Result<(), ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    tx.events().take_of_invitation(invitation).await?;
    let row = tx.invitations().require(invitation).await?;
    let event = tx.events().require(row.invitation.event_id).await?;
    if !event.is_open(now) {
        return Err(ActionError::refused(
            "La réunion a commencé ou est annulée\u{a0}: rien n’est gardé.",
        ));
    }
    let comes = row
        .invitation
        .answer
        .is_some_and(|answer| matches!(answer.reply, Reply::Yes | Reply::Maybe));
    if !comes {
        return Err(ActionError::refused(
            "Dites d’abord si vous venez\u{a0}: ces précisions ne servent qu’aux personnes présentes.",
        ));
    }
    let need = Need {
        meal: need.meal && event.hosting.meal,
        ..need
    };
    tx.needs()
        .keep(invitation, event.id, &need.tidied(), now)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets what was needed at every meeting that is over or called off; gives how many people it was about. The
/// periodic planner calls it.
pub async fn erase_needs(app: &App) -> Result<u64, ActionError> {
    let mut tx = app.storage.begin().await?;
    let erased = tx.needs().erase_over(app.now()).await?;
    tx.commit().await?;
    if erased > 0 {
        tracing::info!(count = erased, "needs.erased");
    }
    Ok(erased)
}
