//! Repeating groups: what a place may have several of, each entry with the same questions.

use std::str::FromStr;

use super::{Condition, Question, SectionKey, closing, service, stop};

/// Something a place may have several of.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The help it offers.
    #[default]
    Services,
    /// Where a place that moves about stops, and when.
    Stops,
    /// Periods during which it is closed.
    Closings,
}

impl Group {
    /// All groups, in the order they are asked.
    pub const ALL: [Self; 3] = [Self::Services, Self::Stops, Self::Closings];

    /// The first part of the paths of its entries, also used in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::Stops => "stops",
            Self::Closings => "closings",
        }
    }

    /// The section it is asked and verified with.
    #[must_use]
    pub const fn section(self) -> SectionKey {
        match self {
            Self::Services => SectionKey::Offer,
            Self::Stops | Self::Closings => SectionKey::Hours,
        }
    }

    /// The questions asked about each entry.
    #[must_use]
    pub const fn questions(self) -> &'static [Question] {
        match self {
            Self::Services => service::QUESTIONS,
            Self::Stops => stop::QUESTIONS,
            Self::Closings => closing::QUESTIONS,
        }
    }

    /// The question of an entry with this key.
    #[must_use]
    pub fn question(self, key: &str) -> Option<&'static Question> {
        self.questions().iter().find(|question| question.key == key)
    }

    /// The key of the answer that makes an entry: without it there is none.
    #[must_use]
    pub const fn lead_key(self) -> &'static str {
        match self {
            Self::Services => "family",
            Self::Stops => "place",
            Self::Closings => "from",
        }
    }

    /// When it is asked about at all, by an answer about the place; always, if nothing is said.
    #[must_use]
    pub const fn condition(self) -> Option<Condition> {
        match self {
            Self::Stops => Some(Condition {
                key: "place.mobility",
                codes: &["itinerant"],
            }),
            Self::Services | Self::Closings => None,
        }
    }

    /// The French title of its list.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Services => "L’aide proposée",
            Self::Stops => "Les arrêts de la tournée",
            Self::Closings => "Les fermetures pour une période",
        }
    }

    /// One of its entries, in French: `une aide`.
    #[must_use]
    pub const fn one(self) -> &'static str {
        match self {
            Self::Services => "une aide",
            Self::Stops => "un arrêt",
            Self::Closings => "une fermeture",
        }
    }

    /// One of its entries, pointed at: `cette aide`.
    #[must_use]
    pub const fn this(self) -> &'static str {
        match self {
            Self::Services => "cette aide",
            Self::Stops => "cet arrêt",
            Self::Closings => "cette fermeture",
        }
    }

    /// What is said when it has no entry.
    #[must_use]
    pub const fn nothing(self) -> &'static str {
        match self {
            Self::Services => "Aucune aide n’est indiquée.",
            Self::Stops => "Aucun arrêt n’est indiqué.",
            Self::Closings => "Aucune fermeture n’est prévue.",
        }
    }
}

impl FromStr for Group {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|group| group.as_str() == text)
            .ok_or_else(|| format!("unknown group “{text}”"))
    }
}
