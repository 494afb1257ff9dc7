//! The summary of a listing for whoever answers for it: section by section, what stands and what is not published yet.

use portrea_domain::ServiceId;
use portrea_domain::Timestamp;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::freshness::{self, Freshness};
use portrea_domain::listing::{self, Listing, Service};
use portrea_domain::questionnaire::{SectionKey, service_questions};

use crate::french;
use crate::names::Names;
use crate::overlay::Overlay;

/// One section as a card.
pub(crate) struct SectionCard {
    /// Its key, used in addresses.
    pub(crate) key: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// How sure it is, as a class of the style sheet and in words.
    pub(crate) fresh: (&'static str, &'static str),
    /// When it was last verified.
    pub(crate) verified: String,
    /// What is known of the place, or withdrawn in the draft.
    pub(crate) facts: Vec<Fact>,
    /// The questions nobody has answered yet.
    pub(crate) unknown: String,
    /// The services, for the offer.
    pub(crate) services: Vec<ServiceCard>,
    /// Whether anything in it is not published yet.
    pub(crate) is_changed: bool,
    /// Whether anything is known that can be vouched for.
    pub(crate) is_answered: bool,
}

/// One answer.
pub(crate) struct Fact {
    /// The question.
    pub(crate) label: String,
    /// The answer in words; nothing when it is withdrawn.
    pub(crate) value: Option<String>,
    /// Whether it is not published yet.
    pub(crate) is_changed: bool,
}

/// One service.
pub(crate) struct ServiceCard {
    /// Its identity.
    pub(crate) id: ServiceId,
    /// Its name.
    pub(crate) name: String,
    /// Its family.
    pub(crate) family: &'static str,
    /// What it is, in the words of the place.
    pub(crate) description: String,
    /// The rest of what is known, in one line.
    pub(crate) more: String,
    /// What is not published yet about it: `nouveau`, `modifié`, `retiré`.
    pub(crate) state: Option<&'static str>,
    /// Whether it was withdrawn in the draft.
    pub(crate) is_withdrawn: bool,
}

/// The cards of a listing with somebody's draft on top.
pub(crate) fn cards(
    listing: &Listing,
    overlay: &Overlay,
    names: &Names,
    now: Timestamp,
) -> Vec<SectionCard> {
    SectionKey::ALL
        .into_iter()
        .map(|section| card(listing, overlay, names, section, now))
        .collect()
}

fn card(
    listing: &Listing,
    overlay: &Overlay,
    names: &Names,
    section: SectionKey,
    now: Timestamp,
) -> SectionCard {
    let verified = listing.verified(section);
    let services = if section == SectionKey::Offer {
        services(&listing.document, overlay, names)
    } else {
        Vec::new()
    };
    let (facts, unknown) = facts(overlay, names, section);
    SectionCard {
        key: section.as_str(),
        title: section.label(),
        fresh: fresh(freshness::of_section(section, verified, now)),
        verified: verified.map_or_else(
            || "jamais vérifié".to_owned(),
            |seen| format!("vérifié le {} {}", french::day(seen.at), seen.door.label()),
        ),
        facts,
        unknown,
        services,
        is_changed: overlay.changes_section(section),
        is_answered: overlay.answers_section(section),
    }
}

/// The class of the style sheet and the words of a freshness.
pub(crate) const fn fresh(freshness: Freshness) -> (&'static str, &'static str) {
    let class = match freshness {
        Freshness::Fresh => "fresh fresh-ok",
        Freshness::ToCheck => "fresh fresh-check",
        Freshness::Unsure => "fresh fresh-unsure",
    };
    (class, freshness.label())
}

/// What is known or was just withdrawn, and the questions nobody has answered.
fn facts(overlay: &Overlay, names: &Names, section: SectionKey) -> (Vec<Fact>, String) {
    let mut facts = Vec::new();
    let mut unknown = Vec::new();
    for question in section.questions().filter(|question| question.is_asked()) {
        let path = Path::field(question.key);
        let value = overlay.document.get(&path);
        let is_changed = overlay.is_changed(&path);
        let label = french::fine(question.label);
        if value.is_none() && !is_changed {
            unknown.push(label);
            continue;
        }
        facts.push(Fact {
            label,
            value: value.map(|value| french::value(question, value, names)),
            is_changed,
        });
    }
    (facts, unknown.join(" · "))
}

/// The services that would stand once the draft is published, then those it withdraws.
pub(crate) fn services(published: &Document, overlay: &Overlay, names: &Names) -> Vec<ServiceCard> {
    let before = listing::services(published);
    let after = listing::services(&overlay.document);
    let standing = after.iter().map(|service| {
        let state = if before.iter().all(|known| known.id != service.id) {
            Some("nouveau")
        } else {
            overlay.changes_service(service.id).then_some("modifié")
        };
        service_card(service, state, names)
    });
    let withdrawn = before
        .iter()
        .filter(|service| after.iter().all(|kept| kept.id != service.id))
        .map(|service| ServiceCard {
            is_withdrawn: true,
            ..service_card(service, Some("retiré"), names)
        });
    standing.chain(withdrawn).collect()
}

fn service_card(service: &Service<'_>, state: Option<&'static str>, names: &Names) -> ServiceCard {
    let rest = service_questions()
        .iter()
        .filter(|question| !matches!(question.key, "family" | "name" | "description"));
    let more: Vec<String> = rest
        .filter_map(|question| {
            let value = service.get(question.key)?;
            Some(worded(
                question.key,
                french::value(question, value, names),
                value,
            ))
        })
        .collect();
    ServiceCard {
        id: service.id,
        name: service.name().to_owned(),
        family: service.family.label(),
        description: service
            .get("description")
            .and_then(Value::as_text)
            .unwrap_or_default()
            .to_owned(),
        more: more.join(" · "),
        state,
        is_withdrawn: false,
    }
}

/// A bare number says nothing without its question.
fn worded(key: &str, words: String, value: &Value) -> String {
    let plural = |word: &str| {
        let plural = value.as_number().is_some_and(|number| number >= 2.0);
        format!("{words}\u{a0}{word}{}", if plural { "s" } else { "" })
    };
    match key {
        "hours" => format!("{} d’aide par semaine", plural("heure")),
        "persons" => plural("aidant"),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::listing::ListingState;
    use portrea_domain::observation::{Door, Verification};
    use portrea_domain::{Entropy, ListingId};

    use super::*;
    use crate::overlay::Draft;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn service() -> ServiceId {
        ServiceId::mint(NOW, &Zeros)
    }

    fn listing() -> Listing {
        Listing {
            id: ListingId::mint(NOW, &Zeros),
            document: [
                (Path::field("place.name"), Value::from("Mairie")),
                (Path::service(service(), "family"), "etre_aidee".into()),
                (Path::service(service(), "name"), "Permanence".into()),
                (Path::service(service(), "hours"), Value::Number(3.5)),
            ]
            .into_iter()
            .collect(),
            verifications: vec![Verification {
                section: SectionKey::Offer,
                at: NOW.plus_days(-10),
                door: Door::Phone,
            }],
            origin: String::new(),
            fictional: false,
            created_at: NOW,
            modified_at: NOW,
            state: ListingState::Listed,
        }
    }

    fn card_of(draft: &Draft, key: &str) -> SectionCard {
        let listing = listing();
        let overlay = Overlay::new(&listing.document, draft);
        let mut cards = cards(&listing, &overlay, &Names::default(), NOW);
        cards.retain(|card| card.key == key);
        cards.remove(0)
    }

    #[test]
    fn a_section_says_when_and_how_it_was_verified_or_never() {
        let offer = card_of(&Draft::new(), "offer");
        assert_eq!(offer.verified, "vérifié le 11 septembre 2026 par téléphone");
        assert_eq!(offer.fresh.1, "à jour");
        assert_eq!(card_of(&Draft::new(), "place").verified, "jamais vérifié");
    }

    #[test]
    fn what_is_not_published_yet_is_marked() {
        let draft = Draft::from([(Path::field("place.name"), Some("Mairie neuve".into()))]);
        let place = card_of(&draft, "place");
        assert!(place.is_changed && place.facts[0].is_changed);
        assert!(place.unknown.contains("Commune") && !place.unknown.contains("Nom du lieu"));
        assert_eq!(place.facts[0].value.as_deref(), Some("Mairie neuve"));
    }

    #[test]
    fn a_service_withdrawn_in_the_draft_can_still_be_seen() {
        let draft: Draft = service_questions()
            .iter()
            .map(|question| (Path::service(service(), question.key), None))
            .collect();
        let offer = card_of(&draft, "offer");
        assert_eq!(offer.services.len(), 1);
        assert!(offer.services[0].is_withdrawn);
        assert_eq!(offer.services[0].state, Some("retiré"));
        assert!(!offer.is_answered);
    }

    #[test]
    fn numbers_of_a_service_are_said_with_their_unit() {
        let offer = card_of(&Draft::new(), "offer");
        assert_eq!(offer.services[0].more, "3,5\u{a0}heures d’aide par semaine");
    }
}
