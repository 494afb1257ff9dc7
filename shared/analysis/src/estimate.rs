//! The estimate of a territory known only by the populations of its communes.
//!
//! National rates by age (Insee Première n° 1953, 2023) are applied to the national age structure and calibrated to
//! a national anchor, as in the synthetic estimator of Ardilly (*Économie et Statistique* 483-485, 2016) with age as
//! its only variable. No local measure enters yet, so the model error is widened and the estimate says so.

use std::fmt;

use crate::cells::{self, Cell};
use crate::figure::{Aspect, Unsourced};
use crate::interval::{Area, Interval, aggregate};
use crate::level::Level;
use crate::rates::RateSet;
use crate::shown::Shown;

/// Name of the method, as in the portrait and the exports.
pub const METHOD: &str = "estimate";

/// A number of persons with its 90 % interval, and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Persons of 15 or more estimated concerned.
    pub fragile: f64,
    /// Lower bound of the 90 % interval, at least 0.
    pub low: f64,
    /// Upper bound of the 90 % interval, at most `population_15_plus`.
    pub high: f64,
    /// Persons of 15 or more estimated to live there.
    pub population_15_plus: f64,
    /// Name of the method.
    pub method: &'static str,
    /// What the reader must know before using the number.
    pub warnings: Vec<Warning>,
    /// The number split by age band, youngest first; it adds up to `fragile`.
    pub contributions: Vec<Contribution>,
}

/// One age band of an estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// French words for the band.
    pub band: String,
    /// Persons of the band.
    pub count: f64,
    /// Calibrated share of them concerned.
    pub rate: f64,
    /// Persons concerned: `count × rate`.
    pub persons: f64,
}

/// A caution shown with the number.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// The national age structure stands for the local one, and the model error is widened.
    NoLocalMeasures,
    /// Values in use that no source backs.
    Unsourced(Vec<Unsourced>),
    /// This many communes have no usable population: they are missing from the total, not counted as empty.
    UnknownPopulations(usize),
}

/// French sentence for the page.
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLocalMeasures => f.write_str(
                "Aucune mesure locale\u{a0}: la structure par âge de la France est appliquée à la population du \
                 territoire, et la marge d’erreur est élargie.",
            ),
            Self::Unsourced(entries) => {
                f.write_str("Valeurs sans source vérifiée\u{a0}: ")?;
                for (place, entry) in entries.iter().enumerate() {
                    let between = if place == 0 { "" } else { "\u{a0}; " };
                    write!(f, "{between}{} ({})", entry.label, entry.flag.label())?;
                }
                f.write_str(".")
            }
            Self::UnknownPopulations(1) => {
                f.write_str("La population d’une commune est inconnue\u{a0}: cette commune manque dans le total.")
            }
            Self::UnknownPopulations(number) => {
                write!(f, "La population de {number} communes est inconnue\u{a0}: elles manquent dans le total.")
            }
        }
    }
}

impl Estimate {
    /// The number as shown.
    #[must_use]
    pub fn shown(&self) -> Shown {
        Shown::of(self.fragile)
    }

    /// The bounds as shown.
    #[must_use]
    pub fn shown_interval(&self) -> (Shown, Shown) {
        (Shown::of(self.low), Shown::of(self.high))
    }

    /// Share of the population of 15 or more; `None` when nobody lives there.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.population_15_plus > 0.0).then(|| self.fragile / self.population_15_plus)
    }
}

/// Estimates a territory from the total `populations` of its communes (one value for one commune).
///
/// The result does not depend on their order. A population that is negative or not finite is left out, with a
/// [`Warning::UnknownPopulations`].
#[must_use]
pub fn estimate_from_population(rates: &RateSet, level: Level, populations: &[f64]) -> Estimate {
    let known: Vec<f64> = populations
        .iter()
        .copied()
        .filter(|number| number.is_finite() && *number >= 0.0)
        .collect();
    let share = rates.share_15_plus().value;
    let whole = rates.cells(share * known.iter().sum::<f64>());
    let fragile = cells::total(&whole);
    let population_15_plus = cells::population(&whole);
    let interval = Interval::log_normal(fragile, variance(rates, level, &known));
    Estimate {
        fragile,
        low: interval.low,
        high: interval.high.min(population_15_plus),
        population_15_plus,
        method: METHOD,
        warnings: warnings(rates, populations.len() - known.len()),
        contributions: contributions(rates, &whole),
    }
}

/// Variance of the whole, each commune being an area without local measures.
fn variance(rates: &RateSet, level: Level, populations: &[f64]) -> f64 {
    let widened =
        |level| rates.sigma(level) * rates.parameters().sigma_factor_without_local_measures.value;
    let share = rates.share_15_plus().value;
    let cells: Vec<Cell> = populations
        .iter()
        .flat_map(|number| rates.cells(share * number))
        .collect();
    let areas: Vec<Area<'_>> = cells
        .chunks(rates.bands().len())
        .zip(populations)
        .map(|(cells, number)| Area {
            cells,
            census_cv: rates.census_cv(*number),
            sigma: widened(Level::Commune),
        })
        .collect();
    aggregate(&areas, widened(level)).total()
}

fn warnings(rates: &RateSet, unknown: usize) -> Vec<Warning> {
    let mut warnings = vec![Warning::NoLocalMeasures];
    let mut unsourced = rates.unsourced();
    unsourced.retain(|entry| entry.aspect == Aspect::Value);
    if !unsourced.is_empty() {
        warnings.push(Warning::Unsourced(unsourced));
    }
    if unknown > 0 {
        warnings.push(Warning::UnknownPopulations(unknown));
    }
    warnings
}

fn contributions(rates: &RateSet, cells: &[Cell]) -> Vec<Contribution> {
    rates
        .bands()
        .iter()
        .zip(cells)
        .map(|(band, cell)| Contribution {
            band: band.label.clone(),
            count: cell.count,
            rate: cell.rate,
            persons: cell.persons(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
