//! Publishing what a person said about a listing: changes become revisions, sections they looked at are verified, and
//! what is sensitive waits for the référent.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::freshness;
use portrea_domain::listing::Listing;
use portrea_domain::merge::{Answers, conflicts, entry_of, leads};
use portrea_domain::observation::{Door, Observation, Revision, RevisionState, Verification};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{DraftId, EntryId, ListingId, ObservationId, PersonId, RevisionId, Timestamp};
use portrea_storage::{Draft, Review, StorageError, Tx};
use portrea_territory::normalise;

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::freshness_run::step_of;
use crate::listing_leave::confirm_successor;
use crate::trust::{Trust, trust_in};

/// What a person publishes.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Who.
    pub person_id: PersonId,
    /// About which listing.
    pub listing_id: ListingId,
    /// By which door.
    pub door: Door,
    /// Sections said to be unchanged, besides those of the draft.
    pub unchanged: Vec<SectionKey>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The observation that was kept; none when all there was is disputed.
    pub observation_id: Option<ObservationId>,
    /// How many values changed.
    pub changed: usize,
    /// How many changes wait for the référent.
    pub waiting: usize,
    /// The answers that stay in the draft: somebody else published another one since they were given.
    pub disputed: Vec<Path>,
    /// The sections vouched for.
    pub sections: Vec<SectionKey>,
}

/// How long a section is not asked about again because somebody spoke of it and a référent has to look.
const REVIEW_DAYS: i64 = 30;

/// Publishes the draft of a person, and the sections they say are unchanged. Values equal to what stands are no
/// change but still verify their section; a section nobody ever answered is not verified by saying that nothing changed.
/// Sensitive changes of whoever is not the référent wait for them, and so does everything a stranger says: their section
/// is verified once they are accepted. An answer to which somebody else published another one since it was given stays
/// in the draft. Questions asked about those sections count as answered, whoever was asked.
pub async fn publish(app: &App, publication: &Publication) -> Result<Published, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let person = tx.people().require(publication.person_id).await?;
    let mut listing = tx.listings().lock(publication.listing_id).await?;
    // Taken, not only read: an answer saved at this very moment waits, and goes into the next draft.
    let draft = tx
        .drafts()
        .take(mint!(app, DraftId), person.id, listing.id, now)
        .await?;
    let trust = trust_in(&mut tx, person.id, &listing, publication.door, now).await?;
    let mut own = tx.reviews().waiting(listing.id).await?;
    own.retain(|review| review.observation.person_id == Some(person.id));

    let disputed = conflicts(&listing.document, &draft.answers, &draft.bases);
    let (held, answers): (BTreeMap<_, _>, BTreeMap<_, _>) = draft
        .answers
        .into_iter()
        .partition(|(path, _)| disputed.contains(path));
    let sections = sections(&listing.document, publication, &answers);
    if sections.is_empty() && held.is_empty() {
        return Err(ActionError::refused(
            "Il n’y a rien à publier : aucune réponse n’a été donnée.",
        ));
    }
    let observation = Observation {
        id: mint!(app, ObservationId),
        listing_id: listing.id,
        person_id: Some(person.id),
        door: publication.door,
        source: String::new(),
        at: now,
    };
    let sorted = sort(app, &listing, observation.id, answers, trust, &own);
    for review in &sorted.replaced {
        let state = RevisionState::Withdrawn;
        tx.reviews().settle(*review, state, None, now, "").await?;
    }
    own.retain(|review| !sorted.replaced.contains(&review.revision.id));
    if !sections.is_empty() {
        tx.observations()
            .insert(&observation, &sorted.passing, &sections)
            .await?;
        tx.observations().insert_waiting(&sorted.waiting).await?;
        for revision in &sorted.passing {
            listing
                .document
                .set(revision.path.clone(), revision.new.clone());
        }
        if !sorted.passing.is_empty() {
            listing.modified_at = now;
        }
        listing.fictional |= person.fictional;
        let name_norm = normalise(listing.name());
        tx.listings().save(&listing, &name_norm).await?;
    }
    let waiting = own
        .iter()
        .map(|review| &review.revision)
        .chain(&sorted.waiting);
    let unsure: BTreeSet<SectionKey> = waiting.filter_map(section_of).collect();
    for &section in &sections {
        let until = now.plus_days(REVIEW_DAYS);
        if unsure.contains(&section) {
            tx.listings().defer(listing.id, section, until).await?;
        } else {
            verify(&mut tx, &observation, section).await?;
        }
        tx.prompts()
            .answered(&step_of(listing.id, section), now)
            .await?;
    }
    // Nobody is asked about a place they just said is closed.
    let status = Path::field("place.status");
    if sorted
        .waiting
        .iter()
        .any(|revision| revision.path == status)
    {
        for section in SectionKey::ALL {
            let until = now.plus_days(REVIEW_DAYS);
            tx.listings().defer(listing.id, section, until).await?;
        }
    }
    keep_disputed(&mut tx, &observation, held, &draft.bases, now).await?;
    confirm_successor(&mut tx, app, person.id, listing.id).await?;
    tx.operations().bump().await?;
    tx.commit().await?;
    tracing::info!(listing.id = %listing.id, door = publication.door.as_str(), changed = sorted.passing.len(), waiting = sorted.waiting.len(), "listing.published");
    Ok(Published {
        observation_id: (!sections.is_empty()).then_some(observation.id),
        changed: sorted.passing.len(),
        waiting: sorted.waiting.len(),
        disputed: disputed.into_iter().collect(),
        sections,
    })
}

/// Notes that an observation vouches for a section, unless somebody vouched for it later.
pub(crate) async fn verify(
    tx: &mut Tx,
    observation: &Observation,
    section: SectionKey,
) -> Result<(), StorageError> {
    let verification = Verification {
        section,
        at: observation.at,
        door: observation.door,
    };
    let due_at = freshness::due_at(section, observation.at);
    tx.listings()
        .verify(
            observation.listing_id,
            &verification,
            observation.id,
            due_at,
        )
        .await
}

/// The section a change is about.
pub(crate) fn section_of(revision: &Revision) -> Option<SectionKey> {
    revision.path.question().map(|question| question.section)
}

/// The sections somebody speaks of. What is still unknown cannot be unchanged: only an answer, or withdrawing one,
/// speaks for an empty section.
fn sections(document: &Document, publication: &Publication, answers: &Answers) -> Vec<SectionKey> {
    let unchanged = publication.unchanged.iter().copied();
    let mut sections: BTreeSet<SectionKey> = unchanged
        .filter(|section| document.answers_section(*section))
        .collect();
    let questions = answers.keys().filter_map(Path::question);
    sections.extend(questions.map(|question| question.section));
    sections.into_iter().collect()
}

/// Answers sorted by what becomes of them.
#[derive(Default)]
struct Sorted {
    passing: Vec<Revision>,
    waiting: Vec<Revision>,
    /// The changes of the same person that waited and are taken back by these.
    replaced: Vec<RevisionId>,
}

fn sort(
    app: &App,
    listing: &Listing,
    observation_id: ObservationId,
    answers: Answers,
    trust: Trust,
    own: &[Review],
) -> Sorted {
    let mut sorted = Sorted::default();
    let withdrawn: BTreeSet<EntryId> = answers
        .iter()
        .filter(|(_, new)| new.is_none())
        .filter_map(|(path, _)| leads(path))
        .collect();
    for (path, new) in answers {
        let old = listing.document.get(&path).cloned();
        let before = own.iter().find(|review| review.revision.path == path);
        let passes = trust == Trust::Referent
            || !listing.is_public()
            || trust == Trust::Known
                && (is_open(&path, old.as_ref(), new.as_ref()) || is_in(&path, &withdrawn));
        let waits_again = !passes && before.is_some_and(|before| before.revision.new == new);
        if old != new && waits_again {
            continue;
        }
        sorted
            .replaced
            .extend(before.map(|before| before.revision.id));
        if old == new {
            continue;
        }
        let revision = Revision {
            id: mint!(app, RevisionId),
            observation_id,
            path,
            old,
            new,
        };
        if passes {
            sorted.passing.push(revision);
        } else {
            sorted.waiting.push(revision);
        }
    }
    sorted
}

/// Whether an answer of somebody known passes at once.
fn is_open(path: &Path, old: Option<&Value>, new: Option<&Value>) -> bool {
    path.question()
        .is_some_and(|question| question.sensitivity.passes(old, new))
}

fn is_in(path: &Path, entries: &BTreeSet<EntryId>) -> bool {
    entry_of(path).is_some_and(|entry| entries.contains(&entry))
}

async fn keep_disputed(
    tx: &mut Tx,
    observation: &Observation,
    answers: Answers,
    bases: &Answers,
    now: Timestamp,
) -> Result<(), ActionError> {
    let Some(person) = observation.person_id else {
        return Ok(());
    };
    let listing = observation.listing_id;
    if answers.is_empty() {
        tx.drafts().delete(person, listing).await?;
        return Ok(());
    }
    let bases = bases.iter().filter(|(path, _)| answers.contains_key(*path));
    let draft = Draft {
        bases: bases
            .map(|(path, base)| (path.clone(), base.clone()))
            .collect(),
        answers,
    };
    tx.drafts().save(person, listing, &draft, now).await?;
    Ok(())
}
