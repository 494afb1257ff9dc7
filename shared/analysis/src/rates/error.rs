//! Why a rate set was refused, entry by entry.

/// Why a rate set was refused.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// Not TOML, or not the expected fields: the message gives line and column.
    #[error("the rate set cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A value is outside what it can be.
    #[error("“{label}” is {value}, expected {expected}")]
    OutOfRange {
        /// Label of the entry.
        label: String,
        /// Its value.
        value: f64,
        /// What was expected.
        expected: &'static str,
    },
    /// A label, a source, a version or a code is blank.
    #[error("“{label}” has an empty {field}")]
    Blank {
        /// Label or code of the entry.
        label: String,
        /// Name of the blank field.
        field: &'static str,
    },
    /// The source page is not an http or https address.
    #[error("“{label}” has no web address: “{url}”")]
    NotAnAddress {
        /// Label of the entry.
        label: String,
        /// What stands there instead.
        url: String,
    },
    /// A rate has no precision, so no interval can be computed from it.
    #[error("“{0}” is a rate of a survey and has no precision")]
    NoPrecision(String),
    /// There is no age band.
    #[error("the rate set has no age band")]
    NoBand,
    /// Two bands have the same code.
    #[error("two age bands have the code “{0}”")]
    RepeatedBand(String),
    /// No shift of the rates gives the anchor over the national population.
    #[error("the rates cannot be brought to the anchor {0}")]
    UnreachableAnchor(f64),
}
