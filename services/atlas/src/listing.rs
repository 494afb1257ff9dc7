//! `/lieux/{id}`: a listing, read from the database so that whoever has just published sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use portrea_actions::App;
use portrea_domain::ListingId;
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::Kind;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_storage::PublicContactRow;
use portrea_web::{Html, Page, PageError};

use crate::area::Area;
use crate::atlas::Atlas;
use crate::communes::Commune;

mod sections;
mod view;

use view::View;

/// `/lieux/{id}`.
#[derive(Template)]
#[template(path = "pages/atlas/listing.html")]
pub(crate) struct ListingPage {
    page: Page,
    view: View,
}

/// `GET /lieux/{id}`.
pub(crate) async fn listing(
    State(app): State<App>,
    Extension(atlas): Extension<Arc<Atlas>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Html<ListingPage>, PageError> {
    let Path(id) = id.map_err(|_unreadable| PageError::NotFound)?;
    let id: ListingId = id.parse().map_err(|_no_id| PageError::NotFound)?;
    let (listing, commune, people) = read(&app, id).await?.ok_or(PageError::NotFound)?;
    let area = area(&atlas, commune.as_deref()).await?;
    let communes = names(&app, &listing).await?;
    let named = |code: &str| communes.get(code).cloned();
    let view = View::of(
        &listing,
        commune.as_ref(),
        area.as_deref(),
        &named,
        people,
        app.now(),
    );
    let page = Page::public(&app);
    Ok(Html(ListingPage { page, view }))
}

/// A listing, its commune, and who asked to be named on its page.
type Found = (Listing, Option<Arc<Commune>>, Vec<PublicContactRow>);

async fn read(app: &App, id: ListingId) -> Result<Option<Found>, PageError> {
    let mut tx = app.storage.read().await?;
    let listing = tx.listings().get(id).await?;
    let Some(listing) = listing.filter(Listing::is_public) else {
        return Ok(None);
    };
    let commune = match listing.commune() {
        Some(code) => tx.geography().commune(&code).await?,
        None => None,
    };
    let commune = commune.map(|row| Arc::new(Commune::from(row)));
    let people = tx.public_contacts().of_listing(id).await?;
    Ok(Some((listing, commune, people)))
}

/// Names of the communes it mentions, by code.
async fn names(app: &App, listing: &Listing) -> Result<BTreeMap<String, String>, PageError> {
    let mut names = BTreeMap::new();
    let mut tx = app.storage.read().await?;
    for (path, value) in &listing.document {
        let is_commune = path
            .question()
            .is_some_and(|question| matches!(question.kind, Kind::Commune));
        let code = value.as_text().filter(|_| is_commune);
        let Some(Ok(code)) = code.map(str::parse::<CommuneCode>) else {
            continue;
        };
        if let Some(commune) = tx.geography().commune(&code).await? {
            names.insert(code.to_string(), commune.name);
        }
    }
    Ok(names)
}

/// Its surroundings: the EPCI, which all its listings share, else the commune.
async fn area(atlas: &Atlas, commune: Option<&Commune>) -> Result<Option<Arc<Area>>, PageError> {
    let Some(commune) = commune else {
        return Ok(None);
    };
    let territory = match &commune.epci {
        Some(code) => Territory::Epci(code.clone()),
        None => Territory::Commune(commune.code.clone()),
    };
    Ok(atlas.area(&territory).await?)
}
