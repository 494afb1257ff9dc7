//! Maps as SVG: from degrees to pixels, and from shapes to short path data.

mod path;

use geo::{Coord, LineString, Simplify};

use crate::shape::{Bounds, Ring, Shape};

/// Left empty around the map, so that borders are not cut.
const MARGIN_PX: f64 = 4.0;
/// How far a simplified border may stray from the true one.
const TOLERANCE_PX: f64 = 0.4;
/// Length of a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;
/// The least extent shown, in degrees: one point still makes a map.
const LEAST_EXTENT: f64 = 0.001;

/// A map of a part of the Earth: west to the left, north up, distances right at its middle latitude.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    west: f64,
    north: f64,
    lon_px: f64,
    lat_px: f64,
    width: u32,
    height: u32,
}

impl View {
    /// The view that just holds all these boxes, so many pixels wide; nothing when there is no box to hold.
    #[must_use]
    pub fn around(bounds: &[Bounds], width_px: u32) -> Option<Self> {
        let all = bounds.iter().copied().reduce(Bounds::union)?;
        let (lat_extent, lon_extent) = (
            (all.north - all.south).max(LEAST_EXTENT),
            (all.east - all.west).max(LEAST_EXTENT),
        );
        let drawn_px = (f64::from(width_px) - 2.0 * MARGIN_PX).max(1.0);
        let lon_px = drawn_px / lon_extent;
        let lat_px = lon_px
            / f64::midpoint(all.south, all.north)
                .to_radians()
                .cos()
                .max(0.01);
        Some(Self {
            west: f64::midpoint(all.west, all.east) - lon_extent / 2.0,
            north: f64::midpoint(all.south, all.north) + lat_extent / 2.0,
            lon_px,
            lat_px,
            width: width_px,
            height: whole(lat_extent * lat_px + 2.0 * MARGIN_PX),
        })
    }

    /// A square view of so many metres, so many pixels wide, with a point in its middle.
    #[must_use]
    pub fn about(centre: (f64, f64), across_m: f64, width_px: u32) -> Self {
        let (lat, lon) = centre;
        let lat_px = f64::from(width_px) / across_m.max(1.0) * METRES_PER_DEGREE;
        let lon_px = lat_px * lat.to_radians().cos().max(0.01);
        let half_px = f64::from(width_px) / 2.0 - MARGIN_PX;
        Self {
            west: lon - half_px / lon_px,
            north: lat + half_px / lat_px,
            lon_px,
            lat_px,
            width: width_px,
            height: width_px,
        }
    }

    /// Latitude and longitude, in degrees, of a place on the drawing: the inverse of [`Self::point`].
    #[must_use]
    pub fn degrees(&self, x: f64, y: f64) -> (f64, f64) {
        (
            self.north - (y - MARGIN_PX) / self.lat_px,
            self.west + (x - MARGIN_PX) / self.lon_px,
        )
    }

    /// Whether any of a box can be seen.
    #[must_use]
    pub fn shows(&self, bounds: Bounds) -> bool {
        let (south, east) = self.degrees(f64::from(self.width), f64::from(self.height));
        let (north, west) = self.degrees(0.0, 0.0);
        let is_beside = bounds.north < south
            || bounds.south > north
            || bounds.east < west
            || bounds.west > east;
        !is_beside
    }

    /// How many metres a pixel stands for, up or down.
    #[must_use]
    pub fn metres_per_px(&self) -> f64 {
        METRES_PER_DEGREE / self.lat_px
    }

    /// Width in pixels, as asked.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, so that nothing is stretched.
    #[must_use]
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Where the point, in degrees, falls: pixels to the right, pixels down, to a tenth.
    #[must_use]
    pub fn point(&self, lat: f64, lon: f64) -> (f64, f64) {
        let Coord { x, y } = self.project(lat, lon);
        ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
    }

    /// Path data of the shape (the `d` of a `path`), simplified to what can be seen.
    ///
    /// Draw it with `fill-rule="evenodd"` so that holes are empty. What is smaller than a pixel is left out, but a whole
    /// shape never vanishes: it becomes a square of one pixel.
    #[must_use]
    pub fn path(&self, shape: &Shape) -> String {
        let mut data = String::new();
        for ring in shape.rings() {
            path::push_ring(&mut data, &self.simplified(ring));
        }
        if data.is_empty() {
            let bounds = shape.bounds();
            let (lat, lon) = (
                f64::midpoint(bounds.south, bounds.north),
                f64::midpoint(bounds.west, bounds.east),
            );
            path::push_dot(&mut data, tenths(self.project(lat, lon)));
        }
        data
    }

    fn project(&self, lat: f64, lon: f64) -> Coord {
        Coord {
            x: MARGIN_PX + (lon - self.west) * self.lon_px,
            y: MARGIN_PX + (self.north - lat) * self.lat_px,
        }
    }

    /// The points of the ring worth drawing, in tenths of pixels, each once.
    fn simplified(&self, ring: &Ring) -> Vec<(i32, i32)> {
        let mut line: Vec<Coord> = ring
            .iter()
            .map(|point| {
                let (lat, lon) = point.degrees();
                self.project(lat, lon)
            })
            .collect();
        line.extend(line.first().copied());
        let mut points: Vec<(i32, i32)> = LineString::new(line)
            .simplify(TOLERANCE_PX)
            .0
            .into_iter()
            .map(tenths)
            .collect();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        points
    }
}

fn tenths(Coord { x, y }: Coord) -> (i32, i32) {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float cast saturates, and no map is that wide"
    )]
    let rounded = ((x * 10.0).round() as i32, (y * 10.0).round() as i32);
    rounded
}

fn whole(px: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates; heights are positive"
    )]
    let rounded = px.ceil() as u32;
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contours::shapes;
    use crate::distance::great_circle_m;
    use crate::shape::GridPoint;

    fn of_brittany() -> Vec<Shape> {
        let breton = |code: &str| {
            ["22", "29", "35", "56"]
                .iter()
                .any(|departement| code.starts_with(departement))
        };
        shapes()
            .map(Result::unwrap)
            .filter(|(code, _)| breton(code.as_str()))
            .map(|(_, shape)| shape)
            .collect()
    }

    fn shape(points: &[(i32, i32)]) -> Shape {
        Shape::new(vec![vec![
            points
                .iter()
                .map(|&(lat, lon)| GridPoint { lat, lon })
                .collect(),
        ]])
        .unwrap()
    }

    /// At the equator, a degree high and two wide, on a hundred pixels a degree.
    fn plain_view() -> View {
        View::around(
            &[Bounds {
                south: -0.5,
                west: 0.0,
                north: 0.5,
                east: 2.0,
            }],
            208,
        )
        .unwrap()
    }

    #[test]
    fn a_point_of_the_drawing_leads_back_to_its_degrees() {
        let centre = (48.19, -2.19);
        let view = View::about(centre, 1_000.0, 280);
        assert_eq!(view.point(centre.0, centre.1), (140.0, 140.0));
        let (lat, lon) = view.degrees(210.0, 70.0);
        let north = great_circle_m(centre, (lat, centre.1));
        let east = great_circle_m(centre, (centre.0, lon));
        assert!(
            (north - 250.0).abs() < 1.0 && (east - 250.0).abs() < 1.0,
            "{north} {east}"
        );
        assert!((view.metres_per_px() * 280.0 - 1_000.0).abs() < 1e-6);
    }

    #[test]
    fn what_lies_beside_a_view_is_not_seen() {
        let view = View::about((48.19, -2.19), 1_000.0, 280);
        assert!(view.shows(Bounds::at(48.19, -2.19)));
        assert!(view.shows(Bounds {
            south: 48.0,
            west: -3.0,
            north: 49.0,
            east: -2.0
        }));
        assert!(!view.shows(Bounds::at(48.2, -2.19)) && !view.shows(Bounds::at(48.19, -2.21)));
    }

    #[test]
    fn a_square_is_drawn_with_relative_steps() {
        let square = shape(&[(5_000, 0), (5_000, 1_000), (4_000, 1_000), (4_000, 0)]);
        insta::assert_snapshot!(plain_view().path(&square), @"M4 4l10 0 0 10-10 0z");
    }

    #[test]
    fn what_cannot_be_seen_is_not_drawn() {
        let jagged = shape(&[
            (5_000, 0),
            (5_010, 500),
            (5_000, 1_000),
            (4_000, 1_000),
            (4_000, 1),
            (4_000, 0),
        ]);
        insta::assert_snapshot!(plain_view().path(&jagged), @"M4 4l10 0 0 10-10 0z");
    }

    #[test]
    fn a_commune_too_small_for_the_map_is_a_dot() {
        let islet = shape(&[(5_000, 10_000), (5_000, 10_001), (4_999, 10_001)]);
        insta::assert_snapshot!(plain_view().path(&islet), @"M103.5 3.5h1v1h-1z");
    }

    #[test]
    fn north_is_up_and_both_axes_have_one_scale() {
        let shapes = of_brittany();
        let bounds: Vec<Bounds> = shapes.iter().map(Shape::bounds).collect();
        let view = View::around(&bounds, 800).unwrap();
        let (rennes, north, east) = ((48.1, -1.68), (48.2, -1.68), (48.1, -1.55));
        let pixels = |(lat, lon): (f64, f64)| view.point(lat, lon);
        let (origin, up, right) = (pixels(rennes), pixels(north), pixels(east));
        assert!(up.1 < origin.1 && right.0 > origin.0);
        let up_m_px = great_circle_m(rennes, north) / (origin.1 - up.1);
        let right_m_px = great_circle_m(rennes, east) / (right.0 - origin.0);
        assert!(
            (up_m_px / right_m_px - 1.0).abs() < 0.02,
            "{up_m_px} {right_m_px}"
        );
        assert_eq!((view.width(), view.height()), (800, 470));
    }

    #[test]
    fn brittany_weighs_less_than_250_kb() {
        let shapes = of_brittany();
        let bounds: Vec<Bounds> = shapes.iter().map(Shape::bounds).collect();
        let view = View::around(&bounds, 800).unwrap();
        let paths: Vec<String> = shapes.iter().map(|shape| view.path(shape)).collect();
        assert_eq!(paths.len(), 1_202);
        let bytes: usize = paths.iter().map(String::len).sum();
        assert!(bytes < 250_000, "{bytes}");
        assert!(bytes > 50_000, "{bytes}");
    }

    #[test]
    fn every_commune_of_a_small_view_stays_inside() {
        let shapes = of_brittany();
        let view = View::around(&[shapes[0].bounds(), shapes[1].bounds()], 400).unwrap();
        for shape in &shapes[..2] {
            let bounds = shape.bounds();
            for (lat, lon) in [(bounds.north, bounds.west), (bounds.south, bounds.east)] {
                let (x, y) = view.point(lat, lon);
                assert!(
                    (4.0..=396.0).contains(&x)
                        && (4.0..=f64::from(view.height()) - 4.0).contains(&y),
                    "{x} {y}"
                );
            }
        }
    }

    #[test]
    fn nothing_to_show_is_no_view_and_one_point_is_one() {
        assert_eq!(View::around(&[], 800), None);
        let view = View::around(&[Bounds::at(48.0, -2.0)], 100).unwrap();
        let (x, y) = view.point(48.0, -2.0);
        assert!(
            (x - 50.0).abs() < 0.1 && (y - f64::from(view.height()) / 2.0).abs() < 1.0,
            "{x} {y}"
        );
    }
}
