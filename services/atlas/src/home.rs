//! `/`: the list of places and their map, with a search.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::territory::{RegionCode, Territory};
use portrea_storage::{CommuneRow, StorageError};
use portrea_web::{Html, Page, PageError};

use crate::area::{Area, Named};
use crate::atlas::Atlas;
use crate::list::{Item, Pager};
use crate::map::{Map, map};
use crate::place::{Place, Standing};
use crate::search::{Words, common_territory, found};
use crate::snapshot::Snapshot;
use crate::words;

mod wanted;

use wanted::Wanted;

/// The région shown as long as no portrait is open: where the method comes from.
const FIRST_REGION: &str = "53";
/// Communes proposed beside what was found.
const PROPOSED: i64 = 5;

/// `/`: the list, then the map.
#[derive(Template)]
#[template(path = "pages/atlas/home.html")]
pub(crate) struct HomePage {
    page: Page,
    view: View,
}

/// What the page shows.
struct View {
    wanted: Wanted,
    here: Option<Named>,
    parents: Vec<Named>,
    /// Territories one step down or aside.
    others: Vec<Named>,
    summary: String,
    /// Whether the whole base is empty.
    empty_base: bool,
    elsewhere: Option<String>,
    communes: Vec<Named>,
    places: Vec<Item>,
    pager: Pager,
    map: Option<Map>,
}

/// `GET /`.
pub(crate) async fn home(
    State(app): State<App>,
    Extension(atlas): Extension<Arc<Atlas>>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let wanted = Wanted::of(pairs)?;
    let snapshot = atlas.current().await?;
    let fallback = first_territory(&app).await?;
    let answer = Answer::find(&snapshot, &wanted, fallback);
    let area = match &answer.territory {
        Some(territory) => atlas.area(territory).await?,
        None => None,
    };
    if area.is_none() && wanted.territory.is_some() {
        return Err(PageError::NotFound);
    }
    let communes = communes(&app, &wanted).await?;
    if answer.places.is_empty()
        && wanted.territory.is_none()
        && let Some(commune) = communes.first()
    {
        // No place bears that name, but a commune does: its own page says what is known there, and what is not.
        let address = format!("/?territoire={}", commune.code);
        return Ok(Redirect::to(&address).into_response());
    }
    let view = View {
        communes,
        empty_base: snapshot.places.is_empty(),
        ..view(wanted, &answer, area.as_deref(), app.now())
    };
    let page = Page::public(&app);
    Ok(Html(HomePage { page, view }).into_response())
}

/// The EPCI of the latest portrait, else the first région.
async fn first_territory(app: &App) -> Result<Option<Territory>, StorageError> {
    let portraits = app.storage.read().await?.portraits().list().await?;
    Ok(match portraits.into_iter().next_back() {
        Some(portrait) => Some(Territory::Epci(portrait.epci)),
        None => FIRST_REGION.parse().ok().map(Territory::Region),
    })
}

/// Communes whose name or post code is what was typed.
async fn communes(app: &App, wanted: &Wanted) -> Result<Vec<Named>, StorageError> {
    let typed = Words::of(&wanted.text).folded();
    if typed.chars().count() < 2 {
        return Ok(Vec::new());
    }
    let mut tx = app.storage.read().await?;
    let is_post_code = typed.len() == 5 && typed.chars().all(|c| c.is_ascii_digit());
    let rows = if is_post_code {
        tx.geography().by_postal_code(&typed, PROPOSED).await?
    } else {
        tx.geography().search(&typed, PROPOSED).await?
    };
    let named = |row: CommuneRow| Named {
        name: format!("{} ({})", row.name, row.departement),
        code: row.code.to_string(),
    };
    Ok(rows.into_iter().map(named).collect())
}

/// The places found, and the territory that shows them.
struct Answer<'a> {
    places: Vec<&'a Place>,
    elsewhere: usize,
    territory: Option<Territory>,
}

impl<'a> Answer<'a> {
    /// Words are looked for in the territory asked for, or everywhere; without words, a territory is shown whole.
    fn find(snapshot: &'a Snapshot, wanted: &Wanted, fallback: Option<Territory>) -> Self {
        let words = Words::of(&wanted.text);
        let within = |territory: Option<&Territory>| {
            let places = territory.map(|territory| snapshot.within(territory));
            found(places.unwrap_or_default(), &words)
        };
        if words.is_empty() {
            let territory = wanted.territory.clone().or(fallback);
            return Self {
                places: within(territory.as_ref()),
                elsewhere: 0,
                territory,
            };
        }
        let everywhere = found(snapshot.places.iter().collect(), &words);
        if let Some(territory) = &wanted.territory {
            let places = within(Some(territory));
            return Self {
                elsewhere: everywhere.len() - places.len(),
                places,
                territory: Some(territory.clone()),
            };
        }
        Self {
            elsewhere: 0,
            territory: common_territory(&everywhere).or(fallback),
            places: everywhere,
        }
    }
}

fn view(wanted: Wanted, answer: &Answer<'_>, area: Option<&Area>, now: Timestamp) -> View {
    let pager = Pager::at(wanted.page, answer.places.len());
    let items = pager.cut(&answer.places);
    View {
        here: area.map(Area::named),
        parents: area.map_or_else(Vec::new, |area| area.parents.clone()),
        others: area.map_or_else(Vec::new, others),
        summary: summary(&wanted.text, &answer.places, now),
        empty_base: false,
        elsewhere: (answer.elsewhere > 0)
            .then(|| words::counted(answer.elsewhere, "autre lieu", "autres lieux")),
        communes: Vec::new(),
        places: items
            .into_iter()
            .map(|place| Item::of(place, now))
            .collect(),
        pager,
        map: area.and_then(|area| map(area, &answer.places, now)),
        wanted,
    }
}

/// The départements of the région of an area.
fn others(area: &Area) -> Vec<Named> {
    let region = match (&area.territory, area.parents.first()) {
        (Territory::Region(code), _) => Some(code.clone()),
        (_, Some(parent)) => region_code(&parent.code),
        (_, None) => None,
    };
    region.map_or_else(Vec::new, |code| Named::departements_of(&code))
}

fn region_code(code: &str) -> Option<RegionCode> {
    match code.parse() {
        Ok(Territory::Region(code)) => Some(code),
        _ => None,
    }
}

fn summary(text: &str, places: &[&Place], now: Timestamp) -> String {
    let fresh = places
        .iter()
        .filter(|place| place.standing(now) == Standing::Fresh)
        .count();
    let count = if text.is_empty() {
        words::counted(places.len(), "lieu connu", "lieux connus")
    } else {
        words::counted(places.len(), "lieu trouvé", "lieux trouvés")
    };
    match fresh {
        0 if places.is_empty() => format!("{count}."),
        0 => format!("{count}, aucun vérifié récemment."),
        fresh => format!("{count}, dont {} à jour.", words::count(fresh)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(pairs: &[(&str, &str)]) -> Result<Wanted, PageError> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Wanted::of(pairs.collect())
    }

    #[test]
    fn a_page_number_that_is_none_is_the_first_page() {
        assert_eq!(wanted(&[("page", "-3")]).unwrap().page, 1);
        assert_eq!(wanted(&[("page", "2"), ("page", "9")]).unwrap().page, 2);
    }

    #[test]
    fn a_territory_that_is_none_is_not_found() {
        let refused = wanted(&[("territoire", "<script>")]);
        assert!(matches!(refused, Err(PageError::NotFound)));
        assert_eq!(wanted(&[("territoire", "")]).unwrap().territory, None);
    }

    #[test]
    fn nothing_found_is_said_without_a_share() {
        let now = Timestamp::from_millis(0);
        assert_eq!(summary("rennes", &[], now), "0\u{a0}lieu trouvé.");
    }
}
