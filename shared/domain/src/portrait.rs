//! A portrait: one EPCI's run of the PORTREA method, phase after phase.

use std::str::FromStr;

use chrono_tz::Tz;

use crate::clock::Timestamp;
use crate::ids::PortraitId;
use crate::territory::EpciCode;

/// One EPCI's run of the method.
#[derive(Clone, Debug, PartialEq)]
pub struct Portrait {
    /// Identity.
    pub id: PortraitId,
    /// The group of communes that owns the rules, the people and the data of this run.
    pub epci: EpciCode,
    /// Where it stands.
    pub phase: Phase,
    /// Since when it stands there.
    pub phase_since: Timestamp,
    /// Wall-clock times of its meetings and mails.
    pub zone: Tz,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// The five phases of the method, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Finding the référent and the partners.
    Contact,
    /// Inviting the people who help, presenting the method.
    Engagement,
    /// The collaborative day and the first inventory.
    Deploiement,
    /// Checking and completing what was said.
    Consolidation,
    /// Using the portrait and keeping it true.
    Exploitation,
}

impl Phase {
    /// All five, in order.
    pub const ALL: [Self; 5] = [
        Self::Contact,
        Self::Engagement,
        Self::Deploiement,
        Self::Consolidation,
        Self::Exploitation,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Engagement => "engagement",
            Self::Deploiement => "deploiement",
            Self::Consolidation => "consolidation",
            Self::Exploitation => "exploitation",
        }
    }

    /// The French name people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contact => "Contact",
            Self::Engagement => "Engagement",
            Self::Deploiement => "Déploiement",
            Self::Consolidation => "Consolidation",
            Self::Exploitation => "Exploitation",
        }
    }

    /// Expected duration in words, when the method gives one.
    #[must_use]
    pub const fn expected(self) -> Option<&'static str> {
        match self {
            Self::Engagement => Some("2 à 3 semaines"),
            Self::Deploiement => Some("3 à 4 semaines"),
            Self::Consolidation => Some("1 à 5 semaines"),
            Self::Contact | Self::Exploitation => None,
        }
    }
}

impl FromStr for Phase {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|phase| phase.as_str() == text)
            .ok_or_else(|| format!("unknown phase “{text}”"))
    }
}
