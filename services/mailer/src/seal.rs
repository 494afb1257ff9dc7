//! What every mail of a house carries for those who check: signatures, and an address to come back to.

use std::sync::Arc;

use portrea_domain::Timestamp;
use portrea_domain::person::EmailAddress;

use crate::dkim::{DkimError, DkimKey, Parts};

/// The signatures of a house and the domain its mails come back to.
#[derive(Clone, Debug, Default)]
pub struct Seal {
    keys: Arc<[DkimKey]>,
    bounce_domain: Option<Arc<str>>,
}

/// Why mails sealed like this would look forged.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The signature is of another domain than the sender’s.
    #[error(
        "DKIM signs for {signed} but mails are sent from {sender}: receivers would take them for forged. \
         Sign for {sender} or a domain above it (PORTREA_DKIM_DOMAIN), or change PORTREA_MAIL_FROM"
    )]
    Signature {
        /// The domain of the key.
        signed: String,
        /// The domain of the sender.
        sender: String,
    },
    /// Mails come back to another domain than the sender’s.
    #[error(
        "bounces come back to {bounces} but mails are sent from {sender}: receivers would take them for forged. \
         Use {sender}, or a domain under or above it (PORTREA_BOUNCE_DOMAIN)"
    )]
    Bounces {
        /// The domain of the bounces.
        bounces: String,
        /// The domain of the sender.
        sender: String,
    },
    /// It is no domain.
    #[error("PORTREA_BOUNCE_DOMAIN: “{0}” is no domain")]
    Domain(String),
}

impl Seal {
    /// Signatures by these keys, and mails that come back to `bounces+…@bounce_domain`. Refused unless both are of the
    /// sender’s domain, or of one under or above it: receivers check that they go together (RFC 7489, relaxed).
    pub fn new(
        keys: Vec<DkimKey>,
        bounce_domain: Option<&str>,
        sender: &EmailAddress,
    ) -> Result<Self, SealError> {
        let sender = sender.domain();
        for key in &keys {
            // A signature of a subdomain counts for its parent too, but the sender’s own is what people see.
            if !is_aligned(key.domain(), sender) {
                return Err(SealError::Signature {
                    signed: key.domain().to_owned(),
                    sender: sender.to_owned(),
                });
            }
        }
        if let Some(bounces) = bounce_domain {
            let is_domain = format!("bounces@{bounces}").parse::<EmailAddress>().is_ok();
            if !is_domain {
                return Err(SealError::Domain(bounces.to_owned()));
            }
            if !is_aligned(&bounces.to_ascii_lowercase(), sender) {
                return Err(SealError::Bounces {
                    bounces: bounces.to_owned(),
                    sender: sender.to_owned(),
                });
            }
        }
        Ok(Self {
            keys: keys.into(),
            bounce_domain: bounce_domain.map(|domain| domain.to_ascii_lowercase().into()),
        })
    }

    /// Where each key must be published, and what.
    pub(crate) fn dns_records(&self) -> Vec<(String, String)> {
        self.keys.iter().map(DkimKey::dns_record).collect()
    }

    pub(crate) fn bounce_domain(&self) -> Option<&str> {
        self.bounce_domain.as_deref()
    }

    /// The mail under its signatures, if there are any.
    pub(crate) fn sign(&self, mail: Vec<u8>, now: Timestamp) -> Result<Vec<u8>, DkimError> {
        if self.keys.is_empty() {
            return Ok(mail);
        }
        Parts::of(&mail).signed_by(&self.keys, now)
    }

    /// What is configured, a line each.
    pub(crate) fn describe(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.keys.is_empty() {
            lines.push("DKIM none: the server signs, or nobody does".to_owned());
        }
        for key in self.keys.iter() {
            let (name, value) = key.dns_record();
            lines.push(format!("DKIM {name} TXT \"{value}\""));
        }
        lines.push(match self.bounce_domain() {
            Some(domain) => format!("bounces come back to {domain}"),
            None => "bounces come back to the sender".to_owned(),
        });
        lines
    }
}

/// Whether one domain is the other, or stands under it; a name without a dot is above everything and counts for nothing.
fn is_aligned(one: &str, other: &str) -> bool {
    let stands_under = |low: &str, high: &str| {
        low.strip_suffix(high)
            .is_some_and(|rest| rest.ends_with('.'))
    };
    one.contains('.')
        && other.contains('.')
        && (one == other || stands_under(one, other) || stands_under(other, one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_one_house_go_together() {
        for (one, other) in [
            ("exemple.fr", "exemple.fr"),
            ("rebonds.exemple.fr", "exemple.fr"),
            ("exemple.fr", "portrea.exemple.fr"),
        ] {
            assert!(is_aligned(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("autre.fr", "exemple.fr"),
            ("monexemple.fr", "exemple.fr"),
            ("fr", "exemple.fr"),
        ] {
            assert!(!is_aligned(one, other), "{one} {other}");
        }
    }

    #[test]
    fn bounces_elsewhere_are_refused_with_words() {
        let sender = "portrea@exemple.fr".parse().unwrap();
        assert!(Seal::new(vec![], Some("rebonds.exemple.fr"), &sender).is_ok());
        let error = Seal::new(vec![], Some("autre.fr"), &sender).unwrap_err();
        assert!(
            error.to_string().contains("PORTREA_BOUNCE_DOMAIN"),
            "{error}"
        );
        assert!(Seal::new(vec![], Some("pas un domaine"), &sender).is_err());
    }
}
