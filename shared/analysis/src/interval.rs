//! How uncertain a count of persons is: four independent variances, and a 90 % interval that is never negative.
//!
//! The variances are added by the delta method. Survey error and census error follow the usual sampling formulas;
//! the fourth is the error of applying a national model to one territory, which Ardilly (*Économie et Statistique*
//! 483-485, 2016) warns can dominate at the scale of a commune.

use crate::cells::{self, Cell};

/// Normal quantile of a two-sided 90 % interval.
pub const Z_90: f64 = 1.645;

/// The four sources of error of a count, in persons squared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Sampling error of the survey's rates: `Σ (N se)²`.
    pub rates: f64,
    /// Chance of each person given the rate: `Σ N p(1−p)`.
    pub binomial: f64,
    /// Error of the census counts: `Σ (p N cv)²`.
    pub census: f64,
    /// Error of the national model on this territory: `(σ R)²`.
    pub model: f64,
}

impl Variances {
    /// Sum of the four, since the sources are independent.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.rates + self.binomial + self.census + self.model
    }
}

/// One commune: its cells, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area<'a> {
    /// Cells, in the same order for every area of an aggregate.
    pub cells: &'a [Cell],
    /// Coefficient of variation of its census counts.
    pub census_cv: f64,
    /// Relative error σ of the model on this area.
    pub sigma: f64,
}

/// Variances of one area taken alone (method note §2, interval).
#[must_use]
pub fn variances(area: &Area<'_>) -> Variances {
    aggregate(&[*area], area.sigma)
}

/// Variances of a whole made of `areas`, `sigma` being the relative model error at the scale of the whole.
///
/// An error of a survey rate is the same everywhere: it is added linearly over the areas within a cell, then
/// quadratically over the cells. The binomial and census errors of different areas are independent. The model error
/// is the larger of two rules: the areas' own errors as if independent, and `sigma` of the total.
#[must_use]
pub fn aggregate(areas: &[Area<'_>], sigma: f64) -> Variances {
    let cell_count = areas.iter().map(|area| area.cells.len()).max().unwrap_or(0);
    let mut rate_errors = vec![0.0; cell_count];
    let (mut binomial, mut census, mut independent, mut persons) = (0.0, 0.0, 0.0, 0.0);
    for area in areas {
        for (error, cell) in rate_errors.iter_mut().zip(area.cells) {
            *error += cell.count * cell.standard_error;
            binomial += cell.persons() * (1.0 - cell.rate);
            census += (cell.persons() * area.census_cv).powi(2);
        }
        let here = cells::total(area.cells);
        independent += (area.sigma * here).powi(2);
        persons += here;
    }
    let rates = rate_errors.iter().map(|error| error * error).sum();
    Variances {
        rates,
        binomial,
        census,
        model: f64::max(independent, (sigma * persons).powi(2)),
    }
}

/// A 90 % interval around a count of persons.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower bound, never negative.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Interval {
    /// Log-normal interval `R·exp(±z·s)` with `s = √ln(1 + CV²)`; reduced to a point when `value` is not positive.
    #[must_use]
    pub fn log_normal(value: f64, variance: f64) -> Self {
        if value <= 0.0 {
            return Self {
                low: value.max(0.0),
                high: value.max(0.0),
            };
        }
        let spread = Z_90 * (variance / (value * value)).ln_1p().sqrt();
        Self {
            low: value * (-spread).exp(),
            high: value * spread.exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn close(actual: f64, expected: f64) {
        assert!(
            (actual - expected).abs() <= 1e-3,
            "{actual} is not {expected}"
        );
    }

    fn cell(count: f64, rate: f64, standard_error: f64) -> Cell {
        Cell {
            count,
            rate,
            standard_error,
        }
    }

    #[test]
    fn worked_example_4_gives_its_variances_and_its_interval() {
        let cells = [
            cell(700.0, 0.03, 0.004),
            cell(200.0, 0.07, 0.010),
            cell(100.0, 0.094, 0.020),
        ];
        let found = variances(&Area {
            cells: &cells,
            census_cv: 0.05,
            sigma: 0.15,
        });
        close(cells::total(&cells), 44.4);
        close(found.rates, 15.84);
        close(found.binomial, 41.9064);
        close(found.census, 1.8134);
        close(found.model, 44.3556);
        close(found.total().sqrt(), 10.194);
        let interval = Interval::log_normal(44.4, found.total());
        close(interval.low, 30.582);
        close(interval.high, 64.462);
    }

    #[test]
    fn rate_errors_of_two_communes_add_up_while_their_chances_do_not() {
        let cells = [cell(100.0, 0.2, 0.03), cell(50.0, 0.6, 0.04)];
        let one = Area {
            cells: &cells,
            census_cv: 0.05,
            sigma: 0.15,
        };
        let (alone, both) = (variances(&one), aggregate(&[one, one], 0.0));
        close(both.rates, 4.0 * alone.rates);
        close(both.binomial, 2.0 * alone.binomial);
        close(both.census, 2.0 * alone.census);
        close(both.model, 2.0 * alone.model);
    }

    #[test]
    fn the_model_error_of_a_whole_is_the_larger_of_the_two_rules() {
        let cells = [cell(100.0, 0.5, 0.0)];
        let area = Area {
            cells: &cells,
            census_cv: 0.0,
            sigma: 0.15,
        };
        close(aggregate(&[area, area], 0.01).model, 2.0 * 7.5_f64.powi(2));
        close(aggregate(&[area, area], 0.12).model, 12.0_f64.powi(2));
    }

    #[test]
    fn nobody_leaves_nothing_uncertain() {
        assert_eq!(aggregate(&[], 0.1).total().to_bits(), 0.0_f64.to_bits());
        assert_eq!(
            Interval::log_normal(0.0, 12.0),
            Interval {
                low: 0.0,
                high: 0.0
            }
        );
    }

    fn areas() -> impl Strategy<Value = Vec<Vec<Cell>>> {
        let cell = (1.0..3000.0_f64, 0.001..0.999_f64, 0.0..0.05_f64)
            .prop_map(|(n, p, se)| cell(n, p, se));
        prop::collection::vec(prop::collection::vec(cell, 4), 1..20)
    }

    proptest! {
        #[test]
        fn an_aggregate_is_never_surer_than_the_shared_rate_errors(communes in areas(), sigma in 0.0..0.3_f64) {
            let areas: Vec<Area<'_>> =
                communes.iter().map(|cells| Area { cells, census_cv: 0.05, sigma: 0.15 }).collect();
            let correlated: f64 = (0..4)
                .map(|k| communes.iter().map(|cells| cells[k].count * cells[k].standard_error).sum::<f64>().powi(2))
                .sum();
            let alone: f64 = areas.iter().map(|area| variances(area).rates).sum();
            let found = aggregate(&areas, sigma);
            let persons: f64 = communes.iter().map(|cells| cells::total(cells)).sum();
            let (whole, part) =
                (Interval::log_normal(persons, found.total()), Interval::log_normal(persons, correlated));
            prop_assert!(whole.low <= part.low && part.high <= whole.high);
            prop_assert!(found.rates >= alone * (1.0 - 1e-12));
        }

        #[test]
        fn the_interval_holds_the_value_and_is_never_negative(value in 0.0..1e6_f64, variance in 0.0..1e9_f64) {
            let interval = Interval::log_normal(value, variance);
            prop_assert!(0.0 <= interval.low && interval.low <= value && value <= interval.high);
        }
    }
}
