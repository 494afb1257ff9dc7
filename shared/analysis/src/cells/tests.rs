//! The worked examples 1 and 2 of the method note, and the rules every set of cells keeps.

use super::*;
use proptest::prelude::*;

fn cell(count: f64, rate: f64) -> Cell {
    Cell {
        count,
        rate,
        standard_error: 0.01,
    }
}

#[track_caller]
fn close(actual: f64, expected: f64, tolerance: f64) {
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not {expected} ± {tolerance}"
    );
}

/// The five cells of worked example 2, pooled from age and diploma.
fn pooled() -> Vec<Cell> {
    [
        (400.0, 0.04, 0.03),
        (60.0, 0.04, 0.42),
        (120.0, 0.24, 0.03),
        (200.0, 0.24, 0.42),
        (150.0, 0.62, 0.42),
    ]
    .map(|(count, age, diploma)| cell(count, pool(age, diploma, 0.154)))
    .to_vec()
}

#[test]
fn worked_example_1_counts_by_age_alone() {
    let cells = [
        (120.0, 0.02),
        (180.0, 0.04),
        (310.0, 0.07),
        (240.0, 0.24),
        (150.0, 0.62),
    ]
    .map(|(n, p)| cell(n, p));
    for (cell, expected) in cells.iter().zip([2.4, 7.2, 21.7, 57.6, 93.0]) {
        close(cell.persons(), expected, 1e-9);
    }
    close(total(&cells), 181.9, 1e-9);
    close(total(&cells) / population(&cells), 0.1819, 1e-9);
}

#[test]
fn worked_example_2_pools_the_odds() {
    for (age, diploma, expected) in [
        (0.62, 0.42, 0.8665),
        (0.24, 0.42, 0.5568),
        (0.24, 0.03, 0.0509),
        (0.04, 0.03, 0.0070),
        (0.04, 0.42, 0.1422),
        (0.62, 0.03, 0.2170),
    ] {
        close(pool(age, diploma, 0.154), expected, 5e-5);
    }
    close(total(&pooled()), 258.785, 1e-3);
}

#[test]
fn worked_example_2_calibrates_to_the_known_total() {
    let delta = calibrate(&pooled(), 180.0).unwrap();
    close(delta, -0.94765, 1e-5);
    let calibrated = apply(&pooled(), delta);
    close(total(&calibrated), 180.0, 1e-9);
    for (cell, expected) in calibrated
        .iter()
        .zip([0.0027, 0.0604, 0.0204, 0.3275, 0.7156])
    {
        close(cell.rate, expected, 5e-5);
    }
}

#[test]
fn a_total_no_shift_can_reach_is_refused() {
    let cells = [cell(100.0, 0.2)];
    for target in [0.0, -1.0, 100.0, 101.0, f64::NAN, f64::INFINITY] {
        assert_eq!(calibrate(&cells, target), None, "{target}");
    }
    assert_eq!(calibrate(&[], 10.0), None);
}

#[test]
fn rates_of_zero_and_one_have_finite_odds() {
    assert!(logit(0.0).is_finite() && logit(1.0).is_finite());
    close(cell(10.0, 0.0).apply(0.0).rate, RATE_FLOOR, 1e-12);
}

#[test]
fn the_standard_error_follows_the_slope_of_the_shift() {
    let before = Cell {
        count: 1.0,
        rate: 0.3,
        standard_error: 1e-6,
    };
    let after = before.apply(0.8);
    let moved = Cell {
        rate: 0.3 + 1e-6,
        ..before
    }
    .apply(0.8);
    close(after.standard_error / (moved.rate - after.rate), 1.0, 1e-4);
}

fn some_cells() -> impl Strategy<Value = Vec<Cell>> {
    prop::collection::vec(
        (1.0..5000.0_f64, 0.0..1.0_f64).prop_map(|(n, p)| cell(n, p)),
        1..12,
    )
}

proptest! {
    #[test]
    fn concerned_persons_never_exceed_the_population(cells in some_cells(), delta in -5.0..5.0_f64) {
        let after = apply(&cells, delta);
        prop_assert!(total(&after) >= 0.0 && total(&after) <= population(&cells));
    }

    #[test]
    fn the_total_grows_with_each_rate(
        cells in some_cells(), which in any::<prop::sample::Index>(), up in 0.01..0.5_f64, delta in -5.0..5.0_f64,
    ) {
        let mut raised = cells.clone();
        let index = which.index(cells.len());
        raised[index].rate = (raised[index].rate + up).min(1.0);
        prop_assert!(total(&raised) >= total(&cells));
        prop_assert!(total(&apply(&raised, delta)) >= total(&apply(&cells, delta)));
    }

    #[test]
    fn pooling_grows_with_each_margin(a in 0.01..0.9_f64, d in 0.01..0.9_f64, mean in 0.01..0.9_f64, up in 0.001..0.09_f64) {
        prop_assert!(pool(a + up, d, mean) > pool(a, d, mean));
        prop_assert!(pool(a, d + up, mean) > pool(a, d, mean));
        prop_assert!(pool(a, d, mean + up) < pool(a, d, mean));
    }

    #[test]
    fn calibration_reaches_any_reachable_total(cells in some_cells(), share in 0.001..0.999_f64) {
        let target = share * population(&cells);
        let delta = calibrate(&cells, target).unwrap();
        prop_assert!((total(&apply(&cells, delta)) - target).abs() <= 1e-9 * target.max(1.0));
    }
}
