//! Shapes as bytes, for storage: counts, then steps from point to point, each a zigzag variable-length number.

use crate::error::ShapeError;
use crate::shape::{GridPoint, Ring, Shape};

const ORIGIN: GridPoint = GridPoint { lat: 0, lon: 0 };

impl Shape {
    /// The stored form: about three bytes a point. Equal shapes have equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut last = ORIGIN;
        push_count(&mut bytes, self.polygons.len());
        for polygon in &self.polygons {
            push_count(&mut bytes, polygon.len());
            for ring in polygon {
                push_count(&mut bytes, ring.len());
                for point in ring {
                    push_signed(&mut bytes, point.lat - last.lat);
                    push_signed(&mut bytes, point.lon - last.lon);
                    last = *point;
                }
            }
        }
        bytes
    }

    /// Reads the stored form; any other bytes are an error.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ShapeError> {
        let mut reader = Reader {
            bytes,
            last: ORIGIN,
        };
        let polygons = reader.many(|reader| reader.many(Reader::ring))?;
        if reader.bytes.is_empty() {
            Self::new(polygons)
        } else {
            Err(ShapeError::LeftOver)
        }
    }
}

fn push_count(bytes: &mut Vec<u8>, count: usize) {
    push_unsigned(bytes, u32::try_from(count).unwrap_or(u32::MAX));
}

fn push_signed(bytes: &mut Vec<u8>, number: i32) {
    push_unsigned(bytes, ((number << 1) ^ (number >> 31)).cast_unsigned());
}

fn push_unsigned(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// What is left to read, and the last point read.
struct Reader<'a> {
    bytes: &'a [u8],
    last: GridPoint,
}

impl Reader<'_> {
    /// Reads a count, then so many items.
    fn many<T>(
        &mut self,
        read: impl Fn(&mut Self) -> Result<T, ShapeError>,
    ) -> Result<Vec<T>, ShapeError> {
        let count = self.unsigned()? as usize;
        // Each item takes at least one byte: a count beyond what is left is corrupt, and must not reserve memory.
        if count > self.bytes.len() {
            return Err(ShapeError::Number);
        }
        (0..count).map(|_| read(self)).collect()
    }

    fn ring(&mut self) -> Result<Ring, ShapeError> {
        self.many(Self::point)
    }

    fn point(&mut self) -> Result<GridPoint, ShapeError> {
        let (lat, lon) = (self.signed()?, self.signed()?);
        self.last = self.last.step(lat, lon)?;
        Ok(self.last)
    }

    fn signed(&mut self) -> Result<i32, ShapeError> {
        let number = self.unsigned()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn unsigned(&mut self) -> Result<u32, ShapeError> {
        let mut number = 0;
        for shift in [0, 7, 14, 21, 28] {
            let (byte, rest) = self.bytes.split_first().ok_or(ShapeError::Number)?;
            self.bytes = rest;
            let part = u32::from(byte & 0x7f);
            let last_part_fits = shift < 28 || part < 16;
            let is_shortest = *byte != 0 || shift == 0;
            if !last_part_fits || !is_shortest {
                return Err(ShapeError::Number);
            }
            number |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(ShapeError::Number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn any_point() -> impl Strategy<Value = GridPoint> {
        (-900_000..=900_000, -1_800_000..=1_800_000).prop_map(|(lat, lon)| GridPoint { lat, lon })
    }

    fn any_shape() -> impl Strategy<Value = Shape> {
        vec(vec(vec(any_point(), 3..20), 1..4), 1..4)
            .prop_map(|polygons| Shape::new(polygons).unwrap())
    }

    proptest! {
        #[test]
        fn any_shape_comes_back_from_its_bytes(shape in any_shape()) {
            prop_assert_eq!(Shape::from_bytes(&shape.to_bytes()), Ok(shape));
        }

        #[test]
        fn bytes_that_are_read_are_the_bytes_that_are_written(bytes in vec(any::<u8>(), 0..200)) {
            if let Ok(shape) = Shape::from_bytes(&bytes) {
                prop_assert_eq!(shape.to_bytes(), bytes);
            }
        }

        #[test]
        fn a_damaged_shape_is_an_error_or_another_shape(shape in any_shape(), at in any::<prop::sample::Index>(), byte: u8) {
            let mut bytes = shape.to_bytes();
            let at = at.index(bytes.len());
            let whole = std::mem::replace(&mut bytes[at], byte);
            if let Ok(read) = Shape::from_bytes(&bytes) {
                prop_assert_eq!(read == shape, whole == byte);
            }
        }

        #[test]
        fn a_shape_cut_short_is_an_error(shape in any_shape(), at in any::<prop::sample::Index>()) {
            let bytes = shape.to_bytes();
            prop_assert!(Shape::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
        }
    }

    #[test]
    fn a_count_beyond_the_bytes_reserves_nothing() {
        assert_eq!(
            Shape::from_bytes(&[0xff, 0xff, 0xff, 0xff, 0x0f]),
            Err(ShapeError::Number)
        );
        assert_eq!(
            Shape::from_bytes(&[0xff, 0xff, 0xff, 0xff, 0x1f]),
            Err(ShapeError::Number)
        );
        assert_eq!(Shape::from_bytes(&[]), Err(ShapeError::Number));
    }

    #[test]
    fn bytes_after_the_end_are_refused() {
        let ring = [(0, 0), (0, 5), (5, 5)]
            .map(|(lat, lon)| GridPoint { lat, lon })
            .to_vec();
        let mut bytes = Shape::new(vec![vec![ring]]).unwrap().to_bytes();
        assert_eq!(bytes, [1, 1, 3, 0, 0, 0, 10, 10, 0]);
        bytes.push(0);
        assert_eq!(Shape::from_bytes(&bytes), Err(ShapeError::LeftOver));
    }
}
