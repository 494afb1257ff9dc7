//! The summary of a listing for whoever answers for it: section by section, what stands and what is not published yet.

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::freshness::{self, Freshness};
use portrea_domain::listing::Listing;
use portrea_domain::position::{ACCURACY, POSITION, PRECISION, Position};
use portrea_domain::questionnaire::{Family, Group, SectionKey};
use portrea_domain::{EntryId, RevisionId, Timestamp};
use portrea_render::entry_words;

use crate::entries_page::address_of;
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
    /// Its repeating groups that are asked about.
    pub(crate) groups: Vec<GroupCard>,
    /// How the position on the map is known, for the section of the place.
    pub(crate) position: Option<Fact>,
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
    /// The change that waits for the référent, when this is one.
    pub(crate) waits: Option<Waits>,
}

/// An answer that waits for the référent.
pub(crate) struct Waits {
    /// The change.
    pub(crate) id: RevisionId,
    /// What the public reads meanwhile; nothing when nothing is known.
    pub(crate) published: Option<String>,
}

/// A repeating group of a section.
pub(crate) struct GroupCard {
    /// Which.
    pub(crate) group: Group,
    /// The last part of its address.
    pub(crate) address: &'static str,
    /// Its entries.
    pub(crate) entries: Vec<EntryCard>,
}

impl GroupCard {
    /// Whether its section asks nothing else: then it needs no title of its own.
    pub(crate) fn is_whole_section(&self) -> bool {
        self.group == Group::Services
    }
}

/// One entry of a group.
pub(crate) struct EntryCard {
    /// Its identity.
    pub(crate) id: EntryId,
    /// Its name.
    pub(crate) name: String,
    /// Its family, for a service.
    pub(crate) family: &'static str,
    /// What it is, in the words of the place.
    pub(crate) description: String,
    /// The rest of what is known, in one line.
    pub(crate) more: String,
    /// What is not published yet about it: `nouveau`, `modifié`, `retiré`.
    pub(crate) state: Option<&'static str>,
    /// Whether it was withdrawn in the draft.
    pub(crate) is_withdrawn: bool,
    /// The change that waits for the référent, when something about it does.
    pub(crate) waits: Option<RevisionId>,
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
    let asked = section.groups().filter(|group| {
        let condition = group.condition();
        condition.is_none_or(|when| when.holds(overlay.document.get(&Path::field(when.key))))
    });
    let groups = asked.map(|group| GroupCard {
        group,
        address: address_of(group),
        entries: entries(&listing.document, overlay, group, names),
    });
    let groups = groups.collect();
    let (facts, unknown) = facts(&listing.document, overlay, names, section);
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
        groups,
        position: (section == SectionKey::Place).then(|| position(&listing.document, overlay)),
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

/// How the position is known, in words.
fn position(published: &Document, overlay: &Overlay) -> Fact {
    let words = Position::of(&overlay.document).words();
    let is_changed = [POSITION, PRECISION, ACCURACY]
        .iter()
        .any(|key| overlay.is_changed(&Path::field(key)));
    Fact {
        label: "Position sur la carte".to_owned(),
        value: Some(french::fine(&words)),
        is_changed,
        waits: overlay.waits(&Path::field(POSITION)).map(|id| Waits {
            id,
            published: Some(french::fine(&Position::of(published).words())),
        }),
    }
}

/// What is known or was just withdrawn, and the questions nobody has answered.
fn facts(
    published: &Document,
    overlay: &Overlay,
    names: &Names,
    section: SectionKey,
) -> (Vec<Fact>, String) {
    let mut facts = Vec::new();
    let mut unknown = Vec::new();
    for question in section.questions().filter(|question| question.is_asked()) {
        let path = Path::field(question.key);
        let value = overlay.document.get(&path);
        let is_changed = overlay.is_changed(&path);
        let label = french::fine(question.label);
        let words =
            |value: Option<&Value>| value.map(|value| french::value(question, value, names));
        let waits = overlay.waits(&path).map(|id| Waits {
            id,
            published: words(published.get(&path)),
        });
        if value.is_none() && !is_changed && waits.is_none() {
            if overlay.document.asks(&path) {
                unknown.push(label);
            }
            continue;
        }
        facts.push(Fact {
            label,
            value: words(value),
            is_changed,
            waits,
        });
    }
    (facts, unknown.join(" · "))
}

/// The entries of a group that would stand once the draft is published, then those it withdraws.
pub(crate) fn entries(
    published: &Document,
    overlay: &Overlay,
    group: Group,
    names: &Names,
) -> Vec<EntryCard> {
    let before = published.entry_ids(group);
    let after = overlay.document.entry_ids(group);
    let standing = after.iter().map(|id| {
        let state = if before.contains(id) {
            overlay.changes_entry(*id).then_some("modifié")
        } else {
            Some("nouveau")
        };
        EntryCard {
            waits: overlay.waits_for_entry(*id),
            ..entry_card(&overlay.document, group, *id, state, names)
        }
    });
    let withdrawn = before.iter().filter(|id| !after.contains(id));
    let withdrawn = withdrawn.map(|id| EntryCard {
        is_withdrawn: true,
        waits: overlay.waits_for_entry(*id),
        ..entry_card(published, group, *id, Some("retiré"), names)
    });
    standing.chain(withdrawn).collect()
}

fn entry_card(
    document: &Document,
    group: Group,
    id: EntryId,
    state: Option<&'static str>,
    names: &Names,
) -> EntryCard {
    let text = |key: &str| {
        let value = document.get(&Path::entry(group, id, key));
        value.and_then(Value::as_text).unwrap_or_default()
    };
    let family = text("family").parse::<Family>().map_or("", Family::label);
    let description = text("description").to_owned();
    let words = entry_words(document, group, id, &|code| names.known(code));
    let said_apart = |part: &String| *part == family || *part == description;
    let more: Vec<String> = words
        .rest
        .into_iter()
        .filter(|part| !said_apart(part))
        .collect();
    EntryCard {
        id,
        name: words.title,
        family,
        description,
        more: french::fine(&more.join(" · ")),
        state,
        is_withdrawn: false,
        waits: None,
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::listing::ListingState;
    use portrea_domain::observation::{Door, Verification};
    use portrea_domain::questionnaire::service_questions;
    use portrea_domain::{Entropy, ListingId, ServiceId};

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
        let services = &offer.groups[0].entries;
        assert_eq!(services.len(), 1);
        assert!(services[0].is_withdrawn);
        assert_eq!(services[0].state, Some("retiré"));
        assert!(!offer.is_answered);
    }

    #[test]
    fn numbers_of_a_service_are_said_with_their_unit() {
        let offer = card_of(&Draft::new(), "offer");
        let more = &offer.groups[0].entries[0].more;
        assert_eq!(more, "3,5\u{a0}heures d’aide par semaine");
    }
}
