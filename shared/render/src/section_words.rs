//! A section of a listing in French words: the question that checks it, and what is known today.

use portrea_domain::document::{Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::{self, Group, Kind, Question, SectionKey};

use crate::answer_words::{entry_words, said};
use crate::place_name::of_place;

/// One thing known of a place: « Téléphone public » and « 02 99 12 34 56 ».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What is known, in words.
    pub value: String,
}

/// « Les horaires de la Mairie de Bégard sont-ils toujours exacts ? »
#[must_use]
pub fn question_about(section: SectionKey, place: &str) -> String {
    let of = of_place(place);
    match section {
        SectionKey::Place => {
            format!("Le nom et l’adresse {of} sont-ils toujours exacts\u{a0}?")
        }
        SectionKey::Contact => format!("Les coordonnées {of} sont-elles toujours exactes\u{a0}?"),
        SectionKey::Hours => format!("Les horaires {of} sont-ils toujours exacts\u{a0}?"),
        SectionKey::Offer => format!("L’aide numérique {of} est-elle toujours celle-ci\u{a0}?"),
        SectionKey::Publics => format!("Les publics {of} sont-ils toujours les mêmes\u{a0}?"),
        SectionKey::Access => {
            format!("Les conditions d’accès {of} sont-elles toujours les mêmes\u{a0}?")
        }
        SectionKey::Capacity => format!("Les moyens {of} sont-ils toujours les mêmes\u{a0}?"),
        SectionKey::People => {
            format!("Les aidants {of} sont-ils toujours les mêmes\u{a0}?")
        }
    }
}

/// What is known of a section, in the order of the questionnaire; nothing for what is unknown. A commune is stored as a
/// code: `commune` is its name, and without it the commune is left out.
#[must_use]
pub fn facts_of(listing: &Listing, section: SectionKey, commune: Option<&str>) -> Vec<Fact> {
    if section == SectionKey::Offer {
        return offer(listing);
    }
    let fact = |question: &'static Question| {
        let value = listing.document.get(&Path::field(question.key))?;
        let words = match question.kind {
            Kind::Commune => commune?.to_owned(),
            _ => words(question, value),
        };
        (!words.is_empty()).then(|| Fact {
            label: question.label.to_owned(),
            value: words,
        })
    };
    let own = section
        .questions()
        .filter(|question| question.is_asked())
        .filter_map(fact);
    own.chain(stops(listing, section)).collect()
}

/// The stops, one line each. Closings for a period are not told here: whether they are over is not known.
fn stops(listing: &Listing, section: SectionKey) -> impl Iterator<Item = Fact> {
    let has_stops = section == Group::Stops.section();
    let ids = listing
        .document
        .entry_ids(Group::Stops)
        .into_iter()
        .filter(move |_| has_stops);
    ids.map(|id| {
        let words = entry_words(&listing.document, Group::Stops, id, &|_code| None);
        let parts: Vec<String> = std::iter::once(words.title).chain(words.rest).collect();
        Fact {
            label: "Arrêt de la tournée".to_owned(),
            value: parts.join(", "),
        }
    })
}

fn offer(listing: &Listing) -> Vec<Fact> {
    let fact = |service: portrea_domain::listing::Service<'_>| {
        let details: Vec<String> = questionnaire::service_questions()
            .iter()
            .filter(|question| matches!(question.key, "provider" | "fee" | "frequency" | "format"))
            .filter_map(|question| Some(words(question, service.get(question.key)?)))
            .filter(|words| !words.is_empty())
            .collect();
        let mut value = service.name().to_owned();
        if !details.is_empty() {
            value = format!("{value} ({})", details.join(", "));
        }
        Fact {
            label: service.family.label().to_owned(),
            value,
        }
    };
    listing.services().into_iter().map(fact).collect()
}

/// A value in words; empty for several choices of which none is left.
fn words(question: &Question, value: &Value) -> String {
    said(question, value, &|_code| None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn lines(section: SectionKey, commune: Option<&str>) -> String {
        facts_of(&samples::listing(), section, commune)
            .into_iter()
            .map(|fact| format!("{} | {}", fact.label, fact.value))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn hours_are_read_in_french() {
        assert_eq!(
            lines(SectionKey::Hours, None),
            "Horaires d’ouverture au public | du lundi au vendredi\u{a0}: 9\u{a0}h – 12\u{a0}h"
        );
    }

    #[test]
    fn the_offer_is_one_line_a_service() {
        assert_eq!(
            lines(SectionKey::Offer, None),
            "Être aidé·e dans ses démarches | Permanence numérique (Gratuit, Toutes les semaines)"
        );
    }

    #[test]
    fn a_commune_is_named_or_left_out_never_shown_as_a_code() {
        assert!(lines(SectionKey::Place, Some("Bégard")).contains("Commune | Bégard"));
        assert!(!lines(SectionKey::Place, None).contains("22004"));
    }

    #[test]
    fn an_unknown_section_has_no_fact() {
        assert_eq!(lines(SectionKey::Publics, None), "");
    }
}
