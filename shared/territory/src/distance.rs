//! Distances on the Earth.

/// Mean radius of the Earth, in metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// The distance in metres, as the crow flies, between two points given as latitude and longitude in degrees.
#[must_use]
pub fn great_circle_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (a_lat, b_lat) = (a.0.to_radians(), b.0.to_radians());
    let half_lat = ((b.0 - a.0).to_radians() / 2.0).sin();
    let half_lon = ((b.1 - a.1).to_radians() / 2.0).sin();
    let haversine = half_lat.powi(2) + a_lat.cos() * b_lat.cos() * half_lon.powi(2);
    2.0 * EARTH_RADIUS_M * haversine.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn from_rennes_to_brest_there_are_210_km() {
        let distance = great_circle_m((48.1173, -1.6778), (48.3904, -4.4861));
        assert!((distance - 210_112.0).abs() <= 1.0, "{distance}");
    }

    #[test]
    fn the_antipode_is_half_a_turn_away() {
        let half_turn = std::f64::consts::PI * EARTH_RADIUS_M;
        assert!((great_circle_m((0.0, 0.0), (0.0, 180.0)) - half_turn).abs() < 1.0);
        assert!((great_circle_m((48.1, -1.6), (-48.1, 178.4)) - half_turn).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways_and_none_to_oneself(
            a in (-90.0..=90.0, -180.0..=180.0), b in (-90.0..=90.0, -180.0..=180.0),
        ) {
            prop_assert!((great_circle_m(a, b) - great_circle_m(b, a)).abs() < 1e-6);
            prop_assert!(great_circle_m(a, a) < 1e-6);
        }
    }
}
