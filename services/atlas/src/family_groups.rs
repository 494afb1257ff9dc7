//! The services of a listing, family by family.

use portrea_domain::document::Value;
use portrea_domain::listing::{Listing, Service};
use portrea_domain::questionnaire::Family;

use crate::facts::{self, Fact};

/// The services of one family.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) family: &'static str,
    pub(crate) services: Vec<Offered>,
}

/// A service in words.
#[derive(Debug)]
pub(crate) struct Offered {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) facts: Vec<Fact>,
}

/// The families of which something is offered, in the order of the method.
pub(crate) fn groups(listing: &Listing) -> Vec<Group> {
    let services = listing.services();
    Family::ALL
        .into_iter()
        .map(|family| Group {
            family: family.label(),
            services: services
                .iter()
                .filter(|service| service.family == family)
                .map(offered)
                .collect(),
        })
        .filter(|group| !group.services.is_empty())
        .collect()
}

fn offered(service: &Service<'_>) -> Offered {
    let description = service.get("description").and_then(Value::as_text);
    Offered {
        name: service.name().to_owned(),
        description: description.map(str::to_owned),
        facts: facts::of_service(service),
    }
}
