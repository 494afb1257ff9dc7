//! Publishing what a person said about a listing: changes become revisions, sections they looked at are verified.

use std::collections::BTreeSet;

use portrea_domain::freshness;
use portrea_domain::observation::{Door, Observation, Revision, Verification};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{DraftId, ListingId, ObservationId, PersonId, RevisionId};
use portrea_territory::normalise;

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::freshness_run::step_of;
use crate::listing_leave::confirm_successor;

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
    /// The observation that was kept.
    pub observation_id: ObservationId,
    /// How many values changed.
    pub changed: usize,
    /// The sections vouched for.
    pub sections: Vec<SectionKey>,
}

/// Publishes the draft of a person, and the sections they say are unchanged. Values equal to what stands are no
/// change but still verify their section; a section nobody ever answered is not verified by saying that nothing changed. Questions asked about those sections count as answered, whoever was asked.
pub async fn publish(app: &App, publication: &Publication) -> Result<Published, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let person = tx.people().require(publication.person_id).await?;
    let mut listing = tx.listings().lock(publication.listing_id).await?;
    // Taken, not only read: an answer saved at this very moment waits, and goes into the next draft.
    let answers = tx
        .drafts()
        .take(mint!(app, DraftId), person.id, listing.id, now)
        .await?;

    // What is still unknown cannot be unchanged: only an answer, or withdrawing one, speaks for an empty section.
    let mut sections: BTreeSet<SectionKey> = publication
        .unchanged
        .iter()
        .copied()
        .filter(|section| listing.document.answers_section(*section))
        .collect();
    sections.extend(
        answers
            .keys()
            .filter_map(portrea_domain::document::Path::question)
            .map(|question| question.section),
    );
    if sections.is_empty() {
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
    let mut revisions = Vec::new();
    for (path, new) in answers {
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

    let sections: Vec<SectionKey> = sections.into_iter().collect();
    tx.observations()
        .insert(&observation, &revisions, &sections)
        .await?;
    if !revisions.is_empty() {
        listing.modified_at = now;
    }
    listing.fictional |= person.fictional;
    let name_norm = normalise(listing.name());
    tx.listings().save(&listing, &name_norm).await?;
    for &section in &sections {
        let verification = Verification {
            section,
            at: now,
            door: publication.door,
        };
        tx.listings()
            .verify(
                listing.id,
                &verification,
                observation.id,
                freshness::due_at(section, now),
            )
            .await?;
        tx.prompts()
            .answered(&step_of(listing.id, section), now)
            .await?;
    }
    tx.drafts().delete(person.id, listing.id).await?;
    confirm_successor(&mut tx, app, person.id, listing.id).await?;
    tx.operations().bump().await?;
    tx.commit().await?;
    tracing::info!(listing.id = %listing.id, door = publication.door.as_str(), changed = revisions.len(), "listing.published");
    Ok(Published {
        observation_id: observation.id,
        changed: revisions.len(),
        sections,
    })
}
