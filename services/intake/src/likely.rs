//! Places that are probably the one somebody is about to declare, as a page shows them.

use portrea_actions::{Likely, hash_token};
use portrea_domain::ListingId;

use crate::french;

/// One of them.
pub(crate) struct LikelyPlace {
    /// The place.
    pub(crate) id: ListingId,
    /// Its name.
    pub(crate) name: String,
    /// Its address and commune, in one line.
    pub(crate) lies: String,
    /// Why it is shown.
    pub(crate) reasons: String,
    /// Whether it is closed for good.
    pub(crate) closed: bool,
    /// Whether its form can be opened from this page.
    pub(crate) opens: bool,
}

/// Those found, as a page shows them; `opens` tells which of them can be gone on with at once.
pub(crate) fn shown(found: &[Likely], opens: impl Fn(&Likely) -> bool) -> Vec<LikelyPlace> {
    let place = |likely: &Likely| {
        let address = likely.listing.document.text("place.address");
        let lies: Vec<&str> = address
            .into_iter()
            .chain(Some(likely.commune.as_str()).filter(|name| !name.is_empty()))
            .collect();
        let reasons: Vec<String> = likely
            .likeness
            .reasons
            .iter()
            .map(|reason| reason.words())
            .collect();
        LikelyPlace {
            id: likely.listing.id,
            name: likely.listing.name().to_owned(),
            lies: lies.join(", "),
            reasons: french::fine(&reasons.join(", ")),
            closed: likely.listing.is_closed(),
            opens: opens(likely),
        }
    };
    found.iter().map(place).collect()
}

/// A mark of what was shown: saying “another place” speaks of those, and not of one that was added meanwhile.
pub(crate) fn mark(found: &[Likely]) -> String {
    let mut ids: Vec<String> = found
        .iter()
        .map(|likely| likely.listing.id.to_string())
        .collect();
    ids.sort();
    hash_token(&ids.join(" ")).chars().take(16).collect()
}
