//! A letter worded by a person: one text with fields, sent to many.

use std::collections::BTreeMap;

use crate::ids::{CampaignId, LetterId, PortraitId};
use crate::message::Stream;

/// What a letter says to one reader alone, by field. Never a name or an address: those are read from the person.
pub type Fields = BTreeMap<String, String>;

/// A letter worded by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordedLetter {
    /// Identity.
    pub id: LetterId,
    /// The campaign it is sent by.
    pub campaign_id: CampaignId,
    /// The portrait whose territory speaks.
    pub portrait_id: PortraitId,
    /// What readers may object to.
    pub stream: Stream,
    /// Its subject, with fields.
    pub subject: String,
    /// Its text, with fields.
    pub body: String,
    /// Its HTML, with fields; made from the text when there is none.
    pub html: Option<String>,
    /// The fields it uses beside [`LETTER_FIELDS`]: each reader has a value of their own.
    pub extras: Vec<String>,
}

impl WordedLetter {
    /// Every field its wording may use.
    #[must_use]
    pub fn known_fields(&self) -> Vec<&str> {
        let extras = self.extras.iter().map(String::as_str);
        LETTER_FIELDS
            .iter()
            .map(|(name, _)| *name)
            .chain(extras)
            .collect()
    }
}

/// The fields every letter can use: name and meaning.
pub const LETTER_FIELDS: [(&str, &str); 7] = [
    ("prenom", "le prénom de la personne"),
    ("nom", "son nom de famille"),
    ("structure", "l’organisme pour lequel elle parle"),
    ("commune", "sa commune"),
    ("territoire", "le nom du territoire"),
    ("referent", "le nom du référent"),
    (
        "desabonner",
        "l’adresse où la personne choisit ses messages",
    ),
];
