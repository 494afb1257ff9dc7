//! The questionnaire: what is asked about an offer, as data.
//!
//! Form, chat, phone sheet, difference view and history all read this one description. Adding a question is one entry
//! here; its wording stands beside it.

mod families;
mod place;
mod service;

use std::str::FromStr;

pub use families::Family;

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
}

impl SectionKey {
    /// All sections, in the order they are asked.
    pub const ALL: [Self; 6] = [
        Self::Place,
        Self::Contact,
        Self::Hours,
        Self::Offer,
        Self::Publics,
        Self::Access,
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
        }
    }

    /// The questions of the section about the place itself; the offer has its own, asked for each service.
    pub fn questions(self) -> impl Iterator<Item = &'static Question> {
        place::QUESTIONS
            .iter()
            .filter(move |question| question.section == self)
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
}

/// What becomes of an answer that a known actor publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// It passes at once.
    Open,
    /// It waits for the référent: it says which place this is, where it is and how it is reached.
    Sensitive,
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
    /// Opening hours in OSM syntax.
    Hours,
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
    /// Latitude and longitude, `48.123456,-1.654321`; never typed by hand.
    Position,
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

    const fn sensitive(self) -> Self {
        Self {
            sensitivity: Sensitivity::Sensitive,
            ..self
        }
    }

    /// The choices offered, if it is a question with choices.
    #[must_use]
    pub fn choices(&self) -> &'static [Choice] {
        match self.kind {
            Kind::Choice(choices) | Kind::Several(choices) => choices,
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

    /// Whether people are asked it (a position is read off a map or a file instead).
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        !matches!(self.kind, Kind::Position)
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
    service::QUESTIONS
        .iter()
        .find(|question| question.key == key)
}

/// The questions asked about each service, family first.
#[must_use]
pub fn service_questions() -> &'static [Question] {
    service::QUESTIONS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_is_unique_and_every_wording_is_there() {
        let mut keys = BTreeSet::new();
        for question in place::QUESTIONS.iter().chain(service::QUESTIONS) {
            assert!(
                keys.insert((question.key, question.section)),
                "{} twice",
                question.key
            );
            assert!(
                !question.label.is_empty(),
                "{} has no wording",
                question.key
            );
            for choice in question.choices() {
                assert!(
                    !choice.label.is_empty(),
                    "{}.{} has no wording",
                    question.key,
                    choice.code
                );
            }
        }
    }

    #[test]
    fn every_section_but_the_offer_asks_something_about_the_place() {
        for section in SectionKey::ALL {
            assert_eq!(
                section.questions().next().is_none(),
                section == SectionKey::Offer,
                "{section:?}"
            );
        }
    }
}
