//! The questionnaire: what is asked about an offer, as data.
//!
//! Form, chat, phone sheet, listing page, exports, difference view and history all read this one description. Adding a
//! question is one entry here; its wording stands beside it.

mod choices;
mod closing;
mod families;
mod group;
mod place;
mod service;
mod stop;

use std::str::FromStr;

use crate::document::Value;
use crate::position;

pub use families::Family;
pub use group::Group;

/// A group of questions answered together: one screen on a phone, one verification date.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SectionKey {
    /// The place: name, kind, address.
    Place,
    /// How to reach it.
    Contact,
    /// Opening hours.
    Hours,
    /// What is offered, by family.
    Offer,
    /// Who is served.
    Publics,
    /// On which conditions.
    Access,
    /// How much help the place can give, and with what equipment.
    Capacity,
    /// Who helps, without naming anybody.
    People,
}

impl SectionKey {
    /// All sections, in the order they are asked.
    pub const ALL: [Self; 8] = [
        Self::Place,
        Self::Contact,
        Self::Hours,
        Self::Offer,
        Self::Publics,
        Self::Access,
        Self::Capacity,
        Self::People,
    ];

    /// The stored form, also used in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Contact => "contact",
            Self::Hours => "hours",
            Self::Offer => "offer",
            Self::Publics => "publics",
            Self::Access => "access",
            Self::Capacity => "capacity",
            Self::People => "people",
        }
    }

    /// The French title people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Place => "Le lieu",
            Self::Contact => "Comment le joindre",
            Self::Hours => "Les horaires d’ouverture",
            Self::Offer => "L’aide proposée",
            Self::Publics => "Les publics accueillis",
            Self::Access => "Les conditions d’accès",
            Self::Capacity => "Les moyens du lieu",
            Self::People => "Les personnes qui aident",
        }
    }

    /// The questions of the section about the place itself; repeating groups have their own, asked for each entry.
    pub fn questions(self) -> impl Iterator<Item = &'static Question> {
        place::QUESTIONS
            .iter()
            .filter(move |question| question.section == self)
    }

    /// The repeating groups of the section.
    pub fn groups(self) -> impl Iterator<Item = Group> {
        Group::ALL
            .into_iter()
            .filter(move |group| group.section() == self)
    }
}

impl FromStr for SectionKey {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|section| section.as_str() == text)
            .ok_or_else(|| format!("unknown section “{text}”"))
    }
}

/// One question.
#[derive(Debug)]
pub struct Question {
    /// Its key: the path of the answer (`hours.opening`), or the last part of it for a service (`fee`).
    pub key: &'static str,
    /// The section it belongs to.
    pub section: SectionKey,
    /// What kind of answer is expected, and within which limits.
    pub kind: Kind,
    /// The French wording, short enough for a label.
    pub label: &'static str,
    /// Help under the label; may be empty.
    pub help: &'static str,
    /// Whether an answer is needed.
    pub required: bool,
    /// Whether an answer from a known actor passes at once.
    pub sensitivity: Sensitivity,
    /// When it is asked; always, if nothing is said.
    pub condition: Option<Condition>,
    /// Whether few places have something to say to it: a form folds it away as long as it is unanswered.
    pub rare: bool,
    /// What a bare number counts, one and several: `heure`, `heures`; empty for the rest.
    pub unit: (&'static str, &'static str),
    /// The date of the same group that this one must not come before.
    pub not_before: Option<&'static str>,
}

/// What becomes of an answer that a known actor publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// It passes at once.
    Open,
    /// It waits for the référent: it says which place this is, where it is and how it is reached.
    Sensitive,
    /// It waits, unless it is the first answer and holds one of these codes: what everybody took for granted.
    SensitiveUnlessFirst(&'static [&'static str]),
}

impl Sensitivity {
    /// Whether a change from `old` to `new` by a known actor passes at once.
    #[must_use]
    pub fn passes(self, old: Option<&Value>, new: Option<&Value>) -> bool {
        match self {
            Self::Open => true,
            Self::Sensitive => false,
            Self::SensitiveUnlessFirst(codes) => {
                old.is_none()
                    && new
                        .and_then(Value::as_text)
                        .is_some_and(|code| codes.contains(&code))
            }
        }
    }
}

/// A question asked only when another answer of the same group holds one of some codes.
///
/// The group is the place itself, or one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The key of the other question.
    pub key: &'static str,
    /// The codes of which one is enough.
    pub codes: &'static [&'static str],
}

impl Condition {
    /// Whether it holds for this answer to the other question.
    #[must_use]
    pub fn holds(&self, answer: Option<&Value>) -> bool {
        match answer {
            Some(Value::Text(code)) => self.codes.contains(&code.as_str()),
            Some(Value::Many(codes)) => {
                codes.iter().any(|code| self.codes.contains(&code.as_str()))
            }
            Some(Value::Number(_)) | None => false,
        }
    }
}

/// What kind of answer a question expects.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One line of at most so many characters.
    Text(usize),
    /// Several lines of at most so many characters.
    LongText(usize),
    /// One of these.
    Choice(&'static [Choice]),
    /// Any of these.
    Several(&'static [Choice]),
    /// One line of a postal address, of at most so many characters.
    AddressLine(usize),
    /// Opening hours in OSM syntax.
    Hours,
    /// A week in which each day has its own frequency; written and read by `portrea-hours`.
    Rhythm,
    /// A day of the calendar, `2026-08-15`.
    Date,
    /// A number of the French register of establishments, its key checked.
    Siret,
    /// A French telephone number.
    Phone,
    /// A mail address.
    Email,
    /// A web address.
    Url,
    /// Five digits.
    PostalCode,
    /// An INSEE code of a commune.
    Commune,
    /// A number between two limits.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
    },
    /// A whole number, at most this.
    Count(u32),
    /// Latitude and longitude, `48.123456,-1.654321`; never typed by hand.
    Position,
    /// How precisely a position is known; noted beside it.
    Precision,
    /// How sure a telephone was of a position, in metres; noted beside it.
    Accuracy,
}

/// One possible answer.
#[derive(Debug)]
pub struct Choice {
    /// The stored code.
    pub code: &'static str,
    /// The French words people read.
    pub label: &'static str,
}

impl Choice {
    const fn new(code: &'static str, label: &'static str) -> Self {
        Self { code, label }
    }
}

impl Question {
    /// A question that may stay without an answer, whose answers pass at once, and which is always asked.
    const fn new(key: &'static str, section: SectionKey, kind: Kind, label: &'static str) -> Self {
        Self {
            key,
            section,
            kind,
            label,
            help: "",
            required: false,
            sensitivity: Sensitivity::Open,
            condition: None,
            rare: false,
            unit: ("", ""),
            not_before: None,
        }
    }

    const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    const fn rare(self) -> Self {
        Self { rare: true, ..self }
    }

    const fn sensitive(self) -> Self {
        Self {
            sensitivity: Sensitivity::Sensitive,
            ..self
        }
    }

    const fn sensitive_unless_first(self, codes: &'static [&'static str]) -> Self {
        Self {
            sensitivity: Sensitivity::SensitiveUnlessFirst(codes),
            ..self
        }
    }

    /// Asked only when the answer to `key`, of the same group, holds one of `codes`.
    const fn when(self, key: &'static str, codes: &'static [&'static str]) -> Self {
        Self {
            condition: Some(Condition { key, codes }),
            ..self
        }
    }

    const fn unit(self, one: &'static str, several: &'static str) -> Self {
        Self {
            unit: (one, several),
            ..self
        }
    }

    const fn not_before(self, key: &'static str) -> Self {
        Self {
            not_before: Some(key),
            ..self
        }
    }

    /// The choices offered, if it is a question with choices.
    #[must_use]
    pub fn choices(&self) -> &'static [Choice] {
        match self.kind {
            Kind::Choice(choices) | Kind::Several(choices) => choices,
            Kind::Precision => position::CHOICES,
            _ => &[],
        }
    }

    /// The French words of a code of this question; the code itself when it is no longer offered.
    #[must_use]
    pub fn choice_label<'a>(&self, code: &'a str) -> &'a str {
        self.choices()
            .iter()
            .find(|choice| choice.code == code)
            .map_or(code, |choice| choice.label)
    }

    /// Whether people are asked it (a position and what is noted beside it are read off a map or a file instead).
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        !matches!(self.kind, Kind::Position | Kind::Precision | Kind::Accuracy)
    }
}

/// The question about the place with this key.
#[must_use]
pub fn question(key: &str) -> Option<&'static Question> {
    place::QUESTIONS.iter().find(|question| question.key == key)
}

/// The question about a service with this key.
#[must_use]
pub fn service_question(key: &str) -> Option<&'static Question> {
    Group::Services.question(key)
}

/// The questions asked about each service, family first.
#[must_use]
pub fn service_questions() -> &'static [Question] {
    Group::Services.questions()
}

/// Every question: those about the place, then those of each repeating group.
pub fn all() -> impl Iterator<Item = (Option<Group>, &'static Question)> {
    let place = place::QUESTIONS.iter().map(|question| (None, question));
    let groups = Group::ALL.into_iter().flat_map(|group| {
        let questions = group.questions().iter();
        questions.map(move |question| (Some(group), question))
    });
    place.chain(groups)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_place_said_to_be_open_is_no_news_but_closing_or_reopening_it_is() {
        let status = question("place.status").unwrap().sensitivity;
        let (open, closed) = (Value::from("open"), Value::from("closed"));
        assert!(status.passes(None, Some(&open)));
        assert!(!status.passes(None, Some(&closed)));
        assert!(!status.passes(Some(&open), Some(&closed)));
        assert!(!status.passes(Some(&closed), Some(&open)));
        assert!(!status.passes(Some(&open), None));
        let name = question("place.name").unwrap().sensitivity;
        assert!(!name.passes(None, Some(&open)));
        let note = question("hours.note").unwrap().sensitivity;
        assert!(note.passes(Some(&open), None));
    }

    #[test]
    fn every_key_is_unique_and_every_wording_is_there() {
        let mut keys = BTreeSet::new();
        for (group, question) in all() {
            let key = question.key;
            assert!(keys.insert((group, key)), "{key} twice");
            assert!(!question.label.is_empty(), "{key} has no wording");
            for choice in question.choices() {
                assert!(
                    !choice.label.is_empty(),
                    "{key}.{} has no wording",
                    choice.code
                );
                assert!(!choice.code.contains(['|', '.']), "{key}.{}", choice.code);
            }
        }
    }

    #[test]
    fn every_section_asks_something() {
        for section in SectionKey::ALL {
            let asks = section.questions().next().is_some() || section.groups().next().is_some();
            assert!(asks, "{section:?}");
        }
    }

    #[test]
    fn what_a_question_leans_on_stands_before_it_in_its_group_and_offers_the_codes() {
        let mut seen: Vec<(Option<Group>, &Question)> = Vec::new();
        for (group, question) in all() {
            let before = |key: &str| {
                let found = seen
                    .iter()
                    .find(|(of, other)| *of == group && other.key == key);
                found
                    .unwrap_or_else(|| panic!("{} leans on {key}", question.key))
                    .1
            };
            if let Some(condition) = question.condition {
                let other = before(condition.key);
                for code in condition.codes {
                    assert!(
                        other.choices().iter().any(|choice| choice.code == *code),
                        "{code}"
                    );
                }
            }
            if let Some(key) = question.not_before {
                assert!(matches!(before(key).kind, Kind::Date));
            }
            seen.push((group, question));
        }
    }

    #[test]
    fn each_group_opens_with_the_needed_answer_that_makes_an_entry() {
        for group in Group::ALL {
            let lead = group.questions().first().unwrap();
            assert_eq!(lead.key, group.lead_key());
            assert!(lead.required && lead.condition.is_none());
            assert!(
                group
                    .questions()
                    .iter()
                    .all(|question| question.section == group.section())
            );
        }
    }
}
