//! Taking the inventory of a territory out, all of it.

use std::collections::BTreeSet;

use portrea_domain::listing::Listing;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_standards::inventory::InventoryPlace;
use portrea_storage::StorageError;

use crate::app::App;

/// Every listing of a territory that the public may see, by name, with every answer.
pub async fn export_inventory(
    app: &App,
    territory: &Territory,
) -> Result<Vec<InventoryPlace>, StorageError> {
    let mut tx = app.storage.read().await?;
    let mut listings = tx.listings().of_territory(territory).await?;
    if matches!(territory, Territory::Departement(_) | Territory::Region(_)) {
        let communes = tx.geography().communes_of(territory).await?;
        let inside: BTreeSet<CommuneCode> = communes.into_iter().map(|row| row.code).collect();
        listings.retain(|listing| listing.commune().is_some_and(|code| inside.contains(&code)));
    }
    Ok(listings.iter().map(place).collect())
}

fn place(listing: &Listing) -> InventoryPlace {
    let verified = listing.verifications.iter();
    InventoryPlace {
        id: listing.id.to_string(),
        source: listing.origin.clone(),
        modified_at: Some(listing.modified_at),
        verified: verified.map(|seen| (seen.section, seen.at)).collect(),
        fictional: listing.fictional,
        document: listing.document.clone(),
    }
}
