//! Maps: areas below, places above as marks whose shape tells how sure they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use portrea_domain::Timestamp;
use portrea_domain::territory::CommuneCode;
use portrea_territory::Shape;
use portrea_territory::svg::View;

use crate::area::Area;
use crate::place::{Place, Standing};

/// What can be pointed at on the ground: the outline of one or more communes.
pub(crate) struct Patch {
    pub(crate) href: Option<String>,
    pub(crate) name: String,
    pub(crate) communes: Vec<CommuneCode>,
}

/// A name written on the map.
pub(crate) struct Landmark {
    pub(crate) name: String,
    pub(crate) position: (f64, f64),
}

/// The ground of a map, drawn once.
#[derive(Debug)]
pub(crate) struct Ground {
    view: View,
    areas: Arc<str>,
    labels: Vec<Label>,
}

/// A name with its place on the drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) anchor: &'static str,
    pub(crate) name: String,
}

#[derive(Template)]
#[template(path = "pages/atlas/areas.html")]
struct Areas<'a> {
    areas: Vec<Outline<'a>>,
    stroke: &'static str,
}

struct Outline<'a> {
    href: Option<&'a str>,
    name: &'a str,
    path: String,
}

const SMALL_PX: u32 = 600;
const LARGE_PX: u32 = 800;

impl Ground {
    /// Draws patches from the shapes of their communes; nothing when no shape is known.
    pub(crate) fn draw(
        shapes: &BTreeMap<CommuneCode, Shape>,
        patches: &[Patch],
        landmarks: &[Landmark],
        large: bool,
    ) -> Option<Self> {
        let bounds: Vec<_> = shapes.values().map(Shape::bounds).collect();
        let view = View::around(&bounds, if large { LARGE_PX } else { SMALL_PX })?;
        let outline = |patch: &'_ Patch| {
            let shapes = patch.communes.iter().filter_map(|code| shapes.get(code));
            shapes.map(|shape| view.path(shape)).collect::<String>()
        };
        let areas = Areas {
            areas: patches
                .iter()
                .map(|patch| Outline {
                    href: patch.href.as_deref(),
                    name: &patch.name,
                    path: outline(patch),
                })
                .filter(|outline| !outline.path.is_empty())
                .collect(),
            stroke: if large { "0.4" } else { "1" },
        };
        let areas = areas.render().inspect_err(|error| {
            tracing::error!(%error, "atlas.areas");
        });
        Some(Self {
            labels: labels(&view, landmarks),
            areas: areas.ok()?.into(),
            view,
        })
    }

    /// Roughly how many bytes it holds.
    pub(crate) fn weight(&self) -> usize {
        self.areas.len()
    }

    #[cfg(test)]
    pub(crate) fn of_bytes(bytes: usize) -> Self {
        let anywhere = portrea_territory::Bounds::at(48.0, -2.0);
        Self {
            view: View::around(&[anywhere], SMALL_PX).unwrap(),
            areas: " ".repeat(bytes).into(),
            labels: Vec::new(),
        }
    }
}

/// Names just under their commune's centre, those that would run into an earlier one left out.
fn labels(view: &View, landmarks: &[Landmark]) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for landmark in landmarks {
        let (x, y) = view.point(landmark.position.0, landmark.position.1);
        let clear = |other: &Label| (other.y - y).abs() > 50.0 || (other.x - x).abs() > 170.0;
        if !labels.iter().all(clear) {
            continue;
        }
        let anchor = if x < 90.0 {
            "start"
        } else if x > f64::from(view.width()) - 90.0 {
            "end"
        } else {
            "middle"
        };
        labels.push(Label {
            x,
            y,
            anchor,
            name: landmark.name.clone(),
        });
    }
    labels
}

/// A map ready to be shown.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) label: String,
    /// `group` when it holds links, else `img`.
    pub(crate) role: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) areas: Arc<str>,
    pub(crate) labels: Vec<Label>,
    pub(crate) label_px: u32,
    /// Places that can be pointed at.
    pub(crate) points: Vec<Point>,
    /// On a large map, all places of one standing in one path.
    pub(crate) crowds: Vec<Crowd>,
    pub(crate) legend: Vec<Key>,
    /// Places left out because their position is not known, or not on this map.
    pub(crate) unplaced: usize,
}

/// A place on the drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) class: &'static str,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) path: String,
}

/// The places of one standing on a large map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Crowd {
    pub(crate) class: &'static str,
    pub(crate) path: String,
}

/// A line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) class: &'static str,
    pub(crate) path: String,
    pub(crate) words: &'static str,
}

const MARK_PX: f64 = 9.0;
const CROWD_PX: f64 = 3.0;

/// The map of an area with these places; nothing when no boundary is known.
pub(crate) fn map(area: &Area, places: &[&Place], now: Timestamp) -> Option<Map> {
    let ground = area.ground.as_ref()?;
    let placed = placed(&ground.view, places, now);
    let large = area.is_large();
    Some(Map {
        label: format!("Carte\u{a0}: {}", area.name),
        role: "group",
        width: ground.view.width(),
        height: ground.view.height(),
        areas: Arc::clone(&ground.areas),
        labels: ground.labels.clone(),
        label_px: if large { 22 } else { 17 },
        unplaced: places.len() - placed.len(),
        points: if large {
            Vec::new()
        } else {
            placed.iter().map(Placed::point).collect()
        },
        crowds: if large { crowds(&placed) } else { Vec::new() },
        legend: legend(&placed),
    })
}

/// The map of a commune with the one place the page is about, which leads nowhere.
pub(crate) fn spot(area: &Area, place: &Place, now: Timestamp) -> Option<Map> {
    let map = map(area, &[place], now)?;
    let crowd = |point: &Point| Crowd {
        class: point.class,
        path: point.path.clone(),
    };
    Some(Map {
        label: format!("{}\u{a0}: {}", map.label, place.name),
        role: "img",
        crowds: map.points.iter().map(crowd).collect(),
        points: Vec::new(),
        labels: Vec::new(),
        legend: Vec::new(),
        unplaced: 0,
        ..map
    })
}

/// A place whose position falls on the drawing.
struct Placed<'a> {
    place: &'a Place,
    standing: Standing,
    x: f64,
    y: f64,
}

impl Placed<'_> {
    fn point(&self) -> Point {
        let fictional = if self.place.fictional {
            ", fictif (démonstration)"
        } else {
            ""
        };
        Point {
            href: format!("/lieux/{}", self.place.id),
            label: format!("{}, {}{fictional}", self.place.name, self.standing.label()),
            class: self.standing.class(),
            x: self.x,
            y: self.y,
            path: mark(self.standing, self.x, self.y, MARK_PX),
        }
    }
}

/// The places that fall on the drawing, the surest last so that they stand on top.
fn placed<'a>(view: &View, places: &[&'a Place], now: Timestamp) -> Vec<Placed<'a>> {
    let (width, height) = (f64::from(view.width()), f64::from(view.height()));
    let mut placed: Vec<Placed<'a>> = places
        .iter()
        .filter_map(|place| {
            let (lat, lon) = place.position?;
            let (x, y) = view.point(lat, lon);
            let standing = place.standing(now);
            let inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
            inside.then_some(Placed {
                place,
                standing,
                x,
                y,
            })
        })
        .collect();
    placed.sort_by_key(|placed| std::cmp::Reverse(placed.standing as u8));
    placed
}

fn crowds(placed: &[Placed<'_>]) -> Vec<Crowd> {
    let crowd = |standing: &Standing| Crowd {
        class: standing.class(),
        path: placed
            .iter()
            .filter(|placed| placed.standing == *standing)
            .map(|placed| mark(*standing, placed.x, placed.y, CROWD_PX))
            .collect(),
    };
    Standing::ALL
        .iter()
        .rev()
        .map(crowd)
        .filter(|crowd| !crowd.path.is_empty())
        .collect()
}

fn legend(placed: &[Placed<'_>]) -> Vec<Key> {
    let shown = |standing: &Standing| placed.iter().any(|placed| placed.standing == *standing);
    Standing::ALL
        .into_iter()
        .filter(shown)
        .map(|standing| Key {
            class: standing.class(),
            path: mark(standing, 12.0, 12.0, MARK_PX),
            words: standing.label(),
        })
        .collect()
}

/// Path data of a mark: a disc, a triangle, a square or a cross, so that colour is never needed to tell them apart.
fn mark(standing: Standing, x: f64, y: f64, radius: f64) -> String {
    let (r, d) = (radius, 2.0 * radius);
    let (left, top) = (tenth(x - r), tenth(y - r));
    match standing {
        Standing::Fresh => format!("M{left} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0z"),
        Standing::ToCheck => format!("M{x} {top}l{r} {d}h-{d}z"),
        Standing::Unsure => {
            let side = tenth(1.7 * r);
            let (left, top) = (tenth(x - side / 2.0), tenth(y - side / 2.0));
            format!("M{left} {top}h{side}v{side}h-{side}z")
        }
        Standing::Closed => format!("M{left} {top}l{d} {d}m0-{d}l-{d} {d}"),
    }
}

fn tenth(px: f64) -> f64 {
    (px * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests;
