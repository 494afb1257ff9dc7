//! The reminders around meetings, and after a phase began: who gets which step of the sequence now.
//!
//! Steps are rules about dates, so a meeting that moves takes its reminders with it. Running this twice, or on two
//! machines, asks nobody twice: a prompt is unique.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::event::Event;
use portrea_domain::message::{PromptStep, Purpose};
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::sending::Office;
use portrea_domain::sequence::{Audience, Step, default_phase_sequence, default_sequence};
use portrea_domain::{CampaignId, PersonId, PortraitId, Timestamp};
use portrea_storage::{InvitationRow, SequenceOf, StorageError, Tx};

use crate::app::{App, mint};
use crate::audience::members;
use crate::error::ActionError;
use crate::solicit::{Asking, ask};

/// A step that left before a meeting moved is not said again unless that long has passed.
const REPEAT_AFTER_DAYS: i64 = 7;
/// Meetings further away than the longest step have nothing due.
const FAR_DAYS: i64 = 121;

/// Queues every step that is due in every portrait; gives how many people are reminded of something.
pub async fn run_reminders(app: &App) -> Result<usize, ActionError> {
    let portraits = app.storage.read().await?.portraits().list().await?;
    let mut count = 0;
    for portrait in portraits {
        // Looked at without holding anything first: most of the time there is nothing to do.
        let mut tx = app.storage.read().await?;
        if due_steps(&mut tx, app, &portrait).await?.is_empty() {
            continue;
        }
        drop(tx);
        let mut tx = app.storage.begin().await?;
        tx.portraits().lock(portrait.id).await?;
        count += run_reminders_in(&mut tx, app, portrait.id).await?;
        tx.commit().await?;
    }
    if count > 0 {
        tracing::info!(count, "reminders.queued");
    }
    Ok(count)
}

/// Queues what is due in one portrait, in the caller's transaction.
pub async fn run_reminders_in(
    tx: &mut Tx,
    app: &App,
    portrait: PortraitId,
) -> Result<usize, StorageError> {
    let portrait = tx.portraits().require(portrait).await?;
    let mut count = 0;
    for due in due_steps(tx, app, &portrait).await? {
        count += match &due.about {
            About::Event(event) => remind_of_event(tx, app, event, &due).await?,
            About::Phase => remind_of_listings(tx, app, &portrait, &due).await?,
        };
    }
    Ok(count)
}

/// When the next step of a portrait is due after now; none when nothing lies ahead.
pub async fn next_reminder_at(
    tx: &mut Tx,
    app: &App,
    portrait: PortraitId,
) -> Result<Option<Timestamp>, StorageError> {
    let now = app.now();
    let portrait = tx.portraits().require(portrait).await?;
    let steps = all_steps(tx, app, &portrait).await?;
    Ok(steps
        .into_iter()
        .map(|step| step.due_at)
        .filter(|at| *at > now)
        .min())
}

/// The sequence of a meeting: its own, or the one every meeting starts with.
pub async fn sequence_of(tx: &mut Tx, event: &Event) -> Result<Vec<Step>, StorageError> {
    let kept = tx.rules().sequence(SequenceOf::Event(event.id)).await?;
    Ok(kept.unwrap_or_else(|| default_sequence(event.kind)))
}

/// The sequence of the consolidation of a portrait: its own, or the usual one.
pub async fn phase_sequence_of(
    tx: &mut Tx,
    portrait: PortraitId,
) -> Result<Vec<Step>, StorageError> {
    let kept = tx.rules().sequence(SequenceOf::Portrait(portrait)).await?;
    Ok(kept.unwrap_or_else(default_phase_sequence))
}

/// What a step is about.
enum About {
    Event(Box<Event>),
    Phase,
}

/// A step with its moment.
struct Moment {
    step: Step,
    about: About,
    due_at: Timestamp,
    /// From when on it is too late.
    until: Timestamp,
    office: Office,
}

async fn due_steps(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
) -> Result<Vec<Moment>, StorageError> {
    let now = app.now();
    let mut steps = all_steps(tx, app, portrait).await?;
    steps.retain(|step| step.due_at <= now && now < step.until);
    Ok(steps)
}

async fn all_steps(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
) -> Result<Vec<Moment>, StorageError> {
    let now = app.now();
    let office = tx.rules().office(portrait.id).await?;
    let mut all = Vec::new();
    for event in tx.events().of_portrait(portrait.id).await? {
        let is_near = event.starts_at.plus_days(-FAR_DAYS) <= now
            && now <= event.starts_at.plus_days(FAR_DAYS);
        if event.is_cancelled() || !is_near {
            continue;
        }
        for step in sequence_of(tx, &event).await? {
            let due_at = office.next_open(step.due_at(event.starts_at, office.zone));
            let mut until = step.too_late_at(due_at);
            if step.audience.is_before() {
                until = until.min(event.starts_at);
            }
            all.push(Moment {
                step,
                about: About::Event(Box::new(event.clone())),
                due_at,
                until,
                office,
            });
        }
    }
    if portrait.phase == Phase::Consolidation {
        for step in phase_sequence_of(tx, portrait.id).await? {
            let due_at = office.next_open(step.due_at(portrait.phase_since, office.zone));
            all.push(Moment {
                until: step.too_late_at(due_at),
                step,
                about: About::Phase,
                due_at,
                office,
            });
        }
    }
    all.retain(|due| due.step.enabled);
    Ok(all)
}

/// The campaign that holds every reminder of one kind in a portrait.
async fn campaign_of(
    tx: &mut Tx,
    app: &App,
    portrait: PortraitId,
    kind: &str,
    label: &str,
) -> Result<CampaignId, StorageError> {
    if let Some(id) = tx.campaigns().latest(portrait, kind).await? {
        return Ok(id);
    }
    let id = mint!(app, CampaignId);
    tx.campaigns()
        .insert(id, portrait, kind, label, app.now())
        .await?;
    Ok(id)
}

async fn remind_of_event(
    tx: &mut Tx,
    app: &App,
    event: &Event,
    due: &Moment,
) -> Result<usize, StorageError> {
    let members = members(tx, due.step.audience, event.id).await?;
    if members.is_empty() {
        return Ok(0);
    }
    let kind = format!("reminders:{}", event.id);
    let label = format!("Relances — {}", event.title);
    let campaign_id = campaign_of(tx, app, event.portrait_id, &kind, &label).await?;
    let mut past = Past::load(tx, event).await?;
    let mut count = 0;
    for row in members {
        let step = PromptStep::Reminder {
            event: event.id,
            key: due.step.key.clone(),
        };
        if !past.allows(&row, &step, event, due) {
            continue;
        }
        let asking = Asking {
            campaign_id,
            person_id: row.person.id,
            step,
            round: event.moves + 1,
            purpose: Purpose::Reminder {
                invitation: row.invitation.id,
                audience: due.step.audience,
            },
            due_at: app.now(),
            not_after: due.until,
        };
        if ask(tx, app, &asking).await? {
            past.note(&row, due.step.audience);
            count += 1;
        }
    }
    Ok(count)
}

/// What was already said around a meeting, and to whom.
struct Past {
    said: BTreeMap<(PersonId, String), Timestamp>,
    reminders: BTreeMap<PersonId, usize>,
}

impl Past {
    async fn load(tx: &mut Tx, event: &Event) -> Result<Self, StorageError> {
        let sequence = sequence_of(tx, event).await?;
        let counts = |key: &str| {
            sequence
                .iter()
                .find(|step| step.key == key)
                .is_none_or(|step| is_reminder(step.audience))
        };
        let mut past = Self {
            said: BTreeMap::new(),
            reminders: BTreeMap::new(),
        };
        let start = PromptStep::reminders_of(event.id);
        for (prompt, at) in tx.prompts().beginning_with(&start).await? {
            if prompt.step.strip_prefix(&start).is_none_or(counts) {
                *past.reminders.entry(prompt.person_id).or_default() += 1;
            }
            past.said.insert((prompt.person_id, prompt.step), at);
        }
        Ok(past)
    }

    /// Whether one more may be said: not too many, and not again what was said just before the meeting moved.
    fn allows(&self, row: &InvitationRow, step: &PromptStep, event: &Event, due: &Moment) -> bool {
        let person = row.person.id;
        if let Some(at) = self.said.get(&(person, step.to_string())) {
            let again_from = at.plus_days(REPEAT_AFTER_DAYS);
            if event.moves == 0 || due.due_at < again_from {
                return false;
            }
        }
        if !is_reminder(due.step.audience) {
            return true;
        }
        // An address given by somebody else that never acted gets one reminder at most.
        let most = if row.invitation.is_unconfirmed() {
            1.min(due.office.rules.most_reminders)
        } else {
            due.office.rules.most_reminders
        };
        self.reminders.get(&person).copied().unwrap_or_default() < most
    }

    fn note(&mut self, row: &InvitationRow, audience: Audience) {
        if is_reminder(audience) {
            *self.reminders.entry(row.person.id).or_default() += 1;
        }
    }
}

const fn is_reminder(audience: Audience) -> bool {
    matches!(audience, Audience::NotAnswered | Audience::Maybe)
}

/// Whoever answers for a listing whose offer nobody described yet is asked to, a while after the phase began.
async fn remind_of_listings(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
    due: &Moment,
) -> Result<usize, StorageError> {
    let campaign_id = campaign_of(tx, app, portrait.id, "describe", "Fiches à compléter").await?;
    let mut count = 0;
    let mut seen = BTreeSet::new();
    for row in tx.contacts().of_portrait(portrait.id).await? {
        let Some(id) = row.contact.listing_id.filter(|id| seen.insert(*id)) else {
            continue;
        };
        let Some(listing) = tx.listings().get(id).await? else {
            continue;
        };
        if listing.is_closed() || !listing.services().is_empty() {
            continue;
        }
        let asking = Asking {
            campaign_id,
            person_id: row.person.id,
            step: PromptStep::Describe {
                portrait: portrait.id,
                key: due.step.key.clone(),
                listing: id,
            },
            round: 1,
            purpose: Purpose::ListingReminder { listing: id },
            due_at: app.now(),
            not_after: due.until,
        };
        count += usize::from(ask(tx, app, &asking).await?);
    }
    Ok(count)
}
