//! The stop rules: asked again at the very instant a message is about to leave.

use portrea_domain::message::{Message, Purpose, StopReason, Stream};
use portrea_domain::person::Person;
use portrea_domain::sending::allowed_from;
use portrea_domain::{EventId, Timestamp};
use portrea_storage::Tx;

use crate::app::App;
use crate::error::ActionError;
use crate::prompt_check::{described_stop, grouped_stop, reminder_stop};

/// What the rules say of a message whose time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It leaves, to this person.
    Send(Person),
    /// It must not leave, now or ever.
    Stop(StopReason),
    /// Not now: it waits until then.
    Later(Timestamp),
}

/// Asks the rules about a message, in the transaction that commits its sending.
pub async fn check_message(
    tx: &mut Tx,
    app: &App,
    message: &Message,
) -> Result<Verdict, ActionError> {
    let now = app.now();
    let Some(person) = tx.people().get(message.person_id).await? else {
        return Ok(Verdict::Stop(StopReason::Gone));
    };
    if now > message.not_after {
        return Ok(Verdict::Stop(StopReason::TooLate));
    }
    let stream = message.purpose.stream();
    // Each part of a grouped message has a stream of its own.
    let is_one = message.purpose != Purpose::Grouped;
    if is_one
        && stream != Stream::Service
        && tx.people().oppositions(person.id).await?.contains(&stream)
    {
        return Ok(Verdict::Stop(StopReason::Opposed));
    }
    let Some(email) = &person.email else {
        return Ok(Verdict::Stop(StopReason::NoAddress));
    };
    if tx.people().bounced(email).await?.is_some() {
        return Ok(Verdict::Stop(StopReason::Bounced));
    }
    if let Some(reason) = subject_stop(tx, app, message).await? {
        return Ok(Verdict::Stop(reason));
    }
    Ok(match not_now(tx, app, message).await? {
        Some(verdict) => verdict,
        None => Verdict::Send(person),
    })
}

/// Whether a message must wait for the office to open, or for its reader to have been left in peace long enough. What a
/// colleague asked for this very minute waits for nothing.
async fn not_now(
    tx: &mut Tx,
    app: &App,
    message: &Message,
) -> Result<Option<Verdict>, ActionError> {
    let now = app.now();
    if !message.purpose.is_solicitation() && !matches!(message.purpose, Purpose::Reminder { .. }) {
        return Ok(None);
    }
    if let Purpose::Invitation { invitation } = message.purpose
        && tx
            .invitations()
            .require(invitation)
            .await?
            .invitation
            .delegated_from
            .is_some()
    {
        return Ok(None);
    }
    let office = match message.campaign_id {
        Some(campaign) => tx.rules().office_of_campaign(campaign).await?,
        None => None,
    };
    let Some(office) = office else {
        return Ok(None);
    };
    let mut from = now;
    if message.purpose.is_solicitation() {
        let since = now.plus_days(-office.rules.window_days);
        let past = tx
            .solicitations()
            .sent_since(message.person_id, since, message.id)
            .await?;
        from = allowed_from(&office.rules, &past, now);
    }
    let from_open = office.next_open(from);
    Ok(if from_open <= now {
        None
    } else if from_open <= message.not_after {
        Some(Verdict::Later(from_open))
    } else if from > now {
        Some(Verdict::Stop(StopReason::AskedEnough))
    } else {
        Some(Verdict::Stop(StopReason::TooLate))
    })
}

/// Why what a message is about no longer calls for it.
async fn subject_stop(
    tx: &mut Tx,
    app: &App,
    message: &Message,
) -> Result<Option<StopReason>, ActionError> {
    Ok(match message.purpose {
        Purpose::Invitation { invitation } => match tx.invitations().get(invitation).await? {
            None => Some(StopReason::Gone),
            Some(row) if row.invitation.answer.is_some() => Some(StopReason::Answered),
            Some(row) => meeting_stop(tx, app, row.invitation.event_id).await?,
        },
        Purpose::Freshness => {
            let prompts = tx.prompts().of_message(message.id).await?;
            if prompts.is_empty() {
                Some(StopReason::Gone)
            } else if prompts.iter().all(|prompt| prompt.answered_at.is_some()) {
                Some(StopReason::Answered)
            } else {
                None
            }
        }
        Purpose::Reminder {
            invitation,
            audience,
        } => reminder_stop(tx, app, invitation, audience).await?,
        Purpose::ListingReminder { listing } => described_stop(tx, listing).await?,
        Purpose::Grouped => grouped_stop(tx, app, message).await?,
        Purpose::Trial { mailing, .. } => tx
            .mailings()
            .get(mailing)
            .await?
            .is_none()
            .then_some(StopReason::Gone),
        Purpose::AnswerNoted {
            invitation,
            version,
        }
        | Purpose::SeatFreed {
            invitation,
            version,
        }
        | Purpose::EventMoved {
            invitation,
            version,
        } => match tx.invitations().get(invitation).await? {
            None => Some(StopReason::Gone),
            Some(row) if version != 0 && row.invitation.version != version => {
                Some(StopReason::Superseded)
            }
            Some(_) => None,
        },
        Purpose::EventCancelled { invitation } | Purpose::InvitationLink { invitation } => tx
            .invitations()
            .get(invitation)
            .await?
            .is_none()
            .then_some(StopReason::Gone),
        Purpose::FormLink { listing } => tx
            .listings()
            .get(listing)
            .await?
            .is_none()
            .then_some(StopReason::Gone),
        Purpose::SignIn { link } => match tx.links().get(link).await? {
            Some(link) if link.used_at.is_none() && link.revoked_at.is_none() => None,
            _ => Some(StopReason::Gone),
        },
    })
}

/// Why nobody is invited to a meeting any more.
async fn meeting_stop(
    tx: &mut Tx,
    app: &App,
    event: EventId,
) -> Result<Option<StopReason>, ActionError> {
    let event = tx.events().require(event).await?;
    Ok(if event.is_cancelled() {
        Some(StopReason::Gone)
    } else if event.starts_at <= app.now() {
        Some(StopReason::TooLate)
    } else {
        None
    })
}
