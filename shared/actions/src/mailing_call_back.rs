//! Calling a send back: what has not left never will, and whoever was to be invited can be invited anew.

use portrea_domain::CampaignId;
use portrea_domain::mailing::MailingState;
use portrea_domain::message::StopReason;

use crate::app::App;
use crate::error::ActionError;
use crate::mailing_decide::invitation_step;

/// What calling a send back came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CalledBack {
    /// Mails stopped before they left.
    pub stopped: usize,
}

/// Calls a send back. Mails that a server already has cannot be: the ten minutes before the first one leaves are for
/// that. Doing it twice changes nothing. What waits in a message that carries something else is taken out of it.
pub async fn call_back_mailing(app: &App, id: CampaignId) -> Result<CalledBack, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let mailing = tx.mailings().require(id).await?;
    tx.portraits().lock(mailing.portrait_id).await?;
    let mailing = tx.mailings().require(id).await?;
    match mailing.state {
        MailingState::Decided(_) => {}
        MailingState::CalledBack { .. } => return Ok(CalledBack::default()),
        MailingState::Draft => {
            return Err(ActionError::refused(
                "Cet envoi n’est pas décidé\u{a0}: il n’y a rien à rappeler.",
            ));
        }
    }
    let mut stopped = 0;
    for message in tx.solicitations().waiting_of(id).await? {
        if tx.solicitations().carries_others(message, id).await? {
            tx.solicitations().detach(message, id).await?;
            stopped += 1;
        } else if tx
            .solicitations()
            .stop(message, StopReason::CalledBack, now)
            .await?
        {
            stopped += 1;
        }
    }
    tx.solicitations()
        .forget_unsent_invitations(mailing.event_id, id, &invitation_step(mailing.event_id))
        .await?;
    tx.mailings().call_back(id, now).await?;
    tx.commit().await?;
    tracing::info!(campaign.id = %id, stopped, "mailing.called_back");
    Ok(CalledBack { stopped })
}
