//! Whether messages must wait for the office to open, or for their reader to have been left in peace long enough. What
//! a colleague asked for this very minute waits for nothing.

use std::collections::{HashMap, HashSet};

use portrea_domain::message::{Message, Purpose, StopReason};
use portrea_domain::sending::{Office, allowed_from};
use portrea_domain::{CampaignId, MessageId, PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::message_check::{Batch, Verdict, distinct};
use crate::message_subject::by_id;

/// Offices of the campaigns of a batch.
type Offices = HashMap<CampaignId, Option<Office>>;

/// Makes the messages of a batch wait whose time is not now.
pub(crate) async fn not_now(
    tx: &mut Tx,
    app: &App,
    batch: &mut Batch<'_>,
) -> Result<(), ActionError> {
    let now = app.now();
    let held: Vec<_> = batch
        .open()
        .filter(|(_, message)| may_wait(message))
        .collect();
    if held.is_empty() {
        return Ok(());
    }
    let offices = offices(tx, &held).await?;
    let passed_on = passed_on(tx, &held).await?;
    let mut past = past(tx, &held, &offices, now).await?;
    for (n, message) in held {
        let office = message
            .campaign_id
            .and_then(|id| offices.get(&id)?.as_ref());
        let Some(office) = office.filter(|_| !passed_on.contains(&message.id)) else {
            continue;
        };
        let asked = past.entry(message.person_id).or_default();
        match verdict(office, message, asked, now) {
            Some(verdict) => batch.decide(n, verdict),
            // What leaves with this batch was asked too.
            None if message.purpose.is_solicitation() => asked.push((message.id, now)),
            None => {}
        }
    }
    Ok(())
}

fn may_wait(message: &Message) -> bool {
    message.purpose.is_solicitation() || matches!(message.purpose, Purpose::Reminder { .. })
}

/// What the office and the peace of the reader say of one message; nothing when it may leave.
fn verdict(
    office: &Office,
    message: &Message,
    asked: &[(MessageId, Timestamp)],
    now: Timestamp,
) -> Option<Verdict> {
    let mut from = now;
    if message.purpose.is_solicitation() {
        let since = now.plus_days(-office.rules.window_days);
        let past: Vec<Timestamp> = asked
            .iter()
            .filter(|(id, at)| *id != message.id && *at > since)
            .map(|(_, at)| *at)
            .collect();
        from = allowed_from(&office.rules, &past, now);
    }
    let from_open = office.next_open(from);
    if from_open <= now {
        None
    } else if from_open <= message.not_after {
        Some(Verdict::Later(from_open))
    } else if from > now {
        Some(Verdict::Stop(StopReason::AskedEnough))
    } else {
        Some(Verdict::Stop(StopReason::TooLate))
    }
}

async fn offices(tx: &mut Tx, held: &[(usize, &Message)]) -> Result<Offices, StorageError> {
    let mut offices = Offices::new();
    for id in distinct(held.iter().filter_map(|(_, message)| message.campaign_id)) {
        offices.insert(id, tx.rules().office_of_campaign(id).await?);
    }
    Ok(offices)
}

/// The messages that invite somebody in the place of another: that other one asked for it.
async fn passed_on(
    tx: &mut Tx,
    held: &[(usize, &Message)],
) -> Result<HashSet<MessageId>, StorageError> {
    let invitations: Vec<_> = held
        .iter()
        .filter_map(|(_, message)| match message.purpose {
            Purpose::Invitation { invitation } => Some((invitation, message.id)),
            _ => None,
        })
        .collect();
    let ids: Vec<_> = invitations.iter().map(|(id, _)| *id).collect();
    let passed_on = by_id(tx.journal().passed_on(&ids).await?);
    Ok(invitations
        .into_iter()
        .filter(|(id, _)| passed_on.get(id) == Some(&true))
        .map(|(_, message)| message)
        .collect())
}

/// When something was asked of the readers lately, in order.
async fn past(
    tx: &mut Tx,
    held: &[(usize, &Message)],
    offices: &Offices,
    now: Timestamp,
) -> Result<HashMap<PersonId, Vec<(MessageId, Timestamp)>>, StorageError> {
    let windows = offices
        .values()
        .flatten()
        .map(|office| office.rules.window_days);
    let since = now.plus_days(-windows.max().unwrap_or_default());
    let people = distinct(held.iter().map(|(_, message)| message.person_id));
    let mut past: HashMap<PersonId, Vec<(MessageId, Timestamp)>> = HashMap::new();
    for (person, message, at) in tx.journal().asked_since(&people, since).await? {
        past.entry(person).or_default().push((message, at));
    }
    Ok(past)
}
