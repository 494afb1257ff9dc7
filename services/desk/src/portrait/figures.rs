//! The figures of a portrait: listings by freshness, mails by fate, answers by door.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use portrea_domain::Timestamp;
use portrea_domain::freshness::{self, Freshness};
use portrea_domain::listing::Listing;
use portrea_domain::message::{Message, MessageState};
use portrea_domain::observation::Door;

use crate::meeting::Turnout;
use crate::words::number;

/// A figure and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    /// The figure.
    pub count: String,
    /// What it counts.
    pub label: &'static str,
    /// The mark of a freshness: a class of the style sheet, empty for other figures.
    pub mark: &'static str,
}

impl Tile {
    fn new(count: usize, one: &'static str, many: &'static str) -> Self {
        let label = if count < 2 { one } else { many };
        Self {
            count: number(count),
            label,
            mark: "",
        }
    }

    fn marked(self, mark: &'static str) -> Self {
        Self { mark, ..self }
    }
}

/// What the people invited to a meeting said.
pub(super) fn turnout(turnout: Turnout) -> Vec<Tile> {
    vec![
        Tile::new(turnout.invited, "invité", "invités"),
        Tile::new(turnout.yes, "vient", "viennent"),
        Tile::new(turnout.no, "ne vient pas", "ne viennent pas"),
        Tile::new(turnout.maybe, "ne sait pas encore", "ne savent pas encore"),
        Tile::new(turnout.delegated, "se fait remplacer", "se font remplacer"),
        Tile::new(turnout.silent(), "sans réponse", "sans réponse"),
    ]
}

/// How many listings there are, and how sure they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ListingFigures {
    /// All, closed ones included.
    pub total: usize,
    /// Open and up to date.
    pub fresh: usize,
    /// Open and to check.
    pub to_check: usize,
    /// Open and unsure.
    pub unsure: usize,
    /// Closed for good.
    pub closed: usize,
    /// Services that open listings declare.
    pub offers: usize,
}

impl ListingFigures {
    /// Counts listings as they stand at `now`.
    pub(super) fn of(listings: &[Listing], now: Timestamp) -> Self {
        let mut figures = Self {
            total: listings.len(),
            ..Self::default()
        };
        for listing in listings {
            if listing.is_closed() {
                figures.closed += 1;
                continue;
            }
            figures.offers += listing.services().len();
            match freshness::of_listing(listing, now) {
                Freshness::Fresh => figures.fresh += 1,
                Freshness::ToCheck => figures.to_check += 1,
                Freshness::Unsure => figures.unsure += 1,
            }
        }
        figures
    }

    /// The same, in words.
    pub(super) fn tiles(self) -> Vec<Tile> {
        vec![
            Tile::new(self.total, "lieu connu", "lieux connus"),
            Tile::new(self.fresh, "à jour", "à jour").marked("fresh-ok"),
            Tile::new(self.to_check, "à vérifier", "à vérifier").marked("fresh-check"),
            Tile::new(self.unsure, "incertain", "incertains").marked("fresh-unsure"),
            Tile::new(self.closed, "fermé", "fermés").marked("fresh-closed"),
            Tile::new(self.offers, "offre déclarée", "offres déclarées"),
        ]
    }
}

/// How many messages met each fate, in the order a message meets them.
pub(super) fn fates(messages: &[Message]) -> Vec<(&'static str, String)> {
    let mut counts: BTreeMap<MessageState, usize> = BTreeMap::new();
    for message in messages {
        // Both are said with the same words.
        let state = match message.state {
            MessageState::Handed => MessageState::Claimed,
            state => state,
        };
        *counts.entry(state).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(state, count)| (state.label(), number(count)))
        .collect()
}

/// How much came through each door, the busiest first.
pub(super) fn doors(counts: &[(Door, i64)]) -> Vec<(&'static str, String)> {
    let mut counts = counts.to_vec();
    counts.sort_by_key(|(door, count)| (Reverse(*count), *door));
    let words = |(door, count): (Door, i64)| {
        (
            door.label(),
            number(usize::try_from(count).unwrap_or_default()),
        )
    };
    counts.into_iter().map(words).collect()
}
