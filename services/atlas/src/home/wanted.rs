//! What the address of the search asks for.

use std::collections::BTreeMap;

use portrea_domain::territory::Territory;
use portrea_web::PageError;

use crate::search::Words;

/// The longest search that is kept, in characters.
const LONGEST: usize = 100;

/// What the address asks for. Fields that repeat count once, the first.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) territory: Option<Territory>,
    pub(super) text: String,
    /// From 1; beyond the last one is the last one.
    pub(super) page: usize,
}

impl Wanted {
    pub(super) fn of(pairs: Vec<(String, String)>) -> Result<Self, PageError> {
        let mut fields = BTreeMap::new();
        for (name, value) in pairs {
            fields.entry(name).or_insert(value);
        }
        let text = |name: &str| fields.get(name).map_or("", |value| value.trim());
        let territory = match text("territoire") {
            "" => None,
            code => Some(code.parse().map_err(|_no_code| PageError::NotFound)?),
        };
        Ok(Self {
            territory,
            text: searched(text("q")),
            page: text("page").parse().unwrap_or(1),
        })
    }
}
/// What is looked for; signs without a letter or a digit look for nothing.
fn searched(text: &str) -> String {
    let cut: String = text.chars().take(LONGEST).collect();
    if Words::of(&cut).is_empty() {
        String::new()
    } else {
        cut
    }
}
