//! What the page of a listing shows.

use std::sync::Arc;

use portrea_domain::clock::PARIS;
use portrea_domain::listing::Listing;
use portrea_domain::position::Position;
use portrea_domain::{ListingId, Timestamp};
use portrea_render::Lookup;
use portrea_storage::PublicContactRow;

use super::sections::{Section, sections};
use crate::area::{Area, Named};
use crate::communes::Commune;
use crate::map::{Map, spot};
use crate::place::Place;
use crate::words;

/// What the page of a listing shows.
#[derive(Debug)]
pub(super) struct View {
    pub(super) id: ListingId,
    pub(super) name: String,
    pub(super) kind: Option<&'static str>,
    pub(super) crumbs: Vec<Named>,
    pub(super) closed: bool,
    pub(super) fictional: bool,
    /// The end of the class of its badge.
    pub(super) class: &'static str,
    pub(super) standing: String,
    pub(super) sections: Vec<Section>,
    pub(super) map: Option<Map>,
    /// How its position is known.
    pub(super) position: String,
    /// Who asked to be named here.
    pub(super) people: Vec<PublicContactRow>,
}

impl View {
    pub(super) fn of(
        listing: &Listing,
        commune: Option<&Arc<Commune>>,
        area: Option<&Area>,
        communes: Lookup<'_>,
        people: Vec<PublicContactRow>,
        now: Timestamp,
    ) -> Self {
        // Overseas, clocks show another time than in Paris: what is open now is not said.
        let local = listing
            .commune()
            .is_some_and(|code| !code.is_overseas())
            .then(|| now.local(PARIS).naive_local());
        let place = Place::of(listing, commune.cloned());
        let mut crumbs = area.map_or_else(Vec::new, |area| area.parents.clone());
        crumbs.extend(area.map(Area::named));
        let own = commune.map(|commune| commune.named());
        crumbs.extend(own.filter(|own| crumbs.last() != Some(own)));
        Self {
            id: listing.id,
            name: place.name.to_string(),
            kind: place.kind,
            crumbs,
            closed: place.is_closed(),
            fictional: place.fictional,
            class: place.standing(now).class(),
            standing: place.standing_words(now),
            sections: sections(listing, communes, now, local),
            map: area.and_then(|area| spot(area, &place, now)),
            position: words::spaced(&Position::of(&listing.document).words()),
            people,
        }
    }
}
