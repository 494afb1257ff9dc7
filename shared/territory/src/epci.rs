//! The groups of communes.

use std::fmt;
use std::str::FromStr;

use portrea_domain::territory::EpciCode;

use crate::error::ReferenceError;

/// The EPCI of a commune.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epci {
    /// SIREN.
    pub code: EpciCode,
    /// Name, written with a typographic apostrophe.
    pub name: String,
    /// Its legal kind.
    pub kind: EpciKind,
}

/// The legal kind of an EPCI with its own taxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EpciKind {
    /// Community of communes.
    CommunauteDeCommunes,
    /// Community around a town.
    CommunauteAgglomeration,
    /// Urban community.
    CommunauteUrbaine,
    /// Metropolis.
    Metropole,
    /// The metropolis of Lyon, which is also its own département.
    MetropoleDeLyon,
}

impl EpciKind {
    /// The stored form, the one of the official tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CommunauteDeCommunes => "CC",
            Self::CommunauteAgglomeration => "CA",
            Self::CommunauteUrbaine => "CU",
            Self::Metropole => "METRO",
            Self::MetropoleDeLyon => "MET69",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CommunauteDeCommunes => "communauté de communes",
            Self::CommunauteAgglomeration => "communauté d’agglomération",
            Self::CommunauteUrbaine => "communauté urbaine",
            Self::Metropole | Self::MetropoleDeLyon => "métropole",
        }
    }
}

impl fmt::Display for EpciKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EpciKind {
    type Err = ReferenceError;
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        match text {
            "CC" => Ok(Self::CommunauteDeCommunes),
            "CA" => Ok(Self::CommunauteAgglomeration),
            "CU" => Ok(Self::CommunauteUrbaine),
            "METRO" => Ok(Self::Metropole),
            "MET69" => Ok(Self::MetropoleDeLyon),
            _ => Err(ReferenceError::EpciKind(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_epci_reads_back() {
        for text in ["CC", "CA", "CU", "METRO", "MET69"] {
            assert_eq!(text.parse::<EpciKind>().unwrap().as_str(), text);
        }
        assert!("XX".parse::<EpciKind>().is_err());
    }
}
