//! The periodic check: who must be asked about what, and asking it.
//!
//! For each listing, the one section most likely to be false is asked about: hours before the offer before the rest,
//! then the longest due. What concerns one person goes into one message.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::freshness::{GAP_DAYS, MAX_ROUNDS};
use portrea_domain::message::{PromptStep, Purpose, Stream};
use portrea_domain::nomination::quiet_until;
use portrea_domain::person::Person;
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{CampaignId, ListingId, PersonId, PortraitId, Timestamp};
use portrea_storage::{DueSection, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::solicit::{Asking, ask};

/// A message about freshness that could not leave within this time is not sent any more.
const LIFE_DAYS: i64 = 10;

/// One question to ask one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Whom.
    pub person: Person,
    /// About which listing.
    pub listing_id: ListingId,
    /// Its name.
    pub listing_name: String,
    /// About which section.
    pub section: SectionKey,
    /// Since when it is due.
    pub due_at: Timestamp,
    /// First time, second time…
    pub round: i64,
}

/// A listing that is due but about which nobody is asked now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The listing.
    pub listing_id: ListingId,
    /// Its name.
    pub listing_name: String,
    /// The section that would be asked about.
    pub section: SectionKey,
    /// Why not now.
    pub reason: HeldReason,
}

/// Why nobody is asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldReason {
    /// The listing has no contact that can be written to.
    NobodyToAsk,
    /// The person was asked something lately.
    AskedLately,
    /// Asked often enough: the référent calls.
    ToCall,
}

impl HeldReason {
    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NobodyToAsk => "aucun contact à qui écrire",
            Self::AskedLately => "sollicité il y a peu",
            Self::ToCall => "à appeler",
        }
    }
}

/// What a run of the checker would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FreshnessPlan {
    /// Questions to ask, person by person.
    pub asks: Vec<Ask>,
    /// Listings due about which nobody is asked now.
    pub held: Vec<Held>,
}

/// The step under which a section of a listing is asked about.
#[must_use]
pub fn step_of(listing: ListingId, section: SectionKey) -> String {
    PromptStep::Section(listing, section).to_string()
}

/// Says who would be asked about what, changing nothing.
pub async fn plan_freshness(app: &App) -> Result<FreshnessPlan, ActionError> {
    let mut tx = app.storage.read().await?;
    let mut whole = FreshnessPlan::default();
    for portrait in open_portraits(&mut tx).await? {
        let plan = plan_portrait(&mut tx, app, &portrait).await?;
        whole.asks.extend(plan.asks);
        whole.held.extend(plan.held);
    }
    Ok(whole)
}

/// Says who would be asked about what in one portrait, changing nothing.
pub async fn plan_freshness_of(
    app: &App,
    portrait: &Portrait,
) -> Result<FreshnessPlan, ActionError> {
    Ok(plan_portrait(&mut app.storage.read().await?, app, portrait).await?)
}

/// Asks what is due: one message a person, one prompt a question, never twice whoever else runs at the same time.
pub async fn run_freshness(app: &App) -> Result<FreshnessPlan, ActionError> {
    let portraits = open_portraits(&mut app.storage.read().await?).await?;
    let mut whole = FreshnessPlan::default();
    for portrait in portraits {
        // One transaction a portrait: nobody waits for the others' people to be gone through.
        let mut tx = app.storage.begin().await?;
        tx.portraits().lock(portrait.id).await?;
        let plan = run_freshness_in(&mut tx, app, portrait.id).await?;
        tx.commit().await?;
        whole.asks.extend(plan.asks);
        whole.held.extend(plan.held);
    }
    tracing::info!(
        asked = whole.asks.len(),
        held = whole.held.len(),
        "freshness.ran"
    );
    Ok(whole)
}

/// Asks what is due in one portrait, in the caller's transaction; nobody before its engagement has begun.
pub async fn run_freshness_in(
    tx: &mut Tx,
    app: &App,
    portrait: PortraitId,
) -> Result<FreshnessPlan, StorageError> {
    let portrait = tx.portraits().require(portrait).await?;
    if !is_open(&portrait) {
        return Ok(FreshnessPlan::default());
    }
    let plan = plan_portrait(tx, app, &portrait).await?;
    queue(tx, app, &portrait, &plan).await?;
    Ok(plan)
}

fn is_open(portrait: &Portrait) -> bool {
    portrait.phase > Phase::Contact
}

async fn open_portraits(tx: &mut Tx) -> Result<Vec<Portrait>, StorageError> {
    let mut portraits = tx.portraits().list().await?;
    portraits.retain(is_open);
    Ok(portraits)
}

async fn plan_portrait(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
) -> Result<FreshnessPlan, StorageError> {
    let now = app.now();
    let due = tx
        .listings()
        .due_in_epci(portrait.epci.as_str(), now)
        .await?;
    let doubted = tx
        .suggestions()
        .doubted_in_epci(portrait.epci.as_str())
        .await?;
    let mut plan = FreshnessPlan::default();
    let mut asked_lately: BTreeMap<PersonId, bool> = BTreeMap::new();
    for section in most_doubtful(due, &doubted) {
        let held = |reason| Held {
            listing_id: section.listing_id,
            listing_name: section.name.clone(),
            section: section.section,
            reason,
        };
        let Some(person) = whom_to_ask(tx, section.listing_id).await? else {
            plan.held.push(held(HeldReason::NobodyToAsk));
            continue;
        };
        let asked = tx
            .prompts()
            .of_step(&step_of(section.listing_id, section.section))
            .await?;
        if asked
            .iter()
            .filter(|prompt| prompt.answered_at.is_none())
            .count()
            >= MAX_ROUNDS
        {
            plan.held.push(held(HeldReason::ToCall));
            continue;
        }
        let lately = if let Some(&lately) = asked_lately.get(&person.id) {
            lately
        } else {
            let last = tx.prompts().last_asked(person.id).await?;
            let lately = last.is_some_and(|last| now < last.plus_days(GAP_DAYS))
                || was_just_named(tx, person.id, now).await?;
            asked_lately.insert(person.id, lately);
            lately
        };
        if lately {
            plan.held.push(held(HeldReason::AskedLately));
            continue;
        }
        plan.asks.push(Ask {
            person,
            listing_id: section.listing_id,
            listing_name: section.name,
            section: section.section,
            due_at: section.due_at,
            round: i64::try_from(asked.len()).unwrap_or(i64::MAX - 1) + 1,
        });
    }
    plan.asks.sort_by_key(|ask| ask.person.id);
    Ok(plan)
}

/// The one section of each listing to ask about: what a reader doubts first.
fn most_doubtful(
    due: Vec<DueSection>,
    doubted: &BTreeSet<(ListingId, SectionKey)>,
) -> Vec<DueSection> {
    let rank = |one: &DueSection| match one.section {
        section if doubted.contains(&(one.listing_id, section)) => 0,
        SectionKey::Hours => 1,
        SectionKey::Offer => 2,
        _ => 3,
    };
    let mut chosen: Vec<DueSection> = Vec::new();
    for section in due {
        match chosen.last_mut() {
            Some(best) if best.listing_id == section.listing_id => {
                if (rank(&section), section.due_at) < (rank(best), best.due_at) {
                    *best = section;
                }
            }
            _ => chosen.push(section),
        }
    }
    chosen
}

/// The first contact of a listing that can be written to, else the first who was named for it.
async fn whom_to_ask(tx: &mut Tx, listing: ListingId) -> Result<Option<Person>, StorageError> {
    for row in tx.contacts().of_listing(listing).await? {
        if can_be_asked(tx, &row.person).await? {
            return Ok(Some(row.person));
        }
    }
    for named in tx.nominations().of_listing(listing).await? {
        let person = tx.people().require(named.person_id).await?;
        if can_be_asked(tx, &person).await? {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

async fn can_be_asked(tx: &mut Tx, person: &Person) -> Result<bool, StorageError> {
    let Some(email) = &person.email else {
        return Ok(false);
    };
    let opposed = tx.people().oppositions(person.id).await?;
    Ok(!opposed.contains(&Stream::Update) && tx.people().bounced(email).await?.is_none())
}

/// Whether somebody else gave the address of a person lately, and they have not acted since.
async fn was_just_named(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let named = tx.nominations().of_person(person).await?;
    Ok(named
        .iter()
        .any(|one| one.confirmed_at.is_none() && now < quiet_until(one.at)))
}

async fn queue(
    tx: &mut Tx,
    app: &App,
    portrait: &Portrait,
    plan: &FreshnessPlan,
) -> Result<(), StorageError> {
    if plan.asks.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let campaign_id = if let Some(id) = tx.campaigns().latest(portrait.id, "freshness").await? {
        id
    } else {
        let id = mint!(app, CampaignId);
        tx.campaigns()
            .insert(id, portrait.id, "freshness", "Vérification des fiches", now)
            .await?;
        id
    };
    for one in &plan.asks {
        let asking = Asking {
            campaign_id,
            person_id: one.person.id,
            step: PromptStep::Section(one.listing_id, one.section),
            round: one.round,
            purpose: Purpose::Freshness,
            due_at: now,
            not_after: now.plus_days(LIFE_DAYS),
        };
        ask(tx, app, &asking).await?;
    }
    Ok(())
}
