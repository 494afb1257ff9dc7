//! The five service families of the PORTREA inventory (method note §1.1).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Choice;

/// A family of services: what kind of problem situation it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Être informé·e, orienté·e.
    Information,
    /// Accès au matériel et au réseau.
    Equipment,
    /// Dépannage, réemploi.
    Repair,
    /// Être aidé·e dans ses démarches.
    Help,
    /// Développer sa culture numérique.
    Training,
}

pub(super) const CHOICES: &[Choice] = &[
    Choice::new("etre_informe_oriente", "Être informé·e et orienté·e"),
    Choice::new(
        "acces_materiel_informatique",
        "Accéder à un ordinateur, à internet",
    ),
    Choice::new(
        "depanner_reparer_materiel",
        "Dépanner ou trouver du matériel",
    ),
    Choice::new("etre_aidee", "Être aidé·e dans ses démarches"),
    Choice::new(
        "developper_culture_numerique",
        "Apprendre à se servir du numérique",
    ),
];

impl Family {
    /// All five, in the order of the method.
    pub const ALL: [Self; 5] = [
        Self::Information,
        Self::Equipment,
        Self::Repair,
        Self::Help,
        Self::Training,
    ];

    /// The code of the PORTREA data base.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        CHOICES[self as usize].code
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        CHOICES[self as usize].label
    }
}

impl FromStr for Family {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|family| family.as_str() == text)
            .ok_or_else(|| format!("unknown family “{text}”"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_own_code() {
        for family in Family::ALL {
            assert_eq!(family.as_str().parse(), Ok(family));
        }
        assert_eq!(Family::Help.as_str(), "etre_aidee");
    }
}
