//! Situations that expose people to online demands: their union, and their meeting with fragility.
//!
//! Categories overlap, so they are never added up. What the margins alone allow is given by the bounds of Fréchet,
//! « Sur les tableaux de corrélation dont les marges sont données », *Annales de l’Université de Lyon* (1951).

use crate::cells::{self, Cell};

/// Exposure is this many times more frequent among fragile persons, for want of a local figure.
///
/// A choice of the method, close to the concentration of difficulties read by Insee Focus 267 (2022): material
/// deprivation is 18 % of the persons in difficulty against 11 % of the population.
pub const DEFAULT_RELATIVE_RISK: f64 = 1.6;

/// A central value and the bounds no choice of dependence can leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    /// Smallest possible value.
    pub low: f64,
    /// Value under the stated assumption.
    pub central: f64,
    /// Largest possible value.
    pub high: f64,
}

/// Share of persons in at least one of the situations, given the share in each (0–1, brought inside when outside).
///
/// Central value under independence, `1 − Π(1 − q)`; bounds `max q ≤ e ≤ min(1, Σ q)` (method note §2, D2 and D3).
#[must_use]
pub fn union(prevalences: &[f64]) -> Bounded {
    let inside = || prevalences.iter().map(|share| share.clamp(0.0, 1.0));
    let low = inside().fold(0.0, f64::max);
    let high = inside().sum::<f64>().min(1.0);
    let none: f64 = inside().map(|share| 1.0 - share).product();
    Bounded {
        low,
        central: (1.0 - none).clamp(low, high),
        high,
    }
}

/// How often exposure occurs on each side of fragility.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Joint {
    /// Share of exposed persons among fragile ones.
    pub among_fragile: f64,
    /// Share of exposed persons among the others.
    pub among_others: f64,
}

/// Splits `exposure` over fragile persons and the others, `relative_risk` times more frequent among the fragile.
///
/// With fragile share `f`: `P(E|F) = ρe / (1 + f(ρ − 1))`, and `P(E|not F)` is what keeps the margin:
/// `f·P(E|F) + (1−f)·P(E|not F) = e` (method note §2). A relative risk the margins cannot hold gives the closest one
/// they can. Shares are brought inside 0–1; a relative risk under 0 counts as 0.
#[must_use]
pub fn joint(fragile_share: f64, exposure: f64, relative_risk: f64) -> Joint {
    let f = fragile_share.clamp(0.0, 1.0);
    let e = exposure.clamp(0.0, 1.0);
    let rho = relative_risk.max(0.0);
    let wanted = if f >= 1.0 {
        e
    } else {
        rho * e / (1.0 + f * (rho - 1.0))
    };
    if f <= 0.0 {
        return Joint {
            among_fragile: wanted.min(1.0),
            among_others: e,
        };
    }
    let least = ((e - (1.0 - f)) / f).max(0.0);
    let most = (e / f).min(1.0);
    let among_fragile = wanted.min(most).max(least);
    let among_others = if f >= 1.0 {
        e
    } else {
        ((e - f * among_fragile) / (1.0 - f)).clamp(0.0, 1.0)
    };
    Joint {
        among_fragile,
        among_others,
    }
}

/// The three nested counts of the method: fragile and exposed, fragile, and the halo around them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nested {
    /// `R`: persons both fragile and exposed, with the bounds the margins allow.
    pub both: Bounded,
    /// `F`: fragile persons.
    pub fragile: f64,
    /// `H`: fragile persons, and exposed persons who are not fragile.
    pub halo: f64,
}

/// Counts of a population whose cells share one `exposure`; each person is counted once, so `R ≤ F ≤ H ≤ N`.
///
/// When exposure is known by age, call this on the cells of each age and add up the results.
#[must_use]
pub fn nested(cells: &[Cell], exposure: f64, relative_risk: f64) -> Nested {
    let population = cells::population(cells);
    let fragile = cells::total(cells);
    let share = if population > 0.0 {
        fragile / population
    } else {
        0.0
    };
    let split = joint(share, exposure, relative_risk);
    let exposed = exposure.clamp(0.0, 1.0) * population;
    let low = (fragile + exposed - population).max(0.0);
    let high = fragile.min(exposed);
    let both = Bounded {
        low,
        central: (fragile * split.among_fragile).max(low).min(high),
        high,
    };
    let halo = fragile + (population - fragile) * split.among_others;
    Nested {
        both,
        fragile,
        halo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn close(actual: f64, expected: f64) {
        assert!(
            (actual - expected).abs() <= 1e-3,
            "{actual} is not {expected}"
        );
    }

    fn thousand() -> [Cell; 1] {
        [Cell {
            count: 1000.0,
            rate: 0.2,
            standard_error: 0.0,
        }]
    }

    #[test]
    fn worked_example_3_counts_nobody_twice() {
        let e = union(&[0.10, 0.08, 0.06]);
        assert!((e.central - 0.221_680).abs() < 1e-9);
        close(e.low, 0.10);
        close(e.high, 0.24);
        let independent = nested(&thousand(), e.central, 1.0);
        close(independent.both.central, 44.336);
        close(nested(&thousand(), e.low, 1.0).both.central, 20.0);
        close(nested(&thousand(), e.high, 1.0).both.central, 48.0);
        close(nested(&thousand(), e.central, 1.5).both.central, 60.458);
    }

    #[test]
    fn worked_example_3_keeps_the_margin() {
        let split = joint(0.2, 0.221_680, 1.5);
        assert!((split.among_fragile - 0.302_291).abs() < 1e-6);
        assert!((split.among_fragile / split.among_others - 1.5).abs() < 1e-9);
        assert!((0.2 * split.among_fragile + 0.8 * split.among_others - 0.221_680).abs() < 1e-9);
    }

    #[test]
    fn no_situation_exposes_nobody() {
        assert_eq!(
            union(&[]),
            Bounded {
                low: 0.0,
                central: 0.0,
                high: 0.0
            }
        );
    }

    #[test]
    fn an_empty_territory_has_nobody_exposed() {
        let nobody = nested(&[], 0.3, DEFAULT_RELATIVE_RISK);
        assert_eq!(
            (nobody.both.central, nobody.fragile, nobody.halo),
            (0.0, 0.0, 0.0)
        );
    }

    proptest! {
        #[test]
        fn the_union_stays_within_frechet_bounds(shares in prop::collection::vec(-0.2..1.2_f64, 0..8)) {
            let e = union(&shares);
            let largest = shares.iter().copied().fold(0.0, f64::max).min(1.0);
            prop_assert!(e.low <= e.central && e.central <= e.high && e.high <= 1.0);
            prop_assert!((e.low - largest).abs() < 1e-12);
        }

        #[test]
        fn the_joint_keeps_the_margin(f in 0.0..=1.0_f64, e in 0.0..=1.0_f64, rho in 0.0..20.0_f64) {
            let split = joint(f, e, rho);
            prop_assert!((0.0..=1.0).contains(&split.among_fragile) && (0.0..=1.0).contains(&split.among_others));
            prop_assert!((f * split.among_fragile + (1.0 - f) * split.among_others - e).abs() < 1e-9);
        }

        #[test]
        fn the_asked_relative_risk_is_kept_when_the_margins_hold_it(
            f in 0.01..0.5_f64, e in 0.01..0.3_f64, rho in 0.5..2.0_f64,
        ) {
            let split = joint(f, e, rho);
            prop_assert!((split.among_fragile / split.among_others - rho).abs() < 1e-6);
        }

        #[test]
        fn counts_are_nested(
            cells in prop::collection::vec((0.0..5000.0_f64, 0.0..=1.0_f64), 0..8),
            e in 0.0..=1.0_f64, rho in 0.0..20.0_f64,
        ) {
            let cells: Vec<Cell> =
                cells.into_iter().map(|(count, rate)| Cell { count, rate, standard_error: 0.0 }).collect();
            let counts = nested(&cells, e, rho);
            let everyone = cells::population(&cells);
            let slack = 1e-9 * (1.0 + everyone);
            prop_assert!(counts.both.low <= counts.both.central && counts.both.central <= counts.both.high);
            prop_assert!(counts.both.central <= counts.fragile);
            prop_assert!(counts.fragile <= counts.halo + slack && counts.halo <= everyone + slack);
            prop_assert!(counts.fragile <= everyone + slack);
        }
    }
}
