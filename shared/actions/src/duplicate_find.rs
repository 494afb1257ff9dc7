//! Places already known that are probably the one somebody is about to declare: shown before anything is created.

use portrea_domain::document::Document;
use portrea_domain::listing::Listing;
use portrea_domain::territory::Territory;
use portrea_matching::{Likeness, Sketch, compare};
use portrea_storage::CommuneRow;

use crate::app::App;
use crate::draft_save::Typed;
use crate::error::ActionError;
use crate::listing_declare::read_document;

/// As many are shown at most: more would not be read.
const SHOWN: usize = 5;

/// A place that is probably the one somebody describes.
#[derive(Clone, Debug)]
pub struct Likely {
    /// The place.
    pub listing: Listing,
    /// Name of its commune.
    pub commune: String,
    /// What speaks for it.
    pub likeness: Likeness,
}

/// What somebody says of a place that is not kept yet, read and checked as [`crate::declare_listing`] would.
pub async fn describe_place(app: &App, typed: &[Typed]) -> Result<Document, ActionError> {
    let mut tx = app.storage.read().await?;
    Ok(read_document(&mut tx, typed).await?.0)
}

/// The public places that are probably the one described, the likeliest first: those of its commune, and those of the
/// other communes of its group that stand within a few hundred metres. Only reads. Every door that adds places asks this
/// first: the public page, the table of the day, and whatever comes next.
pub async fn find_duplicates(app: &App, described: &Document) -> Result<Vec<Likely>, ActionError> {
    let code = described.text("place.commune").unwrap_or_default();
    let Ok(code) = code.parse() else {
        return Ok(Vec::new());
    };
    let mut tx = app.storage.read().await?;
    let Some(here) = tx.geography().commune(&code).await? else {
        return Ok(Vec::new());
    };
    let area = here
        .epci
        .clone()
        .map_or_else(|| Territory::Commune(code.clone()), Territory::Epci);
    let communes = tx.geography().communes_of(&area).await?;
    let listings = tx.listings().of_territory(&area).await?;
    let sketch = Sketch::of(described, &here.name);
    let likely = listings.into_iter().filter_map(|listing| {
        let commune = commune_name(&communes, &listing);
        let likeness = compare(&sketch, &Sketch::of(&listing.document, &commune))?;
        likeness.is_likely().then_some(Likely {
            listing,
            commune,
            likeness,
        })
    });
    let mut likely: Vec<Likely> = likely.collect();
    likely.sort_by(|one, other| other.likeness.score.total_cmp(&one.likeness.score));
    likely.truncate(SHOWN);
    Ok(likely)
}

fn commune_name(communes: &[CommuneRow], listing: &Listing) -> String {
    let code = listing.commune();
    communes
        .iter()
        .find(|commune| Some(&commune.code) == code.as_ref())
        .map_or_else(String::new, |commune| commune.name.clone())
}
