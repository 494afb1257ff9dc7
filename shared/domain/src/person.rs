//! People: the only place where their names and addresses are kept.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::territory::Territory;

/// A human being known to the base. Erasing a person empties these fields and nothing else refers to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Name as they write it; empty after erasure.
    pub name: String,
    /// Mail address, when they have one.
    pub email: Option<EmailAddress>,
    /// Whether this person belongs to the fictional part of a demonstration.
    pub fictional: bool,
}

/// What is known of a person beside their name and mail address: kept with them, and erased with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Their given name when it is known apart: it is part of their name, first or last.
    pub given_name: String,
    /// A telephone number, as it is dialled.
    pub phone: String,
    /// Where a letter reaches them, on several lines.
    pub postal_address: String,
}

/// A mail address that looks deliverable. Equality is on the folded form, because people type capitals anywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// A text that cannot be a mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address")]
pub struct EmailError;

const EMAIL_MAX: usize = 254;

impl EmailAddress {
    /// The address in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether the domain is reserved (RFC 2606, RFC 6761) and so can never reach anybody.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        let domain = self.domain();
        let last = domain.rsplit('.').next().unwrap_or(domain);
        let example = ["example.com", "example.net", "example.org"];
        matches!(last, "invalid" | "test" | "example" | "localhost")
            || example
                .iter()
                .any(|name| domain == *name || domain.ends_with(&format!(".{name}")))
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let folded = text.trim().to_lowercase();
        let (local, domain) = folded.rsplit_once('@').ok_or(EmailError)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let label_ok = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if local_ok && domain_ok && folded.len() <= EMAIL_MAX {
            Ok(Self(folded))
        } else {
            Err(EmailError)
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailError;
    fn try_from(text: String) -> Result<Self, EmailError> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a signed-in person may do on a territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the portrait of one EPCI.
    Referent,
    /// Sees every territory of a région.
    Hub,
}

impl Role {
    /// The stored and typed form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Referent => "referent",
            Self::Hub => "hub",
        }
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "referent" | "référent" => Ok(Self::Referent),
            "hub" => Ok(Self::Hub),
            other => Err(format!("unknown role “{other}”: expected referent or hub")),
        }
    }
}

/// A role on a territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub person_id: PersonId,
    /// As what.
    pub role: Role,
    /// Where.
    pub territory: Territory,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded_once() {
        let typed: EmailAddress = "  Mairie.Begard@Exemple.FR ".parse().unwrap();
        assert_eq!(typed.as_str(), "mairie.begard@exemple.fr");
    }

    #[test]
    fn what_cannot_be_delivered_is_refused() {
        for text in [
            "",
            "a@b",
            "a b@c.fr",
            "@c.fr",
            "a@c..fr",
            "a@-c.fr",
            "a..b@c.fr",
            "a@c.fr\r\nBcc: x@y.fr",
            "é@c.fr",
        ] {
            assert!(text.parse::<EmailAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn reserved_domains_reach_nobody() {
        let reserved = |text: &str| text.parse::<EmailAddress>().unwrap().is_reserved();
        assert!(reserved("accueil@mairie.fr.invalid"));
        assert!(reserved("a@example.org"));
        assert!(reserved("a@sub.example.org"));
        assert!(!reserved("a@notexample.org"));
        assert!(!reserved("a@mairie.fr"));
    }
}
