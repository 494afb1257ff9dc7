//! The entries of a listing: its services, family by family, and its stops.

use portrea_domain::document::Value;
use portrea_domain::listing::{Listing, Service};
use portrea_domain::questionnaire::{Family, Group};
use portrea_render::{Lookup, entry_words};

use crate::facts::{self, Fact};

/// The services of one family, or the stops.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) title: &'static str,
    pub(crate) entries: Vec<Offered>,
}

/// A service or a stop in words.
#[derive(Debug)]
pub(crate) struct Offered {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) facts: Vec<Fact>,
}

/// The families of which something is offered, in the order of the method.
pub(crate) fn services(listing: &Listing, communes: Lookup<'_>) -> Vec<Listed> {
    let services = listing.services();
    Family::ALL
        .into_iter()
        .map(|family| Listed {
            title: family.label(),
            entries: services
                .iter()
                .filter(|service| service.family == family)
                .map(|service| offered(listing, service, communes))
                .collect(),
        })
        .filter(|group| !group.entries.is_empty())
        .collect()
}

/// The stops of a place that moves about; nothing for one that does not.
pub(crate) fn stops(listing: &Listing, communes: Lookup<'_>) -> Vec<Listed> {
    let document = &listing.document;
    let stop = |id| Offered {
        name: entry_words(document, Group::Stops, id, communes).title,
        description: None,
        facts: facts::of_entry(document, Group::Stops, id, communes),
    };
    let entries: Vec<Offered> = document
        .entry_ids(Group::Stops)
        .into_iter()
        .map(stop)
        .collect();
    let title = Group::Stops.label();
    let listed = (!entries.is_empty()).then_some(Listed { title, entries });
    listed.into_iter().collect()
}

fn offered(listing: &Listing, service: &Service<'_>, communes: Lookup<'_>) -> Offered {
    let description = service.get("description").and_then(Value::as_text);
    Offered {
        name: service.name().to_owned(),
        description: description.map(str::to_owned),
        facts: facts::of_entry(&listing.document, Group::Services, service.id, communes),
    }
}
