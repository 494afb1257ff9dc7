//! `/territoires/{code}`: the need and the offer of a territory, side by side.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::territory::Territory;
use portrea_web::{Html, Page, PageError};

use crate::area::{Area, Named};
use crate::atlas::Atlas;
use crate::figures::Need;
use crate::list::Item;
use crate::map::{Map, map};
use crate::place::Place;
use crate::search::{Words, found};
use crate::snapshot::Snapshot;
use crate::tallies::{OfferTally, StandingTally, by_standing};
use crate::words;

mod tables;

use tables::{Table, tables};

/// `/territoires/{code}`.
#[derive(Template)]
#[template(path = "pages/atlas/territory.html")]
pub(crate) struct TerritoryPage {
    page: Page,
    view: View,
}

/// What the page shows.
#[derive(Debug)]
struct View {
    here: Named,
    kind: String,
    parents: Vec<Named>,
    population: String,
    communes: Option<String>,
    need: Need,
    offer: OfferTally,
    standings: Vec<StandingTally>,
    /// Places whose hours and offer nobody ever verified.
    untouched: usize,
    fictional: bool,
    tables: Vec<Table>,
    /// Whether somebody of it can ask for its portrait here: a group of communes.
    can_ask: bool,
    /// The places themselves, where they are few enough: in a commune.
    places: Vec<Item>,
    map: Option<Map>,
}

/// `GET /territoires/{code}`.
pub(crate) async fn territory(
    State(app): State<App>,
    Extension(atlas): Extension<Arc<Atlas>>,
    code: Result<Path<String>, PathRejection>,
) -> Result<Html<TerritoryPage>, PageError> {
    let Path(code) = code.map_err(|_unreadable| PageError::NotFound)?;
    let territory: Territory = code.parse().map_err(|_no_code| PageError::NotFound)?;
    let area = atlas.area(&territory).await?.ok_or(PageError::NotFound)?;
    let snapshot = atlas.current().await?;
    let view = View::of(&area, &snapshot, app.now());
    let page = Page::public(&app);
    Ok(Html(TerritoryPage { page, view }))
}

impl View {
    fn untouched_words(&self) -> String {
        match self.untouched {
            1 => "Un lieu n’a jamais été vérifié par sa structure.".to_owned(),
            many => format!(
                "{} n’ont jamais été vérifiés par leur structure.",
                words::counted(many, "lieu", "lieux")
            ),
        }
    }

    fn of(area: &Area, snapshot: &Snapshot, now: Timestamp) -> Self {
        let places = snapshot.within(&area.territory);
        let populations = area.populations();
        let is_commune = matches!(area.territory, Territory::Commune(_));
        let untouched = |place: &&&Place| place.is_untouched() && !place.is_closed();
        Self {
            here: area.named(),
            kind: area.kind.clone(),
            parents: area.parents.clone(),
            population: words::number(populations.iter().sum()),
            communes: (!is_commune)
                .then(|| words::counted(area.members.len(), "commune", "communes")),
            need: Need::of(&area.territory, &populations),
            offer: OfferTally::of(&places, now),
            standings: by_standing(&places, now),
            untouched: places.iter().filter(untouched).count(),
            fictional: places.iter().any(|place| place.fictional),
            can_ask: matches!(area.territory, Territory::Epci(_)),
            tables: tables(area, &places, now),
            map: map(area, &places, now),
            places: listed(area, places, now),
        }
    }
}

fn listed(area: &Area, places: Vec<&Place>, now: Timestamp) -> Vec<Item> {
    if !matches!(area.territory, Territory::Commune(_)) {
        return Vec::new();
    }
    found(places, &Words::default())
        .into_iter()
        .map(|place| Item::of(place, now))
        .collect()
}
