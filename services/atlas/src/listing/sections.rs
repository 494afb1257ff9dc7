//! The sections of a listing: what is known, and how sure it is.

use chrono::NaiveDateTime;
use portrea_domain::Timestamp;
use portrea_domain::clock::PARIS;
use portrea_domain::closing;
use portrea_domain::freshness;
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::questionnaire::SectionKey;
use portrea_hours::Hours;
use portrea_render::{Lookup, closing_words};

use crate::facts::{self, Fact};
use crate::family_groups::{Listed, services, stops};
use crate::offer::Offer;
use crate::place::Standing;
use crate::today::{Day, Today, days, today};
use crate::words;

/// A section of a listing in words.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) key: SectionKey,
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    /// The end of the class of its badge.
    pub(super) class: &'static str,
    /// Who vouched for it, when and by which door.
    pub(super) seen: String,
    pub(super) facts: Vec<Fact>,
    pub(super) week: Option<WeekShown>,
    /// Closings for a period that are not over, in words.
    pub(super) closings: Vec<String>,
    pub(super) groups: Vec<Listed>,
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
const ORDER: [SectionKey; 8] = [
    SectionKey::Hours,
    SectionKey::Offer,
    SectionKey::Contact,
    SectionKey::Place,
    SectionKey::Access,
    SectionKey::Publics,
    SectionKey::Capacity,
    SectionKey::People,
];

/// All sections; `local` is the wall clock of the place, when it is known.
pub(super) fn sections(
    listing: &Listing,
    communes: Lookup<'_>,
    now: Timestamp,
    local: Option<NaiveDateTime>,
) -> Vec<Section> {
    let sections = ORDER.into_iter();
    let sections = sections.map(|key| section(key, listing, communes, now, local));
    // What nobody was asked about yet does not lengthen the page.
    let is_shown = |section: &Section| {
        section.nothing.is_none()
            || !matches!(section.key, SectionKey::Capacity | SectionKey::People)
    };
    sections.filter(is_shown).collect()
}

fn section(
    key: SectionKey,
    listing: &Listing,
    communes: Lookup<'_>,
    now: Timestamp,
    local: Option<NaiveDateTime>,
) -> Section {
    let standing = Standing::from(freshness::of_section(key, listing.verified(key), now));
    let commune = listing.document.text("place.commune").and_then(communes);
    let facts = facts::of_section(key, &listing.document, commune.as_deref());
    let is_hours = key == SectionKey::Hours;
    let week = is_hours.then(|| week(listing, standing, local)).flatten();
    let groups = match key {
        SectionKey::Offer => services(listing, communes),
        SectionKey::Hours => stops(listing, communes),
        _ => Vec::new(),
    };
    let today = local
        .unwrap_or_else(|| now.local(PARIS).naive_local())
        .date();
    let closings = if is_hours {
        closing::ahead(&listing.document, today)
    } else {
        Vec::new()
    };
    let is_known =
        !facts.is_empty() || week.is_some() || !groups.is_empty() || !closings.is_empty();
    Section {
        key,
        code: key.as_str(),
        title: key.label(),
        class: standing.class(),
        seen: seen(key, listing, standing, is_known),
        nothing: (!is_known).then(|| nothing(key, listing)),
        facts,
        week,
        closings: closings
            .iter()
            .map(|closing| words::spaced(&closing_words(closing)))
            .collect(),
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
            .and_then(|local| closed_today(listing, local).or_else(|| today(&hours, local))),
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

/// What to say on a day of a closing for a period: the place is back by itself on the morrow of its last day.
fn closed_today(listing: &Listing, local: NaiveDateTime) -> Option<Today> {
    let closing = closing::on(&listing.document, local.date())?;
    let until = portrea_render::day(closing.until);
    let why = match closing.reason.as_str() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    Some(Today {
        is_open: false,
        words: words::spaced(&format!("Fermé jusqu’au {until} inclus{why}.")),
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
    use portrea_domain::questionnaire::Group;
    use portrea_domain::{Entropy, EntryId, ListingId};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn day(text: &str) -> Timestamp {
        Timestamp::midnight(text.parse().unwrap(), PARIS)
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
        let sections = sections(listing, &|_code| None, day("2026-10-05"), local);
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
    fn a_closing_is_announced_then_holds_then_is_over_by_itself() {
        let mut closed = listing(Vec::new());
        let id = EntryId::mint(day("2026-01-01"), &Zeros);
        for (key, text) in [
            ("from", "2026-10-06"),
            ("until", "2026-10-13"),
            ("reason", "congés"),
        ] {
            closed
                .document
                .set(Path::entry(Group::Closings, id, key), Some(text.into()));
        }
        let at = |local: &str| {
            let local: NaiveDateTime = local.parse().unwrap();
            let now = Timestamp::from_local(local, PARIS);
            let hours = sections(&closed, &|_code| None, now, Some(local)).remove(0);
            let today = hours
                .week
                .and_then(|week| week.today)
                .map(|today| today.words);
            let plain = |text: String| text.replace('\u{a0}', " ");
            (
                plain(hours.closings.join(" | ")),
                plain(today.unwrap_or_default()),
            )
        };
        let said = |closing: &str, today: &str| (closing.to_owned(), today.to_owned());
        let announced = "du 6 octobre 2026 au 13 octobre 2026 : congés";
        assert_eq!(
            at("2026-10-05T10:00:00"),
            said(announced, "Ouvert aujourd’hui jusqu’à 12 h.")
        );
        assert_eq!(
            at("2026-10-13T10:00:00"),
            said(announced, "Fermé jusqu’au 13 octobre 2026 inclus (congés).")
        );
        assert_eq!(
            at("2026-10-14T10:00:00"),
            said("", "Ouvert aujourd’hui jusqu’à 12 h.")
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
