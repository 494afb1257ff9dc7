//! The territorial scales an estimate can be asked for.

/// A territorial scale. The wider the area, the smaller the error of a national model on its total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// One commune.
    Commune,
    /// An intercommunalité (établissement public de coopération intercommunale).
    Epci,
    /// A département.
    Departement,
    /// A région.
    Region,
    /// The whole country.
    France,
}
