//! Pre-filling the inventory from a public directory: listings nobody has verified yet.

use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::observation::{Door, Observation, Revision};
use portrea_domain::{ListingId, ObservationId, RevisionId};
use portrea_standards::PrefilledPlace;
use portrea_territory::normalise;

use crate::app::{App, mint};
use crate::error::ActionError;

/// Adds the places of a directory that are not in yet, each with the observation it comes from; gives how many.
/// All or nothing; doing it again changes nothing.
pub async fn prefill_inventory(
    app: &App,
    places: Vec<PrefilledPlace>,
) -> Result<usize, ActionError> {
    let now = app.now();
    let mut added = 0;
    let mut tx = app.storage.begin().await?;
    for place in places {
        let listing = Listing {
            id: mint!(app, ListingId),
            document: place.document,
            verifications: Vec::new(),
            origin: format!("{}, {}", place.source, place.source_date),
            fictional: false,
            created_at: now,
            modified_at: now,
            state: ListingState::Listed,
        };
        let name_norm = normalise(listing.name());
        if !tx
            .listings()
            .insert(&listing, Some(&place.source_id), &name_norm)
            .await?
        {
            continue;
        }
        let observation = Observation {
            id: mint!(app, ObservationId),
            listing_id: listing.id,
            person_id: None,
            door: Door::Import,
            source: place.source.to_owned(),
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
        tx.observations()
            .insert(&observation, &revisions, &[])
            .await?;
        added += 1;
    }
    if added > 0 {
        tx.operations().bump().await?;
    }
    tx.commit().await?;
    Ok(added)
}
