//! The cards of what waits: field by field, in words, who said it, when and by which door.

use std::collections::BTreeMap;

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::{self, Choice, Kind};
use portrea_domain::suggestion::{Grounds, Suggestion};
use portrea_domain::{ListingId, PersonId, Timestamp};
use portrea_render::{CommuneNames, change_of, french};
use portrea_storage::{Review, StorageError, Tx};

use crate::words::name_of;

/// What waits in an EPCI.
pub(super) struct Queue {
    changes: BTreeMap<(Timestamp, ListingId, Option<PersonId>), Vec<Review>>,
    proposed: Vec<Listing>,
    suggestions: Vec<Suggestion>,
}

/// One decision to take, or one for each of its fields.
pub(super) struct Card {
    /// What is posted to name it, also its anchor.
    pub(super) key: String,
    /// What it is: `changes`, `place`, `suggestion`.
    pub(super) kind: &'static str,
    /// What it is, in words.
    pub(super) tag: &'static str,
    /// The place.
    pub(super) place: String,
    /// The listing.
    pub(super) listing: ListingId,
    /// The version of the listing it is read beside.
    pub(super) version: i64,
    /// Who said it.
    pub(super) who: String,
    /// When and by which door.
    pub(super) when: String,
    /// The fields.
    pub(super) items: Vec<Item>,
    /// What a reader wrote.
    pub(super) words: Vec<String>,
    /// Whether it is public already.
    pub(super) is_public: bool,
    /// The suggestion, when it is one.
    pub(super) suggestion: String,
}

/// One field.
pub(super) struct Item {
    /// The change; empty when it is not decided apart.
    pub(super) revision: String,
    /// The question.
    pub(super) label: String,
    /// What stands; nothing if unknown.
    pub(super) before: Option<String>,
    /// What is said instead; nothing if withdrawn.
    pub(super) after: Option<String>,
    /// What a correction starts from.
    pub(super) text: String,
    /// How it can be corrected here.
    pub(super) correction: Correction,
}

/// How a field can be corrected on the card.
#[derive(Clone, Copy)]
pub(super) enum Correction {
    /// By typing a line.
    Line,
    /// By choosing.
    Choices(&'static [Choice]),
    /// In the form of the listing only.
    Form,
}

impl Queue {
    /// Reads what waits.
    pub(super) async fn load(tx: &mut Tx, portrait: &Portrait) -> Result<Self, StorageError> {
        let epci = portrait.epci.as_str();
        let mut groups: BTreeMap<(ListingId, Option<PersonId>), Vec<Review>> = BTreeMap::new();
        for review in tx.reviews().waiting_in_epci(epci).await? {
            let key = (review.observation.listing_id, review.observation.person_id);
            groups.entry(key).or_default().push(review);
        }
        // Whoever waits longest comes first.
        let since = |reviews: &[Review]| {
            let times = reviews.iter().map(|review| review.observation.at);
            times.min().unwrap_or(Timestamp::from_millis(0))
        };
        Ok(Self {
            changes: groups
                .into_iter()
                .map(|((listing, person), reviews)| ((since(&reviews), listing, person), reviews))
                .collect(),
            proposed: tx.listings().proposed_in_epci(epci).await?,
            suggestions: tx.suggestions().open_in_epci(epci).await?,
        })
    }

    /// How many cards it makes.
    pub(super) fn len(&self) -> usize {
        self.changes.len() + self.proposed.len() + self.suggestions.len()
    }

    /// The cards: new places, changes, what readers say; within each the longest waiting first.
    pub(super) async fn cards(
        self,
        tx: &mut Tx,
        portrait: &Portrait,
    ) -> Result<Vec<Card>, StorageError> {
        let mut cards = Vec::with_capacity(self.len());
        for listing in self.proposed {
            cards.push(place_card(tx, portrait, &listing).await?);
        }
        for ((_, listing, person), reviews) in self.changes {
            cards.push(changes_card(tx, portrait, listing, person, &reviews).await?);
        }
        for suggestion in self.suggestions {
            cards.push(suggestion_card(tx, portrait, &suggestion).await?);
        }
        Ok(cards)
    }
}

async fn place_card(
    tx: &mut Tx,
    portrait: &Portrait,
    listing: &Listing,
) -> Result<Card, StorageError> {
    let nothing = Document::default();
    let mut items = Vec::new();
    for (path, value) in &listing.document {
        items.push(item(tx, "", path, &nothing, Some(value)).await?);
    }
    let author = tx.listings().author(listing.id).await?;
    Ok(Card {
        key: format!("lieu-{}", listing.id),
        kind: "place",
        tag: "nouveau lieu",
        place: listing.name().to_owned(),
        listing: listing.id,
        version: tx.reviews().version(listing.id).await?,
        who: who(tx, author).await?,
        when: moment(portrait, listing.created_at, None),
        items,
        words: Vec::new(),
        is_public: false,
        suggestion: String::new(),
    })
}

async fn changes_card(
    tx: &mut Tx,
    portrait: &Portrait,
    listing: ListingId,
    person: Option<PersonId>,
    reviews: &[Review],
) -> Result<Card, StorageError> {
    // Before the listing: what is decided is never beside something newer than what was read.
    let version = tx.reviews().version(listing).await?;
    let listing = tx.listings().require(listing).await?;
    let mut items = Vec::with_capacity(reviews.len());
    for review in reviews {
        let revision = &review.revision;
        let id = revision.id.to_string();
        items.push(
            item(
                tx,
                &id,
                &revision.path,
                &listing.document,
                revision.new.as_ref(),
            )
            .await?,
        );
    }
    let last = reviews.last().map(|review| &review.observation);
    Ok(Card {
        key: format!(
            "fiche-{}-{}",
            listing.id,
            person.map_or_else(String::new, |person| person.to_string())
        ),
        kind: "changes",
        tag: "modification",
        place: listing.name().to_owned(),
        listing: listing.id,
        version,
        who: who(tx, person).await?,
        when: last.map_or_else(String::new, |last| {
            moment(portrait, last.at, Some(last.door))
        }),
        items,
        words: Vec::new(),
        is_public: listing.is_public(),
        suggestion: String::new(),
    })
}

async fn suggestion_card(
    tx: &mut Tx,
    portrait: &Portrait,
    suggestion: &Suggestion,
) -> Result<Card, StorageError> {
    let version = tx.reviews().version(suggestion.listing_id).await?;
    let listing = tx.listings().require(suggestion.listing_id).await?;
    let mut items = Vec::new();
    if let (Some(path), Some(value)) = (&suggestion.path, &suggestion.proposed) {
        items.push(item(tx, "", path, &listing.document, Some(value)).await?);
    }
    let about = match suggestion.path.as_ref().and_then(Path::question) {
        Some(question) => question.label,
        None => suggestion.section.label(),
    };
    let grounds = suggestion.grounds;
    let mut words = vec![if grounds == Grounds::Closed {
        grounds.label().to_owned()
    } else {
        format!("{}\u{a0}: {about}", grounds.label())
    }];
    words.extend(suggestion.words.lines().map(str::to_owned));
    Ok(Card {
        key: format!("signalement-{}", suggestion.id),
        kind: "suggestion",
        tag: "signalement d’un lecteur",
        place: listing.name().to_owned(),
        listing: listing.id,
        version,
        who: if suggestion.person_id.is_some() {
            "un lecteur qui a laissé une adresse\u{a0}: il saura la suite".to_owned()
        } else {
            "un lecteur qui n’a pas laissé d’adresse".to_owned()
        },
        when: moment(portrait, suggestion.created_at, None),
        items,
        words,
        is_public: listing.is_public(),
        suggestion: suggestion.id.to_string(),
    })
}

async fn item(
    tx: &mut Tx,
    revision: &str,
    path: &Path,
    standing: &Document,
    new: Option<&Value>,
) -> Result<Item, StorageError> {
    let old = standing.get(path);
    let names = names_in(tx, path, [old, new].into_iter().flatten()).await?;
    let change = change_of(path, old, new, &names);
    let correction = match path.question().map(|question| question.kind) {
        Some(Kind::Choice(choices)) => Correction::Choices(choices),
        Some(
            Kind::Text(_)
            | Kind::Phone
            | Kind::Email
            | Kind::Url
            | Kind::PostalCode
            | Kind::Commune
            | Kind::Number { .. },
        ) => Correction::Line,
        _ => Correction::Form,
    };
    let stored = new.and_then(Value::as_text).unwrap_or_default();
    Ok(Item {
        revision: revision.to_owned(),
        text: match correction {
            Correction::Choices(_) => stored.to_owned(),
            _ => change.after.clone().unwrap_or_default(),
        },
        label: label(path, standing),
        before: change.before,
        after: change.after.map(|after| distance(path, old, new, after)),
        correction,
    })
}

/// What a question is called; the one of an entry says of which one.
pub(crate) fn label(path: &Path, standing: &Document) -> String {
    let question = path
        .question()
        .map_or_else(|| path.to_string(), |question| question.label.to_owned());
    let Some((group, id, _)) = path.as_entry() else {
        return question;
    };
    let lead = questionnaire::Group::Services == group;
    let name = standing.get(&Path::entry(group, id, "name"));
    match name.and_then(Value::as_text) {
        Some(name) if lead => format!("{name}\u{a0}: {question}"),
        _ => format!("{}\u{a0}: {question}", group.label()),
    }
}

/// A position says how far it is from the one that stands.
fn distance(path: &Path, old: Option<&Value>, new: Option<&Value>, words: String) -> String {
    let at = |value: Option<&Value>| {
        let text = value?.as_text()?;
        portrea_domain::answer::parse_position(text)
    };
    match (
        path.question().map(|question| question.kind),
        at(old),
        at(new),
    ) {
        (Some(Kind::Position), Some(from), Some(to)) => {
            format!("{words} (à {} de la position publiée)", metres(from, to))
        }
        _ => words,
    }
}

/// How far two positions are from each other: on the small distances of a correction, the Earth is flat.
fn metres(from: (f64, f64), to: (f64, f64)) -> String {
    const METRES_A_DEGREE: f64 = 111_195.0;
    let north = (to.0 - from.0) * METRES_A_DEGREE;
    let east = (to.1 - from.1) * METRES_A_DEGREE * from.0.to_radians().cos();
    let metres = north.hypot(east);
    if metres < 1_000.0 {
        format!("{metres:.0}\u{a0}m")
    } else {
        format!(
            "{}\u{a0}km",
            french::number((metres / 100.0).round() / 10.0)
        )
    }
}

/// The names of the communes that values are the codes of.
pub(crate) async fn names_in<'v>(
    tx: &mut Tx,
    path: &Path,
    values: impl Iterator<Item = &'v Value>,
) -> Result<CommuneNames, StorageError> {
    let mut names = CommuneNames::new();
    if !matches!(
        path.question().map(|question| question.kind),
        Some(Kind::Commune)
    ) {
        return Ok(names);
    }
    for value in values {
        let Some(code) = value.as_text().and_then(|text| text.parse().ok()) else {
            continue;
        };
        if let Some(commune) = tx.geography().commune(&code).await? {
            names.insert(code.to_string(), commune.name);
        }
    }
    Ok(names)
}

/// Whose words they are.
pub(crate) async fn who(tx: &mut Tx, person: Option<PersonId>) -> Result<String, StorageError> {
    let person = match person {
        Some(id) => tx.people().get(id).await?,
        None => None,
    };
    Ok(person.map_or_else(|| "personne".to_owned(), |person| name_of(&person)))
}

/// « 3 novembre 2026 à 10 h, par le formulaire ».
pub(crate) fn moment(portrait: &Portrait, at: Timestamp, door: Option<Door>) -> String {
    let day = french::date(at, portrait.zone);
    let hour = french::hour(at, portrait.zone);
    let door = door.map_or_else(String::new, |door| format!(", {}", door.label()));
    format!("{day} à {hour}{door}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_position_says_how_far() {
        assert_eq!(metres((48.0, -2.0), (48.001, -2.0)), "111\u{a0}m");
        assert_eq!(metres((48.0, -2.0), (48.0, -2.1)), "7,4\u{a0}km");
    }
}
