//! The shapes of the communes, from the shipped file of contours.

use std::io::{BufRead, BufReader};

use flate2::read::GzDecoder;
use portrea_domain::territory::CommuneCode;

use crate::error::{ReferenceError, ShapeError};
use crate::shape::{GridPoint, Ring, Shape};

const FILE: &[u8] = include_bytes!("../data/contours.txt.gz");

/// The shapes of the communes that have one, in the order of their codes, read as they are asked for.
#[must_use]
pub fn shapes() -> Shapes {
    Shapes {
        lines: BufReader::with_capacity(1 << 16, GzDecoder::new(FILE)),
        line: String::new(),
    }
}

/// See [`shapes`].
pub struct Shapes {
    lines: BufReader<GzDecoder<&'static [u8]>>,
    line: String,
}

impl Iterator for Shapes {
    type Item = Result<(CommuneCode, Shape), ReferenceError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line.clear();
        match self.lines.read_line(&mut self.line) {
            Ok(0) => None,
            Ok(_) => Some(parse(self.line.trim_end())),
            Err(error) => Some(Err(error.into())),
        }
    }
}

/// Reads `code:ring;hole|ring`, a ring being `lon,lat step,step …` in ten-thousandths of a degree.
fn parse(line: &str) -> Result<(CommuneCode, Shape), ReferenceError> {
    let (code, drawn) = line.split_once(':').unwrap_or((line, ""));
    let shape = parse_polygons(drawn)
        .and_then(Shape::new)
        .map_err(|reason| ReferenceError::Contour {
            commune: code.to_owned(),
            reason,
        })?;
    Ok((code.parse()?, shape))
}

fn parse_polygons(drawn: &str) -> Result<Vec<Vec<Ring>>, ShapeError> {
    drawn
        .split('|')
        .map(|polygon| polygon.split(';').map(parse_ring).collect())
        .collect()
}

fn parse_ring(drawn: &str) -> Result<Ring, ShapeError> {
    let mut point = GridPoint { lat: 0, lon: 0 };
    drawn
        .split(' ')
        .map(|step| {
            let (lon, lat) = step.split_once(',').ok_or(ShapeError::Number)?;
            point = point.step(number(lat)?, number(lon)?)?;
            Ok(point)
        })
        .collect()
}

fn number(text: &str) -> Result<i32, ShapeError> {
    text.parse()
        .map_err(|_error: std::num::ParseIntError| ShapeError::Number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::commune::communes;
    use crate::distance::great_circle_m;

    #[test]
    fn every_shape_is_read_once_and_comes_back_from_its_bytes() {
        let mut count = 0;
        let mut last = None;
        for shape in shapes() {
            let (code, shape) = shape.unwrap();
            assert_eq!(Shape::from_bytes(&shape.to_bytes()), Ok(shape));
            assert!(last.as_ref() < Some(&code), "{code} is out of order");
            last = Some(code);
            count += 1;
        }
        assert_eq!(count, 34_867);
    }

    /// How far `point` is from the nearest corner of `shape`, in metres.
    fn distance_m(shape: &Shape, point: (f64, f64)) -> f64 {
        shape
            .rings()
            .flatten()
            .map(|corner| great_circle_m(corner.degrees(), point))
            .fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn every_commune_with_a_shape_has_its_centre_in_it_or_very_near() {
        let shapes: BTreeMap<CommuneCode, Shape> = shapes().map(Result::unwrap).collect();
        let mut bretons = 0;
        for commune in communes().map(Result::unwrap) {
            let Some(shape) = shapes.get(&commune.code) else {
                continue;
            };
            let centre = commune.centre.unwrap();
            bretons += usize::from(commune.region.is_some_and(|region| region.as_str() == "53"));
            // A contour is simplified, and a centroid may fall in a bay.
            let near = shape.contains(centre.0, centre.1) || distance_m(shape, centre) < 3_000.0;
            assert!(
                near,
                "{} is {} m away",
                commune.name,
                distance_m(shape, centre)
            );
        }
        assert_eq!(bretons, 1_202);
    }

    #[test]
    fn a_commune_that_grew_holds_the_village_it_took_in() {
        let plumieux = shapes()
            .map(Result::unwrap)
            .find(|(code, _)| code.as_str() == "22241");
        let (_, shape) = plumieux.unwrap();
        // Coëtlogon, once a commune, now part of Plumieux.
        assert!(shape.contains(48.134, -2.538));
        assert_eq!(shape.rings().count(), 1);
    }

    #[test]
    fn a_contour_with_a_hole_and_an_island_keeps_them_apart() {
        let (code, shape) = parse("35001:0,0 9,0 0,9;1,1 2,0 0,2|20,20 1,0 0,1").unwrap();
        assert_eq!(code.as_str(), "35001");
        assert_eq!(
            shape.polygons().iter().map(Vec::len).collect::<Vec<_>>(),
            [2, 1]
        );
        assert_eq!(shape.polygons()[1][0][2], GridPoint { lat: 21, lon: 21 });
    }

    #[test]
    fn a_damaged_line_says_whose_it_is() {
        for line in [
            "35001",
            "35001:",
            "35001:1,1 2",
            "35001:0,0 1,x 1,1",
            "35001:0,0 1,1",
            "35001:0,0 1800001,0 1,1",
        ] {
            let error = parse(line).unwrap_err().to_string();
            assert!(error.starts_with("contour of “35001”"), "{line}: {error}");
        }
        assert!(parse("Rennes:0,0 1,0 0,1").is_err());
    }
}
