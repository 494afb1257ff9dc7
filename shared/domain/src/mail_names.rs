//! What the names of a house say of its mail: the records that receivers look up before they trust a mail.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;

/// The records of a house, as they were found at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailNames {
    /// When they were looked up.
    pub at: Timestamp,
    /// The domain people see as the sender.
    pub sender: String,
    /// One entry for each record that matters.
    pub records: Vec<NameRecord>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameRecord {
    /// What it is for.
    pub kind: NameKind,
    /// Where it is published.
    pub name: String,
    /// What was found there.
    pub verdict: NameVerdict,
    /// The texts found.
    pub found: Vec<String>,
    /// What to publish, when that is known.
    pub wanted: Option<String>,
}

/// What a record is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// Which servers may send for the domain (RFC 7208).
    Spf,
    /// The public half of a signing key (RFC 6376).
    Dkim,
    /// What receivers do with a mail that proves nothing (RFC 7489).
    Dmarc,
    /// Where answers and bounces arrive.
    Mx,
}

impl NameKind {
    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Spf => "Serveurs autorisés à envoyer (SPF)",
            Self::Dkim => "Clé qui vérifie la signature (DKIM)",
            Self::Dmarc => "Consigne aux destinataires (DMARC)",
            Self::Mx => "Serveur où arrivent les réponses (MX)",
        }
    }
}

/// What was found of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameVerdict {
    /// As it should be.
    Good,
    /// There, but of no use or harmful as it stands.
    Wrong,
    /// Not there.
    Missing,
    /// No name server answered: nothing can be said.
    Unanswered,
}

impl NameVerdict {
    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Good => "en ordre",
            Self::Wrong => "à corriger",
            Self::Missing => "absent",
            Self::Unanswered => "pas de réponse",
        }
    }
}

impl MailNames {
    /// Whether every record is as it should be.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.records
            .iter()
            .all(|record| record.verdict == NameVerdict::Good)
    }
}
