//! What somebody who answered for a listing says of it beside its data, for the référent to look at.

use std::str::FromStr;

/// Why the référent must look at a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtKind {
    /// Whoever answered for it no longer does, and named nobody.
    NobodyLeft,
    /// Whoever was asked about it says that it is not theirs.
    NotOurs,
}

impl DoubtKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::NobodyLeft, Self::NotOurs];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NobodyLeft => "nobody_left",
            Self::NotOurs => "not_ours",
        }
    }

    /// The French words the référent reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NobodyLeft => "plus personne ne s’en occupe",
            Self::NotOurs => "la personne interrogée dit que ce n’est pas son lieu",
        }
    }
}

impl FromStr for DoubtKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown doubt “{text}”"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_back_as_it_is_stored() {
        for kind in DoubtKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("".parse::<DoubtKind>().is_err());
    }
}
