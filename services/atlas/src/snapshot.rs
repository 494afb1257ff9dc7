//! The inventory as one immutable moment.

use std::collections::BTreeSet;

use portrea_domain::listing::Listing;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_storage::{Storage, StorageError};

use crate::communes::{self, Communes};
use crate::place::Place;

/// The inventory as it stood at one value of the change counter.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) generation: i64,
    pub(crate) places: Vec<Place>,
    communes: Communes,
}

impl Snapshot {
    /// Reads the inventory; communes already known are not read again.
    pub(crate) async fn load(storage: &Storage, known: &Communes) -> Result<Self, StorageError> {
        let mut tx = storage.read().await?;
        let generation = tx.operations().generation().await?;
        let listings = tx.listings().all().await?;
        let codes: BTreeSet<CommuneCode> = listings.iter().filter_map(Listing::commune).collect();
        let communes = communes::load(&mut tx, known, codes.into_iter()).await?;
        Ok(Self::new(generation, &listings, communes))
    }

    pub(crate) fn new(generation: i64, listings: &[Listing], communes: Communes) -> Self {
        let place = |listing: &Listing| {
            let commune = listing
                .commune()
                .and_then(|code| communes.get(&code).cloned());
            Place::of(listing, commune)
        };
        Self {
            generation,
            places: listings.iter().map(place).collect(),
            communes,
        }
    }

    pub(crate) const fn communes(&self) -> &Communes {
        &self.communes
    }

    /// The places of a territory.
    pub(crate) fn within(&self, territory: &Territory) -> Vec<&Place> {
        self.places
            .iter()
            .filter(|place| place.stands_in(territory))
            .collect()
    }
}
