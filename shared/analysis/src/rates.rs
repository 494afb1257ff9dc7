//! The rate set: every figure of the estimate, with its source, read from a versioned file.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::cells::{self, Cell};
use crate::figure::{Figure, Parameter, Unsourced};
use crate::level::Level;

mod check;
mod error;

pub use error::RateError;

const NATIONAL_2021: &str = include_str!("../rates/2021.toml");

/// Figures and parameters of one version of the estimate. A value of this type has been checked: shares lie between
/// 0 and 1, every figure names its source, every rate has a precision, and the anchor can be reached.
#[derive(Debug, Clone, PartialEq)]
pub struct RateSet {
    version: String,
    label: String,
    anchor: Figure,
    share_15_plus: Figure,
    bands: Vec<Band>,
    parameters: Parameters,
    delta: f64,
}

/// One age band: the rate of the survey, and its weight in the national population.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Stable code, for instance `60-74`.
    pub code: String,
    /// French words, for instance « 60 à 74 ans ».
    pub label: String,
    /// Share of the band concerned, before calibration.
    pub rate: Figure,
    /// Persons of the band in France.
    pub population: Figure,
}

/// The numbers the method chose, all shown to the reader.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Relative model error σ of one commune.
    pub sigma_commune: Parameter,
    /// Relative model error σ of one intercommunalité.
    pub sigma_epci: Parameter,
    /// Relative model error σ of one département.
    pub sigma_departement: Parameter,
    /// Relative model error σ of one région.
    pub sigma_region: Parameter,
    /// Relative model error σ of the whole country.
    pub sigma_france: Parameter,
    /// What σ is multiplied by where no local measure is known.
    pub sigma_factor_without_local_measures: Parameter,
    /// Coefficient of variation of census counts.
    pub census_cv: Parameter,
    /// The same in small communes.
    pub census_cv_small: Parameter,
    /// A commune is small under this many inhabitants.
    pub census_small_under: Parameter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateFile {
    version: String,
    label: String,
    anchor: Figure,
    share_15_plus: Figure,
    #[serde(rename = "band", default)]
    bands: Vec<Band>,
    parameters: Parameters,
}

impl RateSet {
    /// Reads a rate set written in TOML, refusing the first figure that cannot be used.
    pub fn parse(text: &str) -> Result<Self, RateError> {
        let file: RateFile = toml::from_str(text)?;
        check::file(&file)?;
        let cells: Vec<Cell> = file
            .bands
            .iter()
            .map(|band| raw_cell(band, band.population.value))
            .collect();
        let target = file.anchor.value * cells::population(&cells);
        let delta = cells::calibrate(&cells, target)
            .ok_or(RateError::UnreachableAnchor(file.anchor.value))?;
        let RateFile {
            version,
            label,
            anchor,
            share_15_plus,
            bands,
            parameters,
        } = file;
        Ok(Self {
            version,
            label,
            anchor,
            share_15_plus,
            bands,
            parameters,
            delta,
        })
    }

    /// The set shipped with the program: illectronisme 2021 by age, Insee Première n° 1953, on the national age
    /// structure of the 2018 census.
    #[must_use]
    pub fn national_2021() -> &'static Self {
        static NATIONAL: LazyLock<RateSet> =
            LazyLock::new(|| match RateSet::parse(NATIONAL_2021) {
                Ok(set) => set,
                #[expect(
                    clippy::panic,
                    reason = "the file is part of the program, and a test reads it"
                )]
                Err(error) => panic!("the shipped rate set is broken: {error}"),
            });
        &NATIONAL
    }

    /// Version of the set, for instance `2021`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the set measures, in French.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The national share the rates are brought to.
    #[must_use]
    pub fn anchor(&self) -> &Figure {
        &self.anchor
    }

    /// Share of persons of 15 or more in the whole population.
    #[must_use]
    pub fn share_15_plus(&self) -> &Figure {
        &self.share_15_plus
    }

    /// Age bands, youngest first as in the file.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The numbers the method chose.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Shift of the log-odds that brings the national total to the anchor.
    #[must_use]
    pub fn delta(&self) -> f64 {
        self.delta
    }

    /// Cells of `persons` of 15 or more spread over the national age structure, at the calibrated rates.
    #[must_use]
    pub fn cells(&self, persons: f64) -> Vec<Cell> {
        let everyone: f64 = self.bands.iter().map(|band| band.population.value).sum();
        let spread = |band: &Band| {
            raw_cell(band, persons * band.population.value / everyone).apply(self.delta)
        };
        self.bands.iter().map(spread).collect()
    }

    /// Relative model error at `level`, local measures being known.
    #[must_use]
    pub fn sigma(&self, level: Level) -> f64 {
        match level {
            Level::Commune => self.parameters.sigma_commune.value,
            Level::Epci => self.parameters.sigma_epci.value,
            Level::Departement => self.parameters.sigma_departement.value,
            Level::Region => self.parameters.sigma_region.value,
            Level::France => self.parameters.sigma_france.value,
        }
    }

    /// Coefficient of variation of the census counts of a commune of `inhabitants`.
    #[must_use]
    pub fn census_cv(&self, inhabitants: f64) -> f64 {
        let small = inhabitants < self.parameters.census_small_under.value;
        if small {
            self.parameters.census_cv_small.value
        } else {
            self.parameters.census_cv.value
        }
    }

    /// Everything in the set that was not seen in a source, in the order of the file.
    #[must_use]
    pub fn unsourced(&self) -> Vec<Unsourced> {
        let figures = check::figures(&self.anchor, &self.share_15_plus, &self.bands);
        let chosen = self
            .parameters
            .all()
            .into_iter()
            .filter_map(Parameter::unsourced);
        figures.flat_map(Figure::unsourced).chain(chosen).collect()
    }
}

impl Parameters {
    /// Every parameter, in the order of the file.
    #[must_use]
    pub fn all(&self) -> [&Parameter; 9] {
        [
            &self.sigma_commune,
            &self.sigma_epci,
            &self.sigma_departement,
            &self.sigma_region,
            &self.sigma_france,
            &self.sigma_factor_without_local_measures,
            &self.census_cv,
            &self.census_cv_small,
            &self.census_small_under,
        ]
    }
}

fn raw_cell(band: &Band, count: f64) -> Cell {
    Cell {
        count,
        rate: band.rate.value,
        standard_error: band.rate.standard_error(),
    }
}

#[cfg(test)]
mod tests;
