//! The ground of a map: the outlines of an area, drawn once and kept.

use std::collections::BTreeMap;

use portrea_domain::territory::CommuneCode;
use portrea_territory::Shape;
use portrea_territory::svg::View;

/// What can be pointed at on the ground: the outline of one or more communes.
pub(crate) struct Patch {
    pub(crate) code: String,
    pub(crate) href: Option<String>,
    pub(crate) name: String,
    pub(crate) communes: Vec<CommuneCode>,
}

/// A name that can be written on the map.
#[derive(Clone, Debug)]
pub(crate) struct Landmark {
    pub(crate) name: String,
    pub(crate) position: (f64, f64),
}

/// The ground of a map, drawn once.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(super) view: View,
    pub(super) outlines: Vec<Outline>,
    /// The most needed first.
    pub(super) landmarks: Vec<Landmark>,
}

/// A patch with its path data.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(super) code: String,
    pub(crate) href: Option<String>,
    pub(crate) name: String,
    pub(crate) path: String,
}

const SMALL_PX: u32 = 600;
const LARGE_PX: u32 = 800;

impl Ground {
    /// Draws patches from the shapes of their communes; nothing when no shape is known.
    pub(crate) fn draw(
        shapes: &BTreeMap<CommuneCode, Shape>,
        patches: Vec<Patch>,
        landmarks: Vec<Landmark>,
        large: bool,
    ) -> Option<Self> {
        let bounds: Vec<_> = shapes.values().map(Shape::bounds).collect();
        let view = View::around(&bounds, if large { LARGE_PX } else { SMALL_PX })?;
        let outline = |patch: Patch| {
            let shapes = patch.communes.iter().filter_map(|code| shapes.get(code));
            Outline {
                path: shapes.map(|shape| view.path(shape)).collect(),
                code: patch.code,
                href: patch.href,
                name: patch.name,
            }
        };
        let outlines = patches.into_iter().map(outline);
        Some(Self {
            outlines: outlines
                .filter(|outline| !outline.path.is_empty())
                .collect(),
            landmarks,
            view,
        })
    }

    /// Roughly how many bytes it holds.
    pub(crate) fn weight(&self) -> usize {
        self.outlines.iter().map(|outline| outline.path.len()).sum()
    }

    #[cfg(test)]
    pub(crate) fn of_bytes(bytes: usize) -> Self {
        let anywhere = portrea_territory::Bounds::at(48.0, -2.0);
        let outline = Outline {
            code: String::new(),
            href: None,
            name: String::new(),
            path: " ".repeat(bytes),
        };
        Self {
            view: View::around(&[anywhere], SMALL_PX).unwrap(),
            outlines: vec![outline],
            landmarks: Vec::new(),
        }
    }
}
