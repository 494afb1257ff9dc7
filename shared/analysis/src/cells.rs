//! Population cells, their rates on the odds scale, and the calibration of a whole to a known total.
//!
//! A model of individual risk is fitted on a national survey, applied to census counts, then calibrated on the
//! survey's national total: the synthetic scheme of Ardilly, « Estimation sur petits domaines », *Économie et
//! Statistique* 483-485 (2016), who warns that the model error of one commune can be high (see [`crate::interval`]).

/// Rates are kept inside `[RATE_FLOOR, RATE_CEILING]`, so that their odds are finite.
pub const RATE_FLOOR: f64 = 0.001;
/// See [`RATE_FLOOR`].
pub const RATE_CEILING: f64 = 0.999;

/// Halvings of the bisection: enough to reach the last bit of any shift between −40 and 40.
const BISECTIONS: u32 = 100;
/// A shift of 40 on the odds scale takes any clamped rate to 0 or 1.
const WIDEST_SHIFT: f64 = 40.0;

/// A group of persons sharing one rate: an age band, or an age band crossed with a diploma.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Persons in the cell.
    pub count: f64,
    /// Share of them concerned, between 0 and 1.
    pub rate: f64,
    /// Standard error of `rate`, same unit.
    pub standard_error: f64,
}

impl Cell {
    /// Expected number of persons concerned in the cell.
    #[must_use]
    pub fn persons(&self) -> f64 {
        self.count * self.rate
    }

    /// The cell after a shift `delta` of its rate on the odds scale, the rate being clamped first.
    ///
    /// The standard error follows by the delta method, `delta` being taken as known: `se · p′(1−p′) / p(1−p)`.
    #[must_use]
    pub fn apply(&self, delta: f64) -> Self {
        let before = clamp(self.rate);
        let rate = logistic(logit(before) + delta);
        let stretch = rate * (1.0 - rate) / (before * (1.0 - before));
        Self {
            count: self.count,
            rate,
            standard_error: self.standard_error * stretch,
        }
    }
}

/// Persons concerned over all the cells.
#[must_use]
pub fn total(cells: &[Cell]) -> f64 {
    cells.iter().map(Cell::persons).sum()
}

/// Persons over all the cells, concerned or not.
#[must_use]
pub fn population(cells: &[Cell]) -> f64 {
    cells.iter().map(|cell| cell.count).sum()
}

/// `rate` brought inside `[RATE_FLOOR, RATE_CEILING]`.
#[must_use]
pub fn clamp(rate: f64) -> f64 {
    rate.clamp(RATE_FLOOR, RATE_CEILING)
}

/// Log-odds of a rate, clamped first.
#[must_use]
pub fn logit(rate: f64) -> f64 {
    let rate = clamp(rate);
    (rate / (1.0 - rate)).ln()
}

/// The rate whose log-odds is `value`.
#[must_use]
pub fn logistic(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

/// Rate of a cell known only by its two margins: the odds of `p_age` and `p_diploma` multiplied, divided by those of
/// the mean `p_mean` of the same survey.
///
/// `logit p = logit p_age + logit p_diploma − logit p_mean` (method note §2, D1). The correlation between age and
/// diploma is then counted twice: the result must be calibrated before use.
#[must_use]
pub fn pool(p_age: f64, p_diploma: f64, p_mean: f64) -> f64 {
    logistic(logit(p_age) + logit(p_diploma) - logit(p_mean))
}

/// The one shift on the odds scale that brings the cells' total to `target` persons.
///
/// On the odds scale no rate leaves 0–1, which a proportional correction does not promise. Returns `None` when no
/// shift can reach `target`: it must lie strictly between 0 and the population of the cells.
#[must_use]
pub fn calibrate(cells: &[Cell], target: f64) -> Option<f64> {
    let gap = |delta: f64| total(&apply(cells, delta)) - target;
    let (mut low, mut high) = (-WIDEST_SHIFT, WIDEST_SHIFT);
    // Written so that a NaN is refused too.
    if !(gap(low) < 0.0 && gap(high) > 0.0) {
        return None;
    }
    for _ in 0..BISECTIONS {
        let middle = f64::midpoint(low, high);
        if gap(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Every cell shifted by `delta` (see [`Cell::apply`]).
#[must_use]
pub fn apply(cells: &[Cell], delta: f64) -> Vec<Cell> {
    cells.iter().map(|cell| cell.apply(delta)).collect()
}

#[cfg(test)]
mod tests;
