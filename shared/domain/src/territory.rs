//! Codes of the French administrative geography (COG), as texts that keep their leading zeros.

use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::PARIS;

/// A text that is not a code of that kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the code of {1}")]
pub struct CodeError(pub String, pub &'static str);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $what:literal, $valid:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                let text = text.trim().to_uppercase();
                let valid: fn(&[u8]) -> bool = $valid;
                if valid(text.as_bytes()) { Ok(Self(text)) } else { Err(CodeError(text, $what)) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

codes! {
    /// INSEE code of a commune: two digits (or `2A`, `2B`) then three digits.
    CommuneCode, "a commune", |code| code.len() == 5 && departement_digits(&code[..2]) && digits(&code[2..]);
    /// SIREN of an EPCI: nine digits.
    EpciCode, "an EPCI (nine digits: its SIREN)", |code| code.len() == 9 && digits(code);
    /// Code of a département: `01` to `95`, `2A`, `2B`, `971` to `976`.
    DepartementCode, "a département", |code| match code.len() {
        2 => departement_digits(code),
        3 => code.starts_with(b"97") && digits(code),
        _ => false,
    };
    /// Code of a région: two digits.
    RegionCode, "a région", |code| code.len() == 2 && digits(code);
}

fn digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

fn departement_digits(text: &[u8]) -> bool {
    digits(text) || text == b"2A" || text == b"2B"
}

impl CommuneCode {
    /// Whether the commune lies overseas, where clocks and holidays differ.
    #[must_use]
    pub fn is_overseas(&self) -> bool {
        self.0.starts_with("97") || self.0.starts_with("98")
    }

    /// The time zone its clocks keep: one of its own for each overseas département and collectivity, else Paris.
    #[must_use]
    pub fn zone(&self) -> Tz {
        match self.0.get(..3) {
            Some("971" | "977" | "978") => chrono_tz::America::Guadeloupe,
            Some("972") => chrono_tz::America::Martinique,
            Some("973") => chrono_tz::America::Cayenne,
            Some("974") => chrono_tz::Indian::Reunion,
            Some("975") => chrono_tz::America::Miquelon,
            Some("976") => chrono_tz::Indian::Mayotte,
            Some("986") => chrono_tz::Pacific::Wallis,
            Some("987") => chrono_tz::Pacific::Tahiti,
            Some("988") => chrono_tz::Pacific::Noumea,
            _ => PARIS,
        }
    }
}

/// A territory at one of the four levels the product speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Territory {
    /// One commune.
    Commune(CommuneCode),
    /// A group of communes: the owner of a portrait.
    Epci(EpciCode),
    /// A département.
    Departement(DepartementCode),
    /// A région.
    Region(RegionCode),
}

const DEPARTEMENT_PREFIX: &str = "departement-";
const REGION_PREFIX: &str = "region-";

impl fmt::Display for Territory {
    /// The form used in addresses: `35184`, `200038990`, `departement-35`, `region-53` (53 alone would also be Mayenne).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commune(code) => code.fmt(f),
            Self::Epci(code) => code.fmt(f),
            Self::Departement(code) => write!(f, "{DEPARTEMENT_PREFIX}{code}"),
            Self::Region(code) => write!(f, "{REGION_PREFIX}{code}"),
        }
    }
}

impl FromStr for Territory {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        if let Some(code) = text.strip_prefix(DEPARTEMENT_PREFIX) {
            return code.parse().map(Self::Departement);
        }
        if let Some(code) = text.strip_prefix(REGION_PREFIX) {
            return code.parse().map(Self::Region);
        }
        if text.trim().len() == 9 {
            return text.parse().map(Self::Epci);
        }
        let wanted = "a territory (EPCI: nine digits, région: region-53, département: departement-35, commune: 35184)";
        text.parse()
            .map(Self::Commune)
            .map_err(|_not_a_commune| CodeError(text.to_owned(), wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_reads_back_from_its_address() {
        for text in [
            "35184",
            "2A004",
            "200038990",
            "departement-35",
            "departement-971",
            "region-53",
        ] {
            assert_eq!(text.parse::<Territory>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn every_overseas_territory_keeps_clocks_of_its_own() {
        let zones: Vec<&str> = [
            "35184", "2A004", "97105", "97209", "97302", "97411", "97502", "97608", "97701",
            "97801", "98611", "98735", "98818",
        ]
        .map(|code| code.parse::<CommuneCode>().unwrap().zone().name())
        .into();
        assert_eq!(
            zones,
            [
                "Europe/Paris",
                "Europe/Paris",
                "America/Guadeloupe",
                "America/Martinique",
                "America/Cayenne",
                "Indian/Reunion",
                "America/Miquelon",
                "Indian/Mayotte",
                "America/Guadeloupe",
                "America/Guadeloupe",
                "Pacific/Wallis",
                "Pacific/Tahiti",
                "Pacific/Noumea",
            ]
        );
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "3518",
            "35X84",
            "20003899",
            "departement-3",
            "region-5A",
            "région-53",
            "é5184",
        ] {
            assert!(text.parse::<Territory>().is_err(), "{text}");
        }
    }
}
