//! The sections of a listing: what is known, and how sure it is.

use chrono::NaiveDateTime;
use portrea_domain::Timestamp;
use portrea_domain::freshness;
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_hours::Hours;

use crate::facts::{self, Fact};
use crate::family_groups::{Group, groups};
use crate::offer::Offer;
use crate::place::Standing;
use crate::today::{Day, Today, days, today};
use crate::words;

/// A section of a listing in words.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    /// The end of the class of its badge.
    pub(super) class: &'static str,
    /// Who vouched for it, when and by which door.
    pub(super) seen: String,
    pub(super) facts: Vec<Fact>,
    pub(super) week: Option<WeekShown>,
    pub(super) groups: Vec<Group>,
    /// What to say when nothing is known.
    pub(super) nothing: Option<&'static str>,
}

/// Opening hours in words.
#[derive(Debug)]
pub(super) struct WeekShown {
    pub(super) today: Option<Today>,
    /// Seven days, or none when the hours are too particular for a table.
    pub(super) days: Vec<Day>,
    pub(super) text: String,
    /// What to think of today's words when the hours are not sure.
    pub(super) doubt: Option<&'static str>,
}

/// In the order in which somebody at a counter asks.
const ORDER: [SectionKey; 6] = [
    SectionKey::Hours,
    SectionKey::Offer,
    SectionKey::Contact,
    SectionKey::Place,
    SectionKey::Access,
    SectionKey::Publics,
];

/// All sections; `local` is the wall clock of the place, when it is known.
pub(super) fn sections(
    listing: &Listing,
    commune: Option<&str>,
    now: Timestamp,
    local: Option<NaiveDateTime>,
) -> Vec<Section> {
    ORDER
        .into_iter()
        .map(|key| section(key, listing, commune, now, local))
        .collect()
}

fn section(
    key: SectionKey,
    listing: &Listing,
    commune: Option<&str>,
    now: Timestamp,
    local: Option<NaiveDateTime>,
) -> Section {
    let standing = Standing::from(freshness::of_section(key, listing.verified(key), now));
    let facts = facts::of_section(key, &listing.document, commune);
    let is_hours = key == SectionKey::Hours;
    let week = is_hours.then(|| week(listing, standing, local)).flatten();
    let groups = if key == SectionKey::Offer {
        groups(listing)
    } else {
        Vec::new()
    };
    let is_known = !facts.is_empty() || week.is_some() || !groups.is_empty();
    Section {
        code: key.as_str(),
        title: key.label(),
        class: standing.class(),
        seen: seen(key, listing, standing, is_known),
        nothing: (!is_known).then(|| nothing(key, listing)),
        facts,
        week,
        groups,
    }
}

fn week(listing: &Listing, standing: Standing, local: Option<NaiveDateTime>) -> Option<WeekShown> {
    let text = listing.document.text("hours.opening")?;
    let Ok(hours) = Hours::parse(text) else {
        return Some(WeekShown {
            today: None,
            days: Vec::new(),
            text: text.to_owned(),
            doubt: None,
        });
    };
    Some(WeekShown {
        today: local
            .filter(|_| !listing.is_closed())
            .and_then(|local| today(&hours, local)),
        days: local.map_or_else(Vec::new, |local| days(&hours, local)),
        text: words::unbroken(&hours.to_french()),
        doubt: match standing {
            Standing::Fresh | Standing::Closed => None,
            Standing::ToCheck => {
                Some("Horaires à vérifier\u{a0}: téléphonez avant de vous déplacer.")
            }
            Standing::Unsure => {
                Some("Horaires incertains\u{a0}: téléphonez avant de vous déplacer.")
            }
        },
    })
}

fn seen(key: SectionKey, listing: &Listing, standing: Standing, is_known: bool) -> String {
    let Some(verified) = listing.verified(key) else {
        return match (is_known, listing.origin.as_str()) {
            (false, _) => "Pas encore renseigné.".to_owned(),
            (true, "") => "Pas encore vérifié.".to_owned(),
            (true, origin) => format!("Repris de {}, pas encore vérifié.", with_article(origin)),
        };
    };
    let whose = match verified.door {
        Door::Form | Door::Chat | Door::Phone | Door::Day => "par la structure, ",
        Door::Desk | Door::Import => "",
    };
    let fictional = if listing.fictional {
        " — fictif (démonstration)"
    } else {
        ""
    };
    format!(
        "{}\u{a0}: {} le {} {whose}{}{fictional}.",
        words::capitalised(standing.label()),
        standing.verified(),
        words::date(verified.at),
        verified.door.label(),
    )
}

/// Sources are named without article; the usual one is a directory.
fn with_article(origin: &str) -> String {
    if origin.starts_with("annuaire") {
        format!("l’{origin}")
    } else {
        format!("«\u{a0}{origin}\u{a0}»")
    }
}

/// “Nothing is offered” was said by somebody; “nothing is known” was not.
fn nothing(key: SectionKey, listing: &Listing) -> &'static str {
    match (key, Offer::of(listing)) {
        (SectionKey::Offer, Offer::Nothing) => {
            "La structure a indiqué qu’elle ne propose pas d’aide au numérique."
        }
        (SectionKey::Offer, _) => {
            "Offre à recenser\u{a0}: on ne sait pas encore si une aide est proposée ici."
        }
        (SectionKey::Hours, _) => "Horaires inconnus.",
        _ => "Rien n’est encore connu.",
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::document::{Document, Path};
    use portrea_domain::listing::ListingState;
    use portrea_domain::observation::Verification;
    use portrea_domain::{Entropy, ListingId};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn day(text: &str) -> Timestamp {
        Timestamp::midnight(text.parse().unwrap(), portrea_domain::clock::PARIS)
    }

    fn listing(verifications: Vec<Verification>) -> Listing {
        let mut document = Document::default();
        document.set(
            Path::field("hours.opening"),
            Some("Mo-Fr 09:00-12:00".into()),
        );
        Listing {
            id: ListingId::mint(day("2026-01-01"), &Zeros),
            document,
            verifications,
            origin: "annuaire de l’administration".to_owned(),
            fictional: false,
            created_at: day("2026-01-01"),
            modified_at: day("2026-01-01"),
            state: ListingState::Listed,
        }
    }

    fn by(door: Door, section: SectionKey) -> Verification {
        let at = day("2026-03-03");
        Verification { section, at, door }
    }

    fn shown(listing: &Listing, code: &str) -> Section {
        let local = "2026-10-05T10:00:00".parse().ok();
        let sections = sections(listing, None, day("2026-10-05"), local);
        sections
            .into_iter()
            .find(|section| section.code == code)
            .unwrap()
    }

    #[test]
    fn what_comes_from_a_directory_is_said_to_be_unverified() {
        let hours = shown(&listing(Vec::new()), "hours");
        assert_eq!(
            hours.seen,
            "Repris de l’annuaire de l’administration, pas encore vérifié."
        );
        assert!(hours.week.unwrap().doubt.is_some());
    }

    #[test]
    fn who_vouched_is_a_structure_and_a_door_never_a_person() {
        let seen = |door| {
            let section = shown(&listing(vec![by(door, SectionKey::Hours)]), "hours");
            section.seen.replace('\u{a0}', " ")
        };
        assert_eq!(
            seen(Door::Form),
            "À vérifier : dernière vérification le 3 mars 2026 par la structure, par le formulaire."
        );
        assert_eq!(
            seen(Door::Desk),
            "À vérifier : dernière vérification le 3 mars 2026 par le bureau du référent."
        );
    }

    #[test]
    fn an_unknown_offer_is_not_an_absence_of_offer() {
        let unknown = shown(&listing(Vec::new()), "offer").nothing.unwrap();
        let none = listing(vec![by(Door::Form, SectionKey::Offer)]);
        let none = shown(&none, "offer").nothing.unwrap();
        assert!(unknown.starts_with("Offre à recenser"), "{unknown}");
        assert!(none.contains("ne propose pas"), "{none}");
    }
}
