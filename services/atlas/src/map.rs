//! Maps: areas below, places above as marks whose shape tells how sure they are.

use std::sync::Arc;

use portrea_domain::Timestamp;
use portrea_domain::territory::Territory;
use portrea_territory::svg::View;

use crate::area::{Area, Member};
use crate::place::{Place, Standing};
use crate::words;

mod ground;
mod labels;
mod marks;

pub(crate) use ground::{Ground, Landmark, Outline, Patch};
pub(crate) use labels::Label;

use labels::labels;
use marks::{mark, ring};

/// A map ready to be shown.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) label: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    ground: Arc<Ground>,
    /// Code of the outline that the page is about.
    selected: Option<String>,
    /// Width of the outlines, in pixels.
    pub(crate) stroke: &'static str,
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
    /// Around a place that is only drawn at the centre of its commune.
    pub(crate) ring: Option<String>,
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
/// The mark within the ring of a place whose commune alone is known.
const ROUGH_PX: f64 = 5.0;
const RING_PX: f64 = 14.0;
const ROUGH: &str = "position au centre de la commune";
/// On the map of a département, then of a région.
const CROWD_PX: (f64, f64) = (4.0, 2.5);

impl Map {
    pub(crate) fn unplaced_words(&self) -> String {
        words::counted(self.unplaced, "lieu", "lieux")
    }

    /// The outlines, the one that stands out last so that its border is whole.
    pub(crate) fn outlines(&self) -> Vec<&Outline> {
        let mut outlines: Vec<&Outline> = self.ground.outlines.iter().collect();
        outlines.sort_by_key(|outline| self.is_selected(outline));
        outlines
    }

    pub(crate) fn is_selected(&self, outline: &Outline) -> bool {
        self.selected.as_ref() == Some(&outline.code)
    }
}

/// The map of an area with these places; nothing when no boundary is known.
pub(crate) fn map(area: &Area, places: &[&Place], now: Timestamp) -> Option<Map> {
    let ground = area.ground.as_ref()?;
    let drawn = placed(&ground.view, places, now);
    let large = area.is_large();
    let (points, crowds) = if large {
        let radius = match area.territory {
            Territory::Region(_) => CROWD_PX.1,
            _ => CROWD_PX.0,
        };
        (Vec::new(), crowds(&drawn, radius))
    } else {
        (drawn.iter().map(Placed::point).collect(), Vec::new())
    };
    Some(Map {
        label: format!("Carte\u{a0}: {}", area.name),
        width: ground.view.width(),
        height: ground.view.height(),
        ground: Arc::clone(ground),
        selected: None,
        stroke: if large { "0.4" } else { "1" },
        labels: labels(&ground.view, ground.landmarks.iter()),
        label_px: if large { 22 } else { 17 },
        unplaced: places.len() - drawn.len(),
        points,
        crowds,
        legend: legend(&drawn, large),
    })
}

/// The map of the surroundings of the one place the page is about, its commune standing out.
pub(crate) fn spot(area: &Area, place: &Place, now: Timestamp) -> Option<Map> {
    let map = map(area, &[place], now)?;
    let code = place.commune.as_ref().map(|commune| &commune.code);
    let own = area
        .members
        .iter()
        .filter(|member| Some(&member.code) == code);
    let own: Vec<Landmark> = own.filter_map(Member::landmark).collect();
    let crowds = |point: &Point| {
        let ring = point.ring.clone().map(|path| Crowd {
            class: "rough",
            path,
        });
        let mark = Crowd {
            class: point.class,
            path: point.path.clone(),
        };
        ring.into_iter().chain(Some(mark))
    };
    let view = &map.ground.view;
    let landmarks = own.iter().chain(map.ground.landmarks.iter());
    Some(Map {
        label: format!("{}\u{a0}: {}", map.label, place.name),
        selected: code.map(ToString::to_string),
        crowds: map.points.iter().flat_map(crowds).collect(),
        labels: labels(view, landmarks),
        points: Vec::new(),
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
        let rough = if self.place.is_rough {
            format!(", {ROUGH}")
        } else {
            String::new()
        };
        let radius = if self.place.is_rough {
            ROUGH_PX
        } else {
            MARK_PX
        };
        Point {
            href: format!("/lieux/{}", self.place.id),
            label: format!(
                "{}, {}{rough}{fictional}",
                self.place.name,
                self.standing.label()
            ),
            class: self.standing.class(),
            x: self.x,
            y: self.y,
            path: mark(self.standing, self.x, self.y, radius),
            ring: self.place.is_rough.then(|| ring(self.x, self.y, RING_PX)),
        }
    }
}

/// The places that fall on the drawing, the surest last so that they stand on top.
fn placed<'a>(view: &View, places: &[&'a Place], now: Timestamp) -> Vec<Placed<'a>> {
    let (width, height) = (f64::from(view.width()), f64::from(view.height()));
    let mut drawn: Vec<Placed<'a>> = places
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
    drawn.sort_by_key(|mark| std::cmp::Reverse(mark.standing as u8));
    drawn
}

fn crowds(placed: &[Placed<'_>], radius: f64) -> Vec<Crowd> {
    let crowd = |standing: &Standing| Crowd {
        class: standing.class(),
        path: placed
            .iter()
            .filter(|placed| placed.standing == *standing)
            .map(|placed| mark(*standing, placed.x, placed.y, radius))
            .collect(),
    };
    Standing::ALL
        .iter()
        .rev()
        .map(crowd)
        .filter(|crowd| !crowd.path.is_empty())
        .collect()
}

fn legend(placed: &[Placed<'_>], large: bool) -> Vec<Key> {
    let shown = |standing: &Standing| placed.iter().any(|placed| placed.standing == *standing);
    let is_rough = !large && placed.iter().any(|placed| placed.place.is_rough);
    let rough = is_rough.then(|| Key {
        class: "rough",
        path: ring(12.0, 12.0, MARK_PX),
        words: ROUGH,
    });
    Standing::ALL
        .into_iter()
        .filter(shown)
        .map(|standing| Key {
            class: standing.class(),
            path: mark(standing, 12.0, 12.0, MARK_PX),
            words: standing.label(),
        })
        .chain(rough)
        .collect()
}

#[cfg(test)]
mod tests;
