//! Whether one thing asked of somebody must still be asked: when it leaves, each part of a message is judged by itself.

use portrea_domain::event::Event;
use portrea_domain::message::{Message, Prompt, PromptStep, StopReason};
use portrea_domain::sequence::Audience;
use portrea_domain::{InvitationId, ListingId};
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::audience::is_in;
use crate::error::ActionError;
use crate::reminders_run::sequence_of;

pub(crate) async fn reminder_stop(
    tx: &mut Tx,
    app: &App,
    invitation: InvitationId,
    audience: Audience,
) -> Result<Option<StopReason>, ActionError> {
    let Some(row) = tx.invitations().get(invitation).await? else {
        return Ok(Some(StopReason::Gone));
    };
    let event = tx.events().require(row.invitation.event_id).await?;
    Ok(if event.is_cancelled() {
        Some(StopReason::Gone)
    } else if audience.is_before() && event.starts_at <= app.now() {
        Some(StopReason::TooLate)
    } else if is_in(tx, audience, &row).await? {
        None
    } else {
        Some(StopReason::Answered)
    })
}

/// Whether a listing has been described, or is gone.
pub(crate) async fn described_stop(
    tx: &mut Tx,
    listing: ListingId,
) -> Result<Option<StopReason>, ActionError> {
    Ok(match tx.listings().get(listing).await? {
        None => Some(StopReason::Gone),
        Some(listing) if listing.is_closed() => Some(StopReason::Gone),
        Some(listing) if !listing.services().is_empty() => Some(StopReason::Answered),
        Some(_) => None,
    })
}

/// A grouped message stops when nothing it carries must still be said.
pub(crate) async fn grouped_stop(
    tx: &mut Tx,
    app: &App,
    message: &Message,
) -> Result<Option<StopReason>, ActionError> {
    let mut why = StopReason::Gone;
    for prompt in tx.prompts().of_message(message.id).await? {
        match check_prompt(tx, app, &prompt).await? {
            None => return Ok(None),
            Some(reason) => why = reason,
        }
    }
    Ok(Some(why))
}

/// Why one thing a message asks must not be asked any more; nothing when it still must.
pub async fn check_prompt(
    tx: &mut Tx,
    app: &App,
    prompt: &Prompt,
) -> Result<Option<StopReason>, ActionError> {
    if prompt.answered_at.is_some() {
        return Ok(Some(StopReason::Answered));
    }
    let Ok(step) = prompt.step.parse::<PromptStep>() else {
        return Ok(Some(StopReason::Gone));
    };
    let opposed = tx.people().oppositions(prompt.person_id).await?;
    if opposed.contains(&step.stream()) {
        return Ok(Some(StopReason::Opposed));
    }
    let now = app.now();
    Ok(match step {
        PromptStep::Invitation(event) => {
            let event = tx.events().require(event).await?;
            match tx
                .invitations()
                .of_person_to(event.id, prompt.person_id)
                .await?
            {
                None => Some(StopReason::Gone),
                Some(row) if row.invitation.answer.is_some() => Some(StopReason::Answered),
                Some(_) if event.is_cancelled() => Some(StopReason::Gone),
                Some(_) => (event.starts_at <= now).then_some(StopReason::TooLate),
            }
        }
        PromptStep::Reminder { event, key } => {
            let event = tx.events().require(event).await?;
            let audience = audience_of(tx, &event, &key).await?;
            match tx
                .invitations()
                .of_person_to(event.id, prompt.person_id)
                .await?
            {
                None => Some(StopReason::Gone),
                Some(row) => reminder_stop(tx, app, row.invitation.id, audience).await?,
            }
        }
        PromptStep::Section(listing, _) => match tx.listings().get(listing).await? {
            Some(listing) if !listing.is_closed() => None,
            _ => Some(StopReason::Gone),
        },
        PromptStep::Describe { listing, .. } => described_stop(tx, listing).await?,
    })
}

/// Who the step of that key is for; what was sent by hand, and steps since removed, are for whoever has not answered.
pub async fn audience_of(tx: &mut Tx, event: &Event, key: &str) -> Result<Audience, StorageError> {
    let sequence = sequence_of(tx, event).await?;
    let step = sequence.into_iter().find(|step| step.key == key);
    Ok(step.map_or(Audience::NotAnswered, |step| step.audience))
}
