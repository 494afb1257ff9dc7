//! A listing in words: what a person vouches for when they say that everything is exact.

use chrono::NaiveDate;
use portrea_domain::clock::PARIS;
use portrea_domain::closing;
use portrea_domain::document::Path;
use portrea_domain::freshness;
use portrea_domain::questionnaire::{Group, SectionKey};
use portrea_render::{EntryWords, closing_words};

use super::outgoing::Block;
use super::view::{ListingView, View};
use super::words;

/// More entries than this are counted, not listed: a message has a limit.
const ENTRIES_SHOWN: usize = 10;
const SECTION_SHOWN: usize = 400;
const TEXT_SHOWN: usize = 200;
const NAME_SHOWN: usize = 60;

/// A listing in words, section by section, each with how sure it is.
pub(super) fn summary(listing: &ListingView, view: &View) -> Vec<Block> {
    let title = Block {
        strong: Some(words::short(listing.listing.name(), TEXT_SHOWN)),
        text: String::new(),
    };
    let today = view.now.local(PARIS).date_naive();
    let sections = SectionKey::ALL.into_iter().map(|section| Block {
        strong: Some(format!(
            "{} ({})",
            section.label(),
            state(listing, section, view)
        )),
        text: content(listing, section, today),
    });
    std::iter::once(title).chain(sections).collect()
}

fn state(listing: &ListingView, section: SectionKey, view: &View) -> &'static str {
    if listing.pending.contains(&section) {
        return "modifié, pas encore publié";
    }
    freshness::of_section(section, listing.listing.verified(section), view.now).label()
}

fn content(listing: &ListingView, section: SectionKey, today: NaiveDate) -> String {
    let mut lines = fields(listing, section);
    for group in section.groups() {
        lines.extend(entries(listing, group, today));
    }
    if lines.is_empty() {
        return if section == SectionKey::Offer {
            Group::Services.nothing()
        } else {
            "Rien n’est indiqué."
        }
        .to_owned();
    }
    words::short(&lines.join("\n"), SECTION_SHOWN)
}

fn fields(listing: &ListingView, section: SectionKey) -> Vec<String> {
    let asked = section
        .questions()
        .filter(|question| question.is_asked() && question.key != "place.name");
    let line = |question: &portrea_domain::questionnaire::Question| {
        let answer = words::current(listing, &Path::field(question.key))?;
        Some(words::line(
            question.label,
            &words::short(&answer, TEXT_SHOWN),
        ))
    };
    asked.filter_map(line).collect()
}

/// The entries of a group, one a line; closings that are over are not told.
fn entries(listing: &ListingView, group: Group, today: NaiveDate) -> Vec<String> {
    if group == Group::Closings {
        let ahead = closing::ahead(&listing.listing.document, today).into_iter();
        return ahead
            .take(ENTRIES_SHOWN)
            .map(|closing| format!("– Fermé {}", closing_words(&closing)))
            .collect();
    }
    let ids = listing.listing.document.entry_ids(group);
    let mut lines: Vec<String> = ids
        .iter()
        .take(ENTRIES_SHOWN)
        .map(|id| format!("– {}", entry_line(&words::entry(listing, group, *id))))
        .collect();
    match ids.len().saturating_sub(ENTRIES_SHOWN) {
        0 => {}
        1 => lines.push("– et un de plus.".to_owned()),
        more => lines.push(format!("– et {more} de plus.")),
    }
    lines
}

/// An entry on one line.
fn entry_line(entry: &EntryWords) -> String {
    let title = words::short(&entry.title, NAME_SHOWN);
    let mut parts = vec![title];
    parts.extend(
        entry
            .rest
            .iter()
            .filter(|part| **part != entry.title)
            .cloned(),
    );
    words::short(&parts.join(" ; "), TEXT_SHOWN)
}
