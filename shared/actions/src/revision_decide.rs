//! What a référent decides about changes that wait: taken, refused with a reason, or put right.

use std::collections::BTreeSet;

use portrea_domain::document::{Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::merge::entry_of;
use portrea_domain::observation::{Door, Observation, Revision, RevisionState};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, ObservationId, PersonId, RevisionId, Timestamp};
use portrea_storage::{Review, Tx};
use portrea_territory::normalise;

use crate::app::{App, mint};
use crate::draft_save::{Typed, read_typed};
use crate::error::ActionError;
use crate::listing_accept::read_reason;
use crate::listing_publish::{section_of, verify};
use crate::outcome_tell::outcome_message;

/// What a référent decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is right.
    Accept,
    /// It is not, for this reason, which its author reads.
    Refuse(String),
    /// It is nearly right: this is what stands, for one field.
    Correct(Vec<String>),
}

/// Changes of one listing, and what is decided about them.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Who decides.
    pub referent: PersonId,
    /// About which listing.
    pub listing: ListingId,
    /// The changes; those of an entry go together.
    pub revisions: Vec<RevisionId>,
    /// What is decided.
    pub decision: Decision,
    /// The version of the listing they were read beside: what changed since must be read first.
    pub seen: i64,
}

/// Decides about changes that wait; gives how many there still were. Accepted ones stand from now on, and a section
/// whose changes are all accepted is verified as of the day its author spoke. The author of a refused one is told why.
/// Refused when somebody changed the same fields since the page was shown.
pub async fn decide_revisions(app: &App, ruling: &Ruling) -> Result<usize, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let mut listing = tx.listings().lock(ruling.listing).await?;
    let waiting = tx.reviews().waiting(listing.id).await?;
    let chosen = chosen(&waiting, &ruling.revisions);
    if chosen.is_empty() {
        return Ok(0);
    }
    let since = tx.reviews().since(listing.id, ruling.seen).await?;
    let moved = |review: &&&Review| {
        let path = &review.revision.path;
        since.iter().any(|later| later.revision.path == *path)
    };
    if !matches!(ruling.decision, Decision::Refuse(_)) && chosen.iter().any(|one| moved(&one)) {
        return Err(ActionError::refused(
            "La fiche a changé depuis que cette page s’est affichée\u{a0}: relisez, puis décidez.",
        ));
    }
    match &ruling.decision {
        Decision::Accept => accept(&mut tx, ruling.referent, &mut listing, &chosen, now).await?,
        Decision::Refuse(reason) => {
            let reason = read_reason(reason)?;
            refuse(&mut tx, app, ruling.referent, &chosen, &reason).await?;
        }
        Decision::Correct(texts) => {
            let [one] = chosen.as_slice() else {
                return Err(ActionError::refused("Corrigez un champ à la fois."));
            };
            correct(&mut tx, app, ruling.referent, &mut listing, one, texts).await?;
        }
    }
    if !matches!(ruling.decision, Decision::Refuse(_)) {
        listing.modified_at = now;
        let name_norm = normalise(listing.name());
        tx.listings().save(&listing, &name_norm).await?;
        vouch(&mut tx, &chosen).await?;
    }
    tx.operations().bump().await?;
    tx.commit().await?;
    tracing::info!(listing.id = %ruling.listing, count = chosen.len(), "revisions.decided");
    Ok(chosen.len())
}

/// The chosen changes that still wait, with the rest of what the same person said of the same entry.
fn chosen<'w>(waiting: &'w [Review], ids: &[RevisionId]) -> Vec<&'w Review> {
    let key = |review: &Review| {
        entry_of(&review.revision.path).map(|entry| (review.observation.person_id, entry))
    };
    let is_named = |review: &&Review| ids.contains(&review.revision.id);
    let groups: BTreeSet<_> = waiting.iter().filter(is_named).filter_map(key).collect();
    waiting
        .iter()
        .filter(|review| is_named(review) || key(review).is_some_and(|key| groups.contains(&key)))
        .collect()
}

async fn accept(
    tx: &mut Tx,
    referent: PersonId,
    listing: &mut Listing,
    chosen: &[&Review],
    now: Timestamp,
) -> Result<(), ActionError> {
    for review in chosen {
        let mut revision = review.revision.clone();
        revision.old = listing
            .document
            .set(revision.path.clone(), revision.new.clone());
        tx.reviews().apply(&revision, referent, now).await?;
    }
    Ok(())
}

async fn refuse(
    tx: &mut Tx,
    app: &App,
    referent: PersonId,
    chosen: &[&Review],
    reason: &str,
) -> Result<(), ActionError> {
    let now = app.now();
    for review in chosen {
        let id = review.revision.id;
        tx.reviews()
            .settle(id, RevisionState::Refused, Some(referent), now, reason)
            .await?;
        if let Some(author) = review.observation.person_id {
            let message = outcome_message(tx, app, author).await?;
            tx.reviews().tell(id, message).await?;
        }
    }
    Ok(())
}

async fn correct(
    tx: &mut Tx,
    app: &App,
    referent: PersonId,
    listing: &mut Listing,
    review: &Review,
    texts: &[String],
) -> Result<(), ActionError> {
    let now = app.now();
    let typed = Typed {
        path: review.revision.path.clone(),
        texts: texts.to_vec(),
    };
    let Some((path, new)) = read_typed(tx, &[typed]).await?.pop() else {
        return Ok(());
    };
    tx.reviews()
        .settle(
            review.revision.id,
            RevisionState::Corrected,
            Some(referent),
            now,
            "",
        )
        .await?;
    write(tx, app, referent, listing, vec![(path, new)], "").await?;
    Ok(())
}

/// Writes values a référent gives at the desk; gives the changes they make.
pub(crate) async fn write(
    tx: &mut Tx,
    app: &App,
    referent: PersonId,
    listing: &mut Listing,
    values: Vec<(Path, Option<Value>)>,
    source: &str,
) -> Result<Vec<Revision>, ActionError> {
    let observation = Observation {
        id: mint!(app, ObservationId),
        listing_id: listing.id,
        person_id: Some(referent),
        door: Door::Desk,
        source: source.to_owned(),
        at: app.now(),
    };
    let mut revisions = Vec::new();
    for (path, new) in values {
        let old = listing.document.set(path.clone(), new.clone());
        if old != new {
            revisions.push(Revision {
                id: mint!(app, RevisionId),
                observation_id: observation.id,
                path,
                old,
                new,
            });
        }
    }
    tx.observations()
        .insert(&observation, &revisions, &[])
        .await?;
    Ok(revisions)
}

/// Verifies the sections of accepted changes, as of the day their author spoke, once nothing they said of them waits;
/// a later verification stands.
async fn vouch(tx: &mut Tx, chosen: &[&Review]) -> Result<(), ActionError> {
    let Some(first) = chosen.first() else {
        return Ok(());
    };
    let id = first.observation.listing_id;
    let waiting = tx.reviews().waiting(id).await?;
    let listing = tx.listings().require(id).await?;
    let mut vouched: BTreeSet<(ObservationId, SectionKey)> = BTreeSet::new();
    for review in chosen {
        let Some(section) = section_of(&review.revision) else {
            continue;
        };
        let still_waits = waiting.iter().any(|other| {
            other.observation.person_id == review.observation.person_id
                && section_of(&other.revision) == Some(section)
        });
        let is_later = listing
            .verified(section)
            .is_some_and(|seen| seen.at > review.observation.at);
        if !still_waits && !is_later && vouched.insert((review.observation.id, section)) {
            verify(tx, &review.observation, section).await?;
        }
    }
    Ok(())
}
