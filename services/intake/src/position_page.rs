//! `/f/{token}/position`: where the place is, put on a small map, or told by a telephone on site.
//!
//! Looking for the point only reads: steps and clicks are a form that gets. Keeping it is a form that posts.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{App, save_draft};
use portrea_domain::ListingId;
use portrea_domain::answer::parse_position;
use portrea_domain::position::{Position, Precision, WORST_ACCURACY_M};
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_territory::Shape;
use portrea_web::{Html, Page, PageError, Posted};
use serde::Deserialize;

use crate::access::Access;
use crate::french;
use crate::locator;
use crate::position_map::{CLOSEST, Ground, SIDE_PX, stepped};
use crate::summary_page::Notice;

#[derive(Template)]
#[template(path = "pages/intake/position.html")]
struct PositionPage {
    page: Page,
    place: String,
    home: String,
    csrf: String,
    commune: String,
    /// The point that is looked at.
    point: String,
    close: usize,
    /// How close the other looks are.
    closer: Option<usize>,
    farther: Option<usize>,
    /// How the position that stands is known.
    standing: String,
    /// Where the point that is looked at lies.
    words: Option<String>,
    /// The step just made: its button has the focus again.
    step: String,
    error: Option<String>,
}

/// Where somebody looks.
#[derive(Deserialize, Default)]
pub(crate) struct Look {
    /// The point so far.
    #[serde(default)]
    a: String,
    /// How close.
    #[serde(default)]
    z: String,
    /// Another distance.
    #[serde(default)]
    zoom: String,
    /// A step.
    #[serde(default)]
    pas: String,
    /// A click on the picture.
    #[serde(default, rename = "carte.x")]
    x: String,
    #[serde(default, rename = "carte.y")]
    y: String,
}

/// The form open on its map.
struct Open {
    access: Access,
    ground: Ground,
    commune: String,
    standing: Position,
}

impl Open {
    async fn of(app: &App, access: Access, around: Around) -> Result<Self, PageError> {
        let document = access.overlay().document;
        let code = document.text("place.commune").unwrap_or_default();
        let code: CommuneCode = code.parse().map_err(|_unknown| {
            PageError::Refused(
                "Indiquez d’abord la commune, dans la rubrique «\u{a0}Le lieu\u{a0}».".to_owned(),
            )
        })?;
        let standing = Position::of(&document);
        let (ground, commune) = ground(app, &code, access.listing.id, around).await?;
        Ok(Self {
            access,
            ground,
            commune,
            standing,
        })
    }

    fn start(&self) -> Result<(f64, f64), PageError> {
        let start = self.standing.point.or_else(|| self.ground.start());
        start.ok_or_else(|| {
            PageError::Refused("La carte de cette commune n’est pas disponible.".to_owned())
        })
    }

    fn page(&self, app: &App, spot: Spot, error: Option<String>) -> PositionPage {
        let Spot { point, close, step } = spot;
        PositionPage {
            page: Page::personal(app),
            place: self.access.listing.name().to_owned(),
            home: self.access.address(""),
            csrf: self.access.csrf(app),
            commune: self.commune.clone(),
            point: written(point),
            close,
            closer: (close < CLOSEST).then_some(close + 1),
            farther: close.checked_sub(1),
            standing: french::fine(&self.standing.words()),
            words: self.ground.words(point),
            step,
            error,
        }
    }
}

/// What is looked at.
struct Spot {
    point: (f64, f64),
    close: usize,
    step: String,
}

/// `GET /f/{token}/position`: the map, after a step, a click or a closer look if one is asked.
pub(crate) async fn show(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(look): Query<Look>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let open = Open::of(&app, access, Around::Nothing).await?;
    let spot = look.spot(&open)?;
    Ok(Html(open.page(&app, spot, None)).into_response())
}

/// `GET /f/{token}/position.svg`: the picture of the map.
pub(crate) async fn picture(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(look): Query<Look>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let open = Open::of(&app, access, Around::Neighbours).await?;
    let spot = look.spot(&open)?;
    let svg = open.ground.picture(spot.point, spot.close);
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

/// `POST /f/{token}/position`: keeps the point in the draft, as put by hand (`a`) or as told on site (`lat`, `lon`, `exact`).
pub(crate) async fn place(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let open = Open::of(&app, access, Around::Nothing).await?;
    let position = match said(&posted, &open.ground) {
        Ok(position) => position,
        Err(words) => {
            let look = Look {
                a: posted.get("a").unwrap_or_default().to_owned(),
                ..Look::default()
            };
            let page = open.page(&app, look.spot(&open)?, Some(french::fine(words)));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
        }
    };
    let answers = locator::answers(&position);
    save_draft(&app, open.access.person(), open.access.listing.id, &answers).await?;
    Ok(Redirect::to(&Notice::Placed.address(&open.access)).into_response())
}

/// What was said of the position, or why it cannot be taken.
fn said(posted: &Posted, ground: &Ground) -> Result<Position, &'static str> {
    let text = |name: &str| posted.get(name).unwrap_or_default().trim().to_owned();
    let on_site = !text("lat").is_empty();
    let written = if on_site {
        format!("{},{}", text("lat"), text("lon"))
    } else {
        text("a")
    };
    let point = parse_position(&written)
        .ok_or("Ce point ne se lit pas. Placez-le à nouveau sur la carte.")?;
    let accuracy_m = match text("exact").parse::<f64>() {
        _ if !on_site => None,
        Ok(metres) if (0.0..=WORST_ACCURACY_M).contains(&metres) => Some(metres),
        _ => {
            return Err(
                "Votre téléphone ne sait pas assez bien où vous êtes (à plus de 100\u{a0}m près). Sortez à l’air libre et réessayez, ou placez le point sur la carte.",
            );
        }
    };
    if !ground.is_near(point) {
        return Err(if on_site {
            "Vous semblez être dans une autre commune que celle du lieu. Placez plutôt le point sur la carte, ou corrigez d’abord la commune."
        } else {
            "Ce point est loin de la commune du lieu. Rapprochez-le, ou corrigez d’abord la commune."
        });
    }
    Ok(Position {
        point: Some(point),
        precision: Some(if on_site {
            Precision::OnSite
        } else {
            Precision::Moved
        }),
        accuracy_m,
    })
}

impl Look {
    /// What is looked at: the point so far, after the step or the click. A point that left the neighbourhood comes back.
    fn spot(&self, open: &Open) -> Result<Spot, PageError> {
        let start = open.start()?;
        let close = |text: &str| text.parse::<usize>().ok().map(|close| close.min(CLOSEST));
        let before = close(&self.z).unwrap_or(usize::from(open.standing.point.is_some()));
        let base = parse_position(&self.a).filter(|point| open.ground.is_near(*point));
        let base = base.unwrap_or(start);
        let clicked = self
            .click()
            .map(|(x, y)| open.ground.view(base, before).degrees(x, y));
        let point = clicked.unwrap_or_else(|| stepped(base, &self.pas));
        let point = if open.ground.is_near(point) {
            point
        } else {
            base
        };
        Ok(Spot {
            point,
            close: close(&self.zoom).unwrap_or(before),
            step: if clicked.is_some() {
                "carte".to_owned()
            } else {
                self.pas.clone()
            },
        })
    }

    /// Where the picture was clicked, in pixels.
    fn click(&self) -> Option<(f64, f64)> {
        let side = f64::from(SIDE_PX);
        let px = |text: &str| {
            text.parse::<f64>()
                .ok()
                .filter(|px| (0.0..=side).contains(px))
        };
        // A press of the Enter key on the picture tells its corner: nobody clicked.
        px(&self.x)
            .zip(px(&self.y))
            .filter(|click| *click != (0.0, 0.0))
    }
}

fn written((lat, lon): (f64, f64)) -> String {
    format!("{lat:.6},{lon:.6}")
}

/// How much is needed around a commune.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    /// Itself: enough to tell what is near.
    Nothing,
    /// The communes of its département and the other places known there: enough to draw.
    Neighbours,
}

/// A commune, and what is around it.
async fn ground(
    app: &App,
    code: &CommuneCode,
    listing: ListingId,
    around: Around,
) -> Result<(Ground, String), PageError> {
    let mut tx = app.storage.read().await?;
    let commune = tx.geography().commune(code).await?;
    let commune = commune.ok_or(PageError::NotFound)?;
    let alone = Territory::Commune(code.clone());
    let area = match around {
        Around::Nothing => alone,
        Around::Neighbours => match commune.departement.parse() {
            Ok(departement) => Territory::Departement(departement),
            Err(_overseas) => alone,
        },
    };
    let shapes = tx.geography().shapes_of(&area).await?;
    let listings = match around {
        Around::Nothing => Vec::new(),
        Around::Neighbours => tx.listings().of_commune(code).await?,
    };
    let others = listings
        .iter()
        .filter(|other| other.id != listing)
        .filter_map(|other| Position::of(&other.document).point);
    let ground = Ground {
        commune: code.clone(),
        shapes: shapes
            .into_iter()
            .filter_map(|(code, bytes)| Some((code, Shape::from_bytes(&bytes).ok()?)))
            .collect(),
        centre: commune.centre,
        others: others.collect(),
    };
    Ok((ground, commune.name))
}

impl PositionPage {
    fn focus(&self, step: &str) -> &'static str {
        if self.step == step { " autofocus" } else { "" }
    }
}
