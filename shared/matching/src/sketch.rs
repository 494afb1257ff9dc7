//! A sketch of a place: what it is recognised by, ready to be compared many times.

use portrea_domain::document::Document;
use portrea_domain::position::Position;
use portrea_domain::territory::CommuneCode;

use crate::address::Address;
use crate::kinds;
use crate::name::Name;
use crate::words::Words;

/// What a place is recognised by. What is not known of it is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    pub(crate) raw_name: String,
    pub(crate) name: Name,
    pub(crate) kinds: Words,
    pub(crate) commune: Option<CommuneCode>,
    pub(crate) address: Option<Address>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) point: Option<(f64, f64)>,
}

impl Sketch {
    /// The sketch of what a document says; `commune` is the name of its commune, empty when it is not known.
    #[must_use]
    pub fn of(document: &Document, commune: &str) -> Self {
        let text = |key: &str| document.text(key);
        let raw_name = text("place.name").unwrap_or_default().trim().to_owned();
        let name = Name::of(&raw_name, commune);
        let mut kinds = name.kinds.clone();
        if kinds.is_empty() {
            let said = text("place.kind").and_then(kinds::of_code);
            kinds.extend(said.map(str::to_owned));
        }
        let position = Position::of(document);
        // A point without a precision is the one its source gave, and the source answers for it.
        let is_precise = position
            .precision
            .is_none_or(portrea_domain::position::Precision::is_precise);
        Self {
            raw_name,
            name,
            kinds,
            commune: text("place.commune").and_then(|code| code.parse().ok()),
            address: text("place.address").and_then(Address::of),
            phone: text("contact.phone").map(str::to_owned),
            email: text("contact.email").map(str::to_lowercase),
            point: position.point.filter(|_| is_precise),
        }
    }
}
