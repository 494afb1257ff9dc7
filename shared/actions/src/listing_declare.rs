//! Declaring a place that is not in the inventory yet: it is in at once, or proposed until the référent takes it.

use portrea_domain::document::Document;
use portrea_domain::freshness;
use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::{Door, Observation, Revision, Verification};
use portrea_domain::person::Person;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, ObservationId, PersonId, RevisionId};
use portrea_storage::Tx;
use portrea_territory::normalise;

use crate::answer_read;
use crate::app::{App, mint};
use crate::draft_save::{FieldError, Typed};
use crate::error::ActionError;

/// Adds a place from what a person says of it, for those whose word is enough: a référent, a table of the day. Either
/// every answer is taken and the place is there, or none is. The sections they answered count as verified.
pub async fn declare_listing(
    app: &App,
    person: PersonId,
    door: Door,
    typed: &[Typed],
) -> Result<Listing, ActionError> {
    add(app, person, door, typed, ListingState::Listed).await
}

/// Proposes a place, for somebody nobody knows: as [`declare_listing`], but only they and the référent see it until
/// [`crate::accept_listing`]. They can go on describing it meanwhile, by a form link.
pub async fn propose_listing(
    app: &App,
    person: PersonId,
    door: Door,
    typed: &[Typed],
) -> Result<Listing, ActionError> {
    add(app, person, door, typed, ListingState::Proposed).await
}

async fn add(
    app: &App,
    person: PersonId,
    door: Door,
    typed: &[Typed],
    state: ListingState,
) -> Result<Listing, ActionError> {
    let mut tx = app.storage.begin().await?;
    let person = tx.people().require(person).await?;
    let listing = add_in(&mut tx, app, &person, (door, state), typed).await?;
    tx.commit().await?;
    Ok(listing)
}

/// What a person says of a place and the sections it speaks for; every answer that cannot be taken is told.
pub(crate) async fn read_document(
    tx: &mut Tx,
    typed: &[Typed],
) -> Result<(Document, Vec<SectionKey>), ActionError> {
    let mut document = Document::default();
    let mut sections: Vec<SectionKey> = Vec::new();
    let mut errors = Vec::new();
    for Typed { path, texts } in typed {
        let question = path.question().ok_or(ActionError::Missing("question"))?;
        match answer_read::read(tx, question, texts).await? {
            Ok(value) => drop(document.set(path.clone(), value)),
            Err(error) => errors.push(FieldError {
                path: path.clone(),
                message: error.to_string(),
            }),
        }
        if !sections.contains(&question.section) {
            sections.push(question.section);
        }
    }
    if !errors.is_empty() {
        return Err(ActionError::Fields(errors));
    }
    if document.text("place.name").is_none() || document.text("place.commune").is_none() {
        return Err(ActionError::refused(
            "Indiquez au moins le nom du lieu et sa commune.",
        ));
    }
    Ok((document, sections))
}

/// Adds a place within a transaction.
pub(crate) async fn add_in(
    tx: &mut Tx,
    app: &App,
    person: &Person,
    (door, state): (Door, ListingState),
    typed: &[Typed],
) -> Result<Listing, ActionError> {
    let now = app.now();
    let (document, sections) = read_document(tx, typed).await?;
    let listing = Listing {
        id: mint!(app, ListingId),
        document,
        verifications: Vec::new(),
        origin: String::new(),
        fictional: person.fictional,
        created_at: now,
        modified_at: now,
        state,
    };
    let observation = Observation {
        id: mint!(app, ObservationId),
        listing_id: listing.id,
        person_id: Some(person.id),
        door,
        source: String::new(),
        at: now,
    };
    let revisions: Vec<Revision> = listing
        .document
        .iter()
        .map(|(path, value)| Revision {
            id: mint!(app, RevisionId),
            observation_id: observation.id,
            path: path.clone(),
            old: None,
            new: Some(value.clone()),
        })
        .collect();
    tx.listings()
        .insert(&listing, None, &normalise(listing.name()))
        .await?;
    tx.observations()
        .insert(&observation, &revisions, &sections)
        .await?;
    for section in sections {
        let verification = Verification {
            section,
            at: now,
            door,
        };
        tx.listings()
            .verify(
                listing.id,
                &verification,
                observation.id,
                freshness::due_at(section, now),
            )
            .await?;
    }
    tx.operations().bump().await?;
    Ok(tx.listings().require(listing.id).await?)
}
