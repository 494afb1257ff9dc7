//! How far somebody's word goes for a listing.

use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::territory::Territory;
use portrea_domain::{PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

/// How far somebody's word goes for a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The référent, or what they write down: everything passes at once.
    Referent,
    /// Somebody who answers for the place: what is not sensitive passes at once.
    Known,
    /// Nobody we know: everything waits.
    Unknown,
}

/// How far the word of a person goes. Known are those who hold a form link given for this listing, by whatever door, and
/// those it is assigned to.
pub(crate) async fn trust_in(
    tx: &mut Tx,
    person: PersonId,
    listing: &Listing,
    door: Door,
    now: Timestamp,
) -> Result<Trust, StorageError> {
    // These two doors are opened by the référent alone, for themselves.
    if matches!(door, Door::Desk | Door::Phone) || is_referent(tx, person, listing).await? {
        return Ok(Trust::Referent);
    }
    let purpose = LinkPurpose::Form(listing.id);
    for by in [None, Some(Door::Day)] {
        if tx
            .links()
            .live_by(person, purpose, by, now)
            .await?
            .is_some()
        {
            return Ok(Trust::Known);
        }
    }
    let contacts = tx.contacts().of_person(person).await?;
    let is_assigned = |listing_id| listing_id == Some(listing.id);
    Ok(
        if contacts
            .iter()
            .any(|row| is_assigned(row.contact.listing_id))
        {
            Trust::Known
        } else {
            Trust::Unknown
        },
    )
}

/// Whether a person runs a portrait of the territory a listing stands in.
async fn is_referent(
    tx: &mut Tx,
    person: PersonId,
    listing: &Listing,
) -> Result<bool, StorageError> {
    let grants = tx.people().grants(person).await?;
    let (false, Some(code)) = (grants.is_empty(), listing.commune()) else {
        return Ok(false);
    };
    let Some(commune) = tx.geography().commune(&code).await? else {
        return Ok(false);
    };
    Ok(grants.iter().any(|grant| match &grant.territory {
        Territory::Commune(code) => *code == commune.code,
        Territory::Epci(code) => commune.epci.as_ref() == Some(code),
        Territory::Departement(code) => code.to_string() == commune.departement,
        Territory::Region(code) => code.to_string() == commune.region,
    }))
}
