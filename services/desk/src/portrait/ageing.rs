//! What ages: listings with a section to check again, and whether somebody is about to be asked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use portrea_actions::{Ask, FreshnessPlan, Held, HeldReason};
use portrea_domain::freshness::{self, Freshness};
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ListingId, Timestamp};
use portrea_render::french;

use super::dossier::Dossier;
use crate::words::name_of;

/// One listing with a section to check again.
pub(super) struct AgeingRow {
    /// The listing.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its commune.
    pub commune: String,
    /// How sure it is as a whole.
    pub freshness: Freshness,
    /// How that is drawn: a class of the style sheet.
    pub fresh_class: &'static str,
    /// The section to ask about first.
    pub section: &'static str,
    /// Since when it must be checked again.
    pub since: String,
    /// Who is about to be asked, or why nobody is.
    pub next: String,
    /// Whether that somebody is fictional.
    pub fictional: bool,
}

/// The listings of the portrait that the checker holds due: the least sure first, then the longest due.
pub(super) fn rows(dossier: &Dossier, plan: &FreshnessPlan) -> Vec<AgeingRow> {
    let listings: BTreeMap<ListingId, &Listing> = dossier
        .listings
        .iter()
        .map(|listing| (listing.id, listing))
        .collect();
    let asks = plan.asks.iter().map(|ask| {
        (
            ask.listing_id,
            ask.section,
            asked(ask),
            ask.person.fictional,
        )
    });
    let held = plan
        .held
        .iter()
        .map(|held| (held.listing_id, held.section, waiting(held), false));
    let mut rows: Vec<(Freshness, Option<Timestamp>, AgeingRow)> = Vec::new();
    for (id, section, next, fictional) in asks.chain(held) {
        // The plan is about every portrait of the house.
        let Some(listing) = listings.get(&id) else {
            continue;
        };
        let freshness = freshness::of_listing(listing, dossier.now);
        let (due_at, since) = since(dossier, id, section);
        let row = AgeingRow {
            id: id.to_string(),
            name: listing.name().to_owned(),
            commune: dossier.commune(listing.commune().as_ref()),
            freshness,
            fresh_class: class(freshness),
            section: section.label(),
            since,
            next,
            fictional,
        };
        rows.push((freshness, due_at, row));
    }
    rows.sort_by(|a, b| (Reverse(a.0), a.1, &a.2.name).cmp(&(Reverse(b.0), b.1, &b.2.name)));
    rows.into_iter().map(|(_, _, row)| row).collect()
}

const fn class(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh-ok",
        Freshness::ToCheck => "fresh-check",
        Freshness::Unsure => "fresh-unsure",
    }
}

fn since(dossier: &Dossier, id: ListingId, section: SectionKey) -> (Option<Timestamp>, String) {
    let due = dossier
        .due
        .iter()
        .find(|due| due.listing_id == id && due.section == section);
    match due {
        Some(due) if due.verified_at.is_some() => (
            Some(due.due_at),
            french::date(due.due_at, dossier.portrait.zone),
        ),
        Some(due) => (Some(due.due_at), "jamais vérifié".to_owned()),
        None => (None, String::new()),
    }
}

fn asked(ask: &Ask) -> String {
    let time = if ask.round > 1 { " (rappel)" } else { "" };
    format!("question à {}{time}", name_of(&ask.person))
}

fn waiting(held: &Held) -> String {
    let reason = held.reason.label();
    match held.reason {
        HeldReason::NobodyToAsk | HeldReason::AskedLately => format!("en attente\u{a0}: {reason}"),
        HeldReason::ToCall => reason.to_owned(),
    }
}
