//! The shape of a commune: polygons on a grid of a ten-thousandth of a degree (about 11 metres).

mod bytes;

use crate::error::ShapeError;

/// Steps of the grid in a degree.
const STEPS: f64 = 10_000.0;
const LAT_MAX: i32 = 900_000;
const LON_MAX: i32 = 1_800_000;

/// A point of the grid, in ten-thousandths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GridPoint {
    /// Latitude, positive to the north.
    pub lat: i32,
    /// Longitude, positive to the east.
    pub lon: i32,
}

impl GridPoint {
    /// Latitude and longitude in degrees.
    #[must_use]
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) / STEPS, f64::from(self.lon) / STEPS)
    }

    /// The point so many steps further, or an error when it would leave the Earth.
    pub(crate) fn step(self, lat: i32, lon: i32) -> Result<Self, ShapeError> {
        let lat = self
            .lat
            .checked_add(lat)
            .filter(|lat| (-LAT_MAX..=LAT_MAX).contains(lat));
        let lon = self
            .lon
            .checked_add(lon)
            .filter(|lon| (-LON_MAX..=LON_MAX).contains(lon));
        lat.zip(lon)
            .map(|(lat, lon)| Self { lat, lon })
            .ok_or(ShapeError::OutOfRange)
    }
}

/// A closed line, each point once: the last one is joined to the first.
pub type Ring = Vec<GridPoint>;

/// One or more polygons; the first ring of each is its border, the others its holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    polygons: Vec<Vec<Ring>>,
}

/// A box, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least latitude.
    pub south: f64,
    /// Least longitude.
    pub west: f64,
    /// Greatest latitude.
    pub north: f64,
    /// Greatest longitude.
    pub east: f64,
}

impl Bounds {
    /// The smallest box around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            south: self.south.min(other.south),
            west: self.west.min(other.west),
            north: self.north.max(other.north),
            east: self.east.max(other.east),
        }
    }

    /// The box that holds this one point.
    #[must_use]
    pub const fn at(lat: f64, lon: f64) -> Self {
        Self {
            south: lat,
            west: lon,
            north: lat,
            east: lon,
        }
    }
}

impl Shape {
    /// A shape of these polygons. Each must have a border, and each ring at least three points, all on Earth.
    pub fn new(polygons: Vec<Vec<Ring>>) -> Result<Self, ShapeError> {
        let mut rings = polygons.iter().flatten();
        if polygons.is_empty()
            || polygons.iter().any(Vec::is_empty)
            || rings.any(|ring| ring.len() < 3)
        {
            return Err(ShapeError::TooFewPoints);
        }
        for point in polygons.iter().flatten().flatten() {
            point.step(0, 0)?;
        }
        Ok(Self { polygons })
    }

    /// The polygons; the first ring of each is its border, the others its holes.
    #[must_use]
    pub fn polygons(&self) -> &[Vec<Ring>] {
        &self.polygons
    }

    /// All rings, borders and holes.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flatten()
    }

    /// The smallest box around the shape.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let mut points = self.rings().flatten().map(|point| {
            let (lat, lon) = point.degrees();
            Bounds::at(lat, lon)
        });
        // A shape always has points: the default only spares a panic.
        let first = points.next().unwrap_or(Bounds::at(0.0, 0.0));
        points.fold(first, Bounds::union)
    }

    /// Whether the point, in degrees, lies inside. On the border it may be either.
    #[must_use]
    pub fn contains(&self, lat: f64, lon: f64) -> bool {
        let (lat, lon) = (lat * STEPS, lon * STEPS);
        // Holes need no care: a point in one crosses two rings. Works for islands too.
        self.rings()
            .filter(|ring| crossings_are_odd(ring, lat, lon))
            .count()
            % 2
            == 1
    }
}

impl Shape {
    /// How far a point, in degrees, lies outside, in metres; none inside. Good to a few metres near the border.
    #[must_use]
    pub fn distance_m(&self, lat: f64, lon: f64) -> f64 {
        if self.contains(lat, lon) {
            return 0.0;
        }
        let shrink = lat.to_radians().cos();
        let flat = |point: &GridPoint| {
            let (at_lat, at_lon) = point.degrees();
            (
                (at_lon - lon) * shrink * METRES_PER_DEGREE,
                (at_lat - lat) * METRES_PER_DEGREE,
            )
        };
        let sides = self
            .rings()
            .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
        sides
            .map(|(a, b)| to_side(flat(a), flat(b)))
            .fold(f64::INFINITY, f64::min)
    }
}

/// Length of a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// How far the origin is from the side between two points.
fn to_side((ax, ay): (f64, f64), (bx, by): (f64, f64)) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 {
        (-(ax * dx + ay * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (ax + along * dx).hypot(ay + along * dy)
}

/// Whether a line from the point to the east crosses the ring an odd number of times.
fn crossings_are_odd(ring: &Ring, lat: f64, lon: f64) -> bool {
    let nexts = ring.iter().cycle().skip(1);
    let crossings = ring.iter().zip(nexts).filter(|(a, b)| {
        let (a_lat, b_lat) = (f64::from(a.lat), f64::from(b.lat));
        let (a_lon, b_lon) = (f64::from(a.lon), f64::from(b.lon));
        (a_lat > lat) != (b_lat > lat)
            && lon < a_lon + (b_lon - a_lon) * (lat - a_lat) / (b_lat - a_lat)
    });
    crossings.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(from: i32, to: i32) -> Ring {
        [(from, from), (from, to), (to, to), (to, from)]
            .map(|(lat, lon)| GridPoint { lat, lon })
            .to_vec()
    }

    #[test]
    fn a_point_outside_is_as_far_as_the_nearest_side() {
        let corner = |lat, lon| GridPoint { lat, lon };
        let square = Shape::new(vec![vec![vec![
            corner(0, 0),
            corner(0, 1_000),
            corner(1_000, 1_000),
            corner(1_000, 0),
        ]]])
        .unwrap();
        assert!(square.distance_m(0.05, 0.05) < 1e-9);
        let beside = square.distance_m(0.05, 0.11);
        assert!((beside - 1_111.95).abs() < 1.0, "{beside}");
        let off_the_corner = square.distance_m(0.11, 0.11);
        assert!((off_the_corner - 1_572.5).abs() < 2.0, "{off_the_corner}");
    }

    #[test]
    fn a_hole_is_outside_and_an_island_is_inside() {
        let shape = Shape::new(vec![
            vec![square(0, 10_000), square(4_000, 6_000)],
            vec![square(20_000, 30_000)],
        ])
        .unwrap();
        assert!(shape.contains(0.2, 0.7));
        assert!(!shape.contains(0.5, 0.5));
        assert!(shape.contains(2.5, 2.5));
        assert!(!shape.contains(1.5, 1.5));
        assert_eq!(
            shape.bounds(),
            Bounds {
                south: 0.0,
                west: 0.0,
                north: 3.0,
                east: 3.0
            }
        );
    }

    #[test]
    fn a_shape_without_surface_is_refused() {
        let line = vec![GridPoint { lat: 0, lon: 0 }, GridPoint { lat: 1, lon: 1 }];
        for polygons in [
            vec![],
            vec![vec![]],
            vec![vec![square(0, 1)], vec![]],
            vec![vec![line]],
        ] {
            assert_eq!(Shape::new(polygons), Err(ShapeError::TooFewPoints));
        }
        assert_eq!(
            Shape::new(vec![vec![square(0, LAT_MAX + 1)]]),
            Err(ShapeError::OutOfRange)
        );
    }
}
