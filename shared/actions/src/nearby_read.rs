//! What is near a place and does what the place does not: nobody is sent further than needed, nor to nothing.

use portrea_domain::ListingId;
use portrea_domain::listing::Listing;
use portrea_domain::observation::Verification;
use portrea_domain::questionnaire::{Family, SectionKey};
use portrea_storage::StorageError;
use portrea_territory::great_circle_m;

use crate::app::App;

/// As far as one looks, in metres.
const FURTHEST_M: f64 = 30_000.0;
/// The centre of a commune may be this much further than a place in it.
const COMMUNE_M: f64 = 15_000.0;
/// Places shown.
const MOST: usize = 3;

/// What is near a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Nearby {
    /// The place has no position: nothing can be said to be near.
    NoPosition,
    /// The nearest places that complete it, the nearest first; none when there is none within reach.
    Places(Vec<NearPlace>),
}

/// A place that offers what another does not.
#[derive(Clone, Debug, PartialEq)]
pub struct NearPlace {
    /// The listing.
    pub id: ListingId,
    /// Its name.
    pub name: String,
    /// What it offers that the other does not: the family and the name of each service.
    pub services: Vec<(Family, String)>,
    /// How far, as the crow flies.
    pub distance_m: f64,
    /// When its offer was last vouched for, if ever.
    pub verified: Option<Verification>,
    /// Whether it belongs to the fictional part of a demonstration.
    pub fictional: bool,
}

/// The nearest places that offer kinds of help this one does not. A place whose own position is unknown is nowhere near.
pub async fn complementary_nearby(app: &App, listing: &Listing) -> Result<Nearby, StorageError> {
    let Some(here) = listing.position() else {
        return Ok(Nearby::NoPosition);
    };
    let around = {
        let mut tx = app.storage.read().await?;
        tx.listings().around(here, FURTHEST_M + COMMUNE_M).await?
    };
    let own: Vec<Family> = listing
        .services()
        .iter()
        .map(|service| service.family)
        .collect();
    let mut near: Vec<NearPlace> = around
        .iter()
        .filter(|other| other.id != listing.id && other.is_public() && !other.is_closed())
        .filter_map(|other| completes(other, &own, here))
        .filter(|place| place.distance_m <= FURTHEST_M)
        .collect();
    near.sort_by(|a, b| {
        a.distance_m
            .total_cmp(&b.distance_m)
            .then_with(|| a.id.cmp(&b.id))
    });
    near.truncate(MOST);
    Ok(Nearby::Places(near))
}

/// What a place adds to those families, and how far it is; nothing when it adds nothing or nobody knows where it is.
fn completes(other: &Listing, own: &[Family], here: (f64, f64)) -> Option<NearPlace> {
    let distance_m = great_circle_m(here, other.position()?);
    let services: Vec<(Family, String)> = other
        .services()
        .iter()
        .filter(|service| !own.contains(&service.family))
        .map(|service| (service.family, service.name().to_owned()))
        .collect();
    (!services.is_empty()).then(|| NearPlace {
        id: other.id,
        name: other.name().to_owned(),
        services,
        distance_m,
        verified: other.verified(SectionKey::Offer).cloned(),
        fictional: other.fictional,
    })
}
