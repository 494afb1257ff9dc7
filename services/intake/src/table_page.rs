//! `/table/{token}`: the listings of one table of the collaborative day, for whoever sits there.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{
    ActionError, App, Likely, Typed, declare_listing, describe_place, find_duplicates, link_url,
    listings_of_table, open_table_form, table_of,
};
use portrea_domain::day_table::{DayTable, Opening, opening_of};
use portrea_domain::document::Path as Field;
use portrea_domain::event::Event;
use portrea_domain::freshness;
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::Territory;
use portrea_domain::{ListingId, ServiceId};
use portrea_render::french;
use portrea_storage::CommuneRow;
use portrea_web::{Html, Page, PageError, Posted, check_csrf, csrf_for};

use crate::communes;
use crate::likely::{self, LikelyPlace};
use crate::locator::{self, Locator};
use crate::summary::fresh;

#[derive(Template)]
#[template(path = "pages/intake/table.html")]
struct TablePage {
    page: Page,
    csrf: String,
    address: String,
    label: String,
    meeting: String,
    listings: Vec<Row>,
    communes: Vec<CommuneRow>,
    family: Option<Family>,
    typed: NewPlace,
    error: Option<String>,
    /// Places that are probably the one to be added.
    likely: Vec<LikelyPlace>,
    mark: String,
}

#[derive(Template)]
#[template(path = "pages/intake/table_closed.html")]
struct ClosedPage {
    page: Page,
    label: String,
    words: String,
}

/// One listing of the table.
struct Row {
    id: ListingId,
    name: String,
    commune: String,
    fresh: (&'static str, &'static str),
    /// Whether this table said something of it.
    touched: bool,
}

/// What was typed about a place that is missing.
#[derive(Clone, Debug, Default)]
struct NewPlace {
    name: String,
    commune: String,
    address: String,
    family: String,
    offer: String,
}

/// An open table.
struct Table {
    token: String,
    kept: DayTable,
    event: Event,
    portrait: Portrait,
}

impl Table {
    /// The table of a token; a page that says when, while its code does not open.
    async fn open(app: &App, token: &str) -> Result<Result<Self, Box<Response>>, PageError> {
        let (table, event) = table_of(app, token).await?;
        let mut tx = app.storage.read().await?;
        let portrait = tx.portraits().require(event.portrait_id).await?;
        let words = match table.opening(&event, app.now()) {
            Opening::Open => {
                return Ok(Ok(Self {
                    token: token.to_owned(),
                    kept: table,
                    event,
                    portrait,
                }));
            }
            Opening::TooEarly => {
                let from = opening_of(&event).0;
                format!(
                    "Ce code fonctionnera le {}, à partir de {}.",
                    french::day(from, portrait.zone),
                    french::hour(from, portrait.zone)
                )
            }
            Opening::Over => {
                "La journée est terminée, ou ce code a été repris. Merci d’avoir participé ! Pour \
                corriger une fiche, demandez un lien à la personne qui conduit l’inventaire."
                    .to_owned()
            }
        };
        let page = ClosedPage {
            page: Page::personal(app),
            label: table.label,
            words,
        };
        Ok(Err(Box::new(
            (StatusCode::GONE, Html(page)).into_response(),
        )))
    }

    fn address(&self) -> String {
        format!("/table/{}", self.token)
    }

    fn scope(&self) -> String {
        self.kept.id.to_string()
    }
}

/// `GET /table/{token}`.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let table = match Table::open(&app, &token).await? {
        Ok(table) => table,
        Err(closed) => return Ok(*closed),
    };
    let page = page(&app, &table, NewPlace::default(), None).await?;
    Ok(Html(page).into_response())
}

/// `POST /table/{token}/fiche`: opens the form of a listing.
pub(crate) async fn open_form(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let table = match Table::open(&app, &token).await? {
        Ok(table) => table,
        Err(closed) => return Ok(*closed),
    };
    check_csrf(&app, &table.scope(), posted.get("csrf"))?;
    let listing = posted.get("listing").unwrap_or_default();
    let listing: ListingId = listing.parse().map_err(|_no_id| PageError::NotFound)?;
    to_form(&app, &table, listing).await
}

/// `POST /table/{token}/lieu`: declares a place that is missing, and opens its form for the rest.
pub(crate) async fn declare(
    State(app): State<App>,
    Extension(locator): Extension<Locator>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let table = match Table::open(&app, &token).await? {
        Ok(table) => table,
        Err(closed) => return Ok(*closed),
    };
    check_csrf(&app, &table.scope(), posted.get("csrf"))?;
    let field = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
    let typed = NewPlace {
        name: field("name"),
        commune: field("commune"),
        address: field("address"),
        family: field("family"),
        offer: field("offer"),
    };
    let mut said = match typed.said(&app) {
        Ok(said) => said,
        Err(error) => return refused(&app, &table, typed, error).await,
    };
    let mut described = match describe_place(&app, &said).await {
        Ok(described) => described,
        Err(error) => return refused(&app, &table, typed, error).await,
    };
    let commune = described.text(communes::TYPED).and_then(communes::entry_of);
    let name = commune.map_or("", |commune| &commune.name);
    let position = locator.locate(&described, name).await;
    locator::put(&mut described, &position);
    said.extend(locator::answers(&position));
    let found = find_duplicates(&app, &described).await?;
    let is_seen = posted.get("autre") == Some(likely::mark(&found).as_str());
    if !found.is_empty() && !is_seen {
        let mut page = page(&app, &table, typed, None).await?;
        let opens = |found: &Likely| page.listings.iter().any(|row| row.id == found.listing.id);
        page.likely = likely::shown(&found, opens);
        page.mark = likely::mark(&found);
        return Ok(Html(page).into_response());
    }
    match declare_listing(&app, table.kept.person_id, Door::Day, &said).await {
        Ok(listing) => {
            let address = form_of_new(&app, &table, listing.id).await?;
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => refused(&app, &table, typed, error).await,
    }
}

/// The table again, with what is wrong with the place to be added.
async fn refused(
    app: &App,
    table: &Table,
    typed: NewPlace,
    error: ActionError,
) -> Result<Response, PageError> {
    let words = match error {
        ActionError::Refused(words) => words,
        ActionError::Fields(errors) => {
            let words: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            words.join(" ")
        }
        error => return Err(error.into()),
    };
    let page = page(app, table, typed, Some(words)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}

impl NewPlace {
    /// The answers it makes: a place, and what it offers in brief; French words when the kind of help is missing.
    fn said(&self, app: &App) -> Result<Vec<Typed>, ActionError> {
        let typed = |path: Field, text: &str| Typed {
            path,
            texts: vec![text.to_owned()],
        };
        let mut said = vec![
            typed(Field::field("place.name"), &self.name),
            typed(Field::field("place.commune"), &self.commune),
        ];
        if !self.address.is_empty() {
            said.push(typed(Field::field("place.address"), &self.address));
        }
        let family: Option<Family> = self.family.parse().ok();
        match family {
            Some(family) => {
                let service = ServiceId::mint(app.now(), &*app.entropy);
                let name = if self.offer.is_empty() {
                    family.label()
                } else {
                    &self.offer
                };
                said.push(typed(Field::service(service, "family"), family.as_str()));
                said.push(typed(Field::service(service, "name"), name));
            }
            None if self.offer.is_empty() => {}
            None => {
                return Err(ActionError::Refused(
                    "Choisissez quelle aide on trouve dans ce lieu, ou laissez les quelques mots de côté.".to_owned(),
                ));
            }
        }
        Ok(said)
    }
}

async fn to_form(app: &App, table: &Table, listing: ListingId) -> Result<Response, PageError> {
    let link = open_table_form(app, &table.kept, &table.event, listing).await?;
    let address = link_url(app, &link);
    let path = address.strip_prefix(app.house.public_url.as_str());
    Ok(Redirect::to(path.unwrap_or(&address)).into_response())
}

/// Where to go after a place was declared: its form, or the table when it lies in none of its communes.
async fn form_of_new(app: &App, table: &Table, listing: ListingId) -> Result<String, PageError> {
    match open_table_form(app, &table.kept, &table.event, listing).await {
        Ok(link) => {
            let address = link_url(app, &link);
            let path = address.strip_prefix(app.house.public_url.as_str());
            Ok(path.unwrap_or(&address).to_owned())
        }
        Err(ActionError::Missing(_)) => Ok(table.address()),
        Err(error) => Err(error.into()),
    }
}

async fn page(
    app: &App,
    table: &Table,
    typed: NewPlace,
    error: Option<String>,
) -> Result<TablePage, PageError> {
    let now = app.now();
    let mut tx = app.storage.read().await?;
    let area = Territory::Epci(table.portrait.epci.clone());
    let mut communes = tx.geography().communes_of(&area).await?;
    let touched = tx.day_tables().touched(table.kept.person_id).await?;
    let listings = listings_of_table(&mut tx, &table.kept).await?;
    let row = |listing: Listing| {
        let code = listing.commune();
        let commune = communes
            .iter()
            .find(|commune| Some(&commune.code) == code.as_ref());
        Row {
            id: listing.id,
            name: listing.name().to_owned(),
            commune: commune.map_or_else(String::new, |commune| commune.name.clone()),
            fresh: fresh(freshness::of_listing(&listing, now)),
            touched: touched.iter().any(|(_, id)| *id == listing.id),
        }
    };
    let mut listings: Vec<Row> = listings.into_iter().map(row).collect();
    listings.sort_by(|one, other| (&one.commune, &one.name).cmp(&(&other.commune, &other.name)));
    if !table.kept.communes.is_empty() {
        communes.retain(|commune| table.kept.communes.contains(&commune.code));
    }
    Ok(TablePage {
        page: Page::personal(app),
        csrf: csrf_for(app, &table.scope()),
        address: table.address(),
        label: table.kept.label.clone(),
        meeting: table.event.title.clone(),
        listings,
        communes,
        family: table.kept.family,
        typed,
        error,
        likely: Vec::new(),
        mark: String::new(),
    })
}
