//! A published figure: its value, where it comes from, how precise it is, and whether it was really seen.

use serde::Deserialize;

/// How far a figure can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// Read in public material that gives or quotes the primary source.
    Seen,
    /// Best known figure, not verified: never shown as sourced.
    Memory,
    /// A choice of the method.
    Assumed,
}

impl Flag {
    /// French words for the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Seen => "sourcé",
            Self::Memory => "de mémoire, à vérifier",
            Self::Assumed => "hypothèse",
        }
    }
}

/// A figure taken from a survey or a census.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What it measures, in French.
    pub label: String,
    /// The figure: a share between 0 and 1, or a number of persons.
    pub value: f64,
    /// Year it describes.
    pub year: u16,
    /// How far it can be trusted.
    pub flag: Flag,
    /// The primary survey, or why there is none. Show it through [`Figure::citation`].
    pub source: String,
    /// Page of the source.
    pub url: String,
    /// Sampling precision, when the figure comes from a sample.
    pub precision: Option<Precision>,
}

impl Figure {
    /// The source to print beside the value; `None` unless the figure was really seen.
    #[must_use]
    pub fn citation(&self) -> Option<Citation<'_>> {
        (self.flag == Flag::Seen).then_some(Citation {
            source: &self.source,
            url: &self.url,
            year: self.year,
        })
    }

    /// Standard error of the value read as a share; 0 for a figure that is not a sample's.
    ///
    /// From a sample of `n` with design effect `deff`, `√(deff·p(1−p)/n)` (method note §2, interval).
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        match self.precision.as_ref().map(|precision| precision.error) {
            None => 0.0,
            Some(SamplingError::StandardError(error)) => error,
            Some(SamplingError::Sample { n, deff }) => {
                (deff * self.value * (1.0 - self.value) / n).sqrt()
            }
        }
    }

    /// What must not be shown as sourced here: the value, its precision, both or neither.
    pub(crate) fn unsourced(&self) -> impl Iterator<Item = Unsourced> {
        let value = (self.flag, Aspect::Value, self.source.as_str());
        let precision = self
            .precision
            .as_ref()
            .map(|known| (known.flag, Aspect::Precision, known.source.as_str()));
        std::iter::once(value)
            .chain(precision)
            .filter(|(flag, ..)| *flag != Flag::Seen)
            .map(|(flag, aspect, reason)| Unsourced {
                label: self.label.clone(),
                value: self.value,
                flag,
                aspect,
                reason: reason.to_owned(),
            })
    }
}

/// Where a figure was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The primary survey, in French.
    pub source: &'a str,
    /// Its page.
    pub url: &'a str,
    /// Year the figure describes.
    pub year: u16,
}

/// A number the method chose.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it stands for, in French.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// How far it can be trusted.
    pub flag: Flag,
    /// Where it comes from, or why it was chosen.
    pub source: String,
}

impl Parameter {
    /// This parameter as something not to be shown as sourced, unless it was seen.
    pub(crate) fn unsourced(&self) -> Option<Unsourced> {
        (self.flag != Flag::Seen).then(|| Unsourced {
            label: self.label.clone(),
            value: self.value,
            flag: self.flag,
            aspect: Aspect::Value,
            reason: self.source.clone(),
        })
    }
}

/// Something the page must show as unverified.
#[derive(Debug, Clone, PartialEq)]
pub struct Unsourced {
    /// What it measures, in French.
    pub label: String,
    /// The value in use, whichever aspect is unsourced.
    pub value: f64,
    /// `Memory` or `Assumed`, never `Seen`.
    pub flag: Flag,
    /// Whether the value itself or only its margin of error is unsourced.
    pub aspect: Aspect,
    /// Why, in French.
    pub reason: String,
}

/// The part of a figure that is unsourced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// The value.
    Value,
    /// Its margin of error.
    Precision,
}

/// Sampling precision of a figure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "PrecisionEntry")]
pub struct Precision {
    /// The error itself.
    pub error: SamplingError,
    /// How far it can be trusted.
    pub flag: Flag,
    /// Where it comes from, in French.
    pub source: String,
}

/// The two ways a source gives its precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SamplingError {
    /// The standard error is published, same unit as the value.
    StandardError(f64),
    /// Only the sample is known.
    Sample {
        /// Number of answers.
        n: f64,
        /// Design effect: how many times the variance of a simple random sample.
        deff: f64,
    },
}

/// The precision as written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrecisionEntry {
    standard_error: Option<f64>,
    n: Option<u32>,
    deff: Option<f64>,
    flag: Flag,
    source: String,
}

impl TryFrom<PrecisionEntry> for Precision {
    type Error = &'static str;

    fn try_from(entry: PrecisionEntry) -> Result<Self, Self::Error> {
        let error = match (entry.standard_error, entry.n, entry.deff) {
            (Some(error), None, None) if error.is_finite() && error >= 0.0 => {
                SamplingError::StandardError(error)
            }
            (None, Some(n), Some(deff)) if n > 0 && deff.is_finite() && deff > 0.0 => {
                SamplingError::Sample {
                    n: f64::from(n),
                    deff,
                }
            }
            _ => {
                return Err(
                    "a precision is either standard_error (0 or more), or n and deff (both more than 0)",
                );
            }
        };
        Ok(Self {
            error,
            flag: entry.flag,
            source: entry.source,
        })
    }
}
