//! Names written on a map.

use portrea_territory::svg::View;

use super::ground::Landmark;

/// A name with its place on the drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) anchor: &'static str,
    pub(crate) name: String,
}

/// Names just under their commune's centre, those that would run into an earlier one left out.
pub(super) fn labels<'a>(view: &View, landmarks: impl Iterator<Item = &'a Landmark>) -> Vec<Label> {
    const APART_PX: (f64, f64) = (170.0, 50.0);
    const EDGE_PX: f64 = 90.0;
    let mut labels: Vec<Label> = Vec::new();
    for landmark in landmarks {
        let (x, y) = view.point(landmark.position.0, landmark.position.1);
        let clear =
            |other: &Label| (other.x - x).abs() > APART_PX.0 || (other.y - y).abs() > APART_PX.1;
        if !labels.iter().all(clear) {
            continue;
        }
        let anchor = if x < EDGE_PX {
            "start"
        } else if x > f64::from(view.width()) - EDGE_PX {
            "end"
        } else {
            "middle"
        };
        let name = landmark.name.clone();
        labels.push(Label { x, y, anchor, name });
    }
    labels
}
