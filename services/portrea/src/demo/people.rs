//! Fictional people: every address ends in a domain that reaches nobody.

use portrea_actions::ActionError;
use portrea_domain::person::EmailAddress;
use portrea_domain::territory::{CommuneCode, EpciCode};

/// A fictional person.
#[derive(Clone, Debug)]
pub(crate) struct Somebody {
    /// Their name.
    pub name: &'static str,
    /// Their address.
    pub email: EmailAddress,
}

/// First and last names, in no relation to anybody.
const NAMES: [&str; 20] = [
    "Anne Le Bihan",
    "Yann Kervella",
    "Soizic Guéguen",
    "Gwenaël Morvan",
    "Nolwenn Tanguy",
    "Erwan Cariou",
    "Maëlle Le Roux",
    "Loïc Quéméner",
    "Katell Jaouen",
    "Ronan Le Gall",
    "Enora Salaün",
    "Malo Riou",
    "Rozenn Abgrall",
    "Tangi Prigent",
    "Aziliz Corre",
    "Denez Le Goff",
    "Bleuenn Madec",
    "Goulven Hamon",
    "Lena Troadec",
    "Briac Perrot",
];

/// The name of the contact of rank `n`.
pub(crate) fn name(n: usize) -> &'static str {
    NAMES[n % NAMES.len()]
}

/// The référent of an EPCI.
pub(crate) fn referent(epci: &EpciCode) -> Result<Somebody, ActionError> {
    Ok(Somebody {
        name: "Camille Référent",
        email: address(&format!("referent.{epci}@portrea.invalid"))?,
    })
}

/// Whoever answers for a fictional place of a commune.
pub(crate) fn helper(kind: &str, commune: &CommuneCode) -> Result<EmailAddress, ActionError> {
    address(&format!("{kind}.{commune}@portrea.invalid"))
}

fn address(text: &str) -> Result<EmailAddress, ActionError> {
    text.parse()
        .map_err(|_invalid| ActionError::Refused(format!("{text} is no address")))
}
