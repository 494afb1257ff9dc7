//! A listing in words: what a person vouches for when they say that everything is exact.

use portrea_domain::document::{Path, Value};
use portrea_domain::freshness;
use portrea_domain::listing::Service;
use portrea_domain::questionnaire::{SectionKey, service_question};

use super::outgoing::Block;
use super::view::{ListingView, View};
use super::words;

/// More services than this are counted, not listed: a message has a limit.
const SERVICES_SHOWN: usize = 10;
const TEXT_SHOWN: usize = 200;
const NAME_SHOWN: usize = 60;

/// A listing in words, section by section, each with how sure it is.
pub(super) fn summary(listing: &ListingView, view: &View) -> Vec<Block> {
    let title = Block {
        strong: Some(words::short(listing.listing.name(), TEXT_SHOWN)),
        text: String::new(),
    };
    let sections = SectionKey::ALL.into_iter().map(|section| Block {
        strong: Some(format!(
            "{} ({})",
            section.label(),
            state(listing, section, view)
        )),
        text: content(listing, section),
    });
    std::iter::once(title).chain(sections).collect()
}

fn state(listing: &ListingView, section: SectionKey, view: &View) -> &'static str {
    if listing.pending.contains(&section) {
        return "modifié, pas encore publié";
    }
    freshness::of_section(section, listing.listing.verified(section), view.now).label()
}

fn content(listing: &ListingView, section: SectionKey) -> String {
    let lines = if section == SectionKey::Offer {
        services(listing)
    } else {
        fields(listing, section)
    };
    if lines.is_empty() {
        return if section == SectionKey::Offer {
            "Aucune aide n’est indiquée."
        } else {
            "Rien n’est indiqué."
        }
        .to_owned();
    }
    lines.join("\n")
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

fn services(listing: &ListingView) -> Vec<String> {
    let services = listing.listing.services();
    let mut lines: Vec<String> = services
        .iter()
        .take(SERVICES_SHOWN)
        .map(|service| format!("– {}", service_words(service)))
        .collect();
    match services.len().saturating_sub(SERVICES_SHOWN) {
        0 => {}
        1 => lines.push("– et une autre.".to_owned()),
        more => lines.push(format!("– et {more} autres.")),
    }
    lines
}

/// A service on one line: name, family when the name does not say it, and what is known of its conditions.
pub(super) fn service_words(service: &Service<'_>) -> String {
    let name = service.name();
    let mut parts = vec![words::short(name, NAME_SHOWN)];
    if name != service.family.label() {
        parts.push(service.family.label().to_owned());
    }
    for key in ["format", "fee"] {
        let said = service
            .get(key)
            .zip(service_question(key))
            .map(|(value, question)| words::said(question, value));
        parts.extend(said);
    }
    if let Some(hours) = service.get("hours").and_then(Value::as_number) {
        parts.push(format!(
            "{} h par semaine",
            hours.to_string().replace('.', ",")
        ));
    }
    parts.join(" ; ")
}
