//! The estimate from populations alone: its headline, its warnings, and the rules it keeps.

use super::*;
use crate::figure::Flag;
use proptest::prelude::*;

fn estimate(level: Level, populations: &[f64]) -> Estimate {
    estimate_from_population(RateSet::national_2021(), level, populations)
}

#[track_caller]
fn close(actual: f64, expected: f64, tolerance: f64) {
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not {expected} ± {tolerance}"
    );
}

#[test]
fn a_commune_gets_the_national_share_of_its_persons_of_15_or_more() {
    let found = estimate(Level::Commune, &[10_000.0]);
    close(found.population_15_plus, 8_200.99, 1e-6);
    close(found.fragile, 0.154 * 8_200.99, 1e-6);
    close(found.share().unwrap(), 0.154, 1e-9);
    assert_eq!(found.method, "estimate");
    assert_eq!(found.shown(), Shown::Rounded(1260));
}

#[test]
fn contributions_add_up_to_the_headline() {
    let found = estimate(Level::Commune, &[10_000.0]);
    close(
        found.contributions.iter().map(|part| part.persons).sum(),
        found.fragile,
        1e-9,
    );
    close(
        found.contributions.iter().map(|part| part.count).sum(),
        found.population_15_plus,
        1e-9,
    );
    let bands: Vec<&str> = found
        .contributions
        .iter()
        .map(|part| part.band.as_str())
        .collect();
    assert_eq!(
        bands,
        [
            "15 à 24 ans",
            "25 à 39 ans",
            "40 à 59 ans",
            "60 à 74 ans",
            "75 ans ou plus"
        ]
    );
}

#[test]
fn the_interval_of_a_commune_holds_twice_the_usual_model_error() {
    let found = estimate(Level::Commune, &[1_000_000.0]);
    let half = (found.high / found.low).ln() / 2.0 / crate::interval::Z_90;
    // Twice 0.15, plus what the survey and the census add in quadrature.
    assert!(
        half > (1.0 + 0.30_f64.powi(2)).ln().sqrt() && half < 0.33,
        "{half}"
    );
}

#[test]
fn the_warnings_name_what_no_source_backs() {
    let found = estimate(Level::Commune, &[10_000.0]);
    assert_eq!(found.warnings[0], Warning::NoLocalMeasures);
    let Warning::Unsourced(entries) = &found.warnings[1] else {
        panic!("no list of unsourced values")
    };
    assert_eq!(
        (entries[0].label.as_str(), entries[0].flag),
        ("Taux d’illectronisme, 40 à 59 ans", Flag::Memory)
    );
    let first = Warning::Unsourced(entries[..2].to_vec()).to_string();
    insta::assert_snapshot!(first.replace('\u{a0}', "~"), @"Valeurs sans source vérifiée~: Taux d’illectronisme, 40 à 59 ans (de mémoire, à vérifier)~; Écart du modèle entre communes (hypothèse).");
}

#[test]
fn an_unknown_population_is_left_out_and_said() {
    let found = estimate(Level::Epci, &[1000.0, f64::NAN, -1.0]);
    close(
        found.fragile,
        estimate(Level::Epci, &[1000.0]).fragile,
        1e-9,
    );
    assert!(found.warnings.contains(&Warning::UnknownPopulations(2)));
    insta::assert_snapshot!(
        Warning::UnknownPopulations(2).to_string().replace('\u{a0}', "~"),
        @"La population de 2 communes est inconnue~: elles manquent dans le total."
    );
}

#[test]
fn nobody_gives_zero_and_no_share() {
    for populations in [&[] as &[f64], &[0.0]] {
        let found = estimate(Level::Commune, populations);
        assert_eq!(
            (found.fragile, found.low, found.high, found.share()),
            (0.0, 0.0, 0.0, None)
        );
        assert_eq!(found.shown(), Shown::Masked);
    }
}

#[test]
fn a_wider_level_is_surer_than_one_commune_of_the_same_size() {
    let communes = vec![2_000.0; 300];
    let width = |found: &Estimate| found.high / found.low;
    let commune = estimate(Level::Commune, &[600_000.0]);
    let epci = estimate(Level::Epci, &communes);
    let departement = estimate(Level::Departement, &communes);
    let france = estimate(Level::France, &communes);
    assert!(width(&commune) > width(&epci));
    assert!(width(&epci) > width(&departement));
    assert!(width(&departement) > width(&france));
}

const LEVELS: [Level; 5] = [
    Level::Commune,
    Level::Epci,
    Level::Departement,
    Level::Region,
    Level::France,
];

fn populations() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.0..50_000.0_f64, 0..60)
}

proptest! {
    #[test]
    fn the_number_lies_in_its_interval_and_under_the_population(
        populations in populations(), level in prop::sample::select(&LEVELS),
    ) {
        let found = estimate(level, &populations);
        prop_assert!(0.0 <= found.low && found.low <= found.fragile && found.fragile <= found.high);
        prop_assert!(found.high <= found.population_15_plus);
    }

    #[test]
    fn the_order_of_the_communes_changes_nothing(
        (populations, shuffled) in populations().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        level in prop::sample::select(&LEVELS),
    ) {
        let (one, other) = (estimate(level, &populations), estimate(level, &shuffled));
        for (a, b) in [(one.fragile, other.fragile), (one.low, other.low), (one.high, other.high)] {
            prop_assert!((a - b).abs() <= 1e-9 * a.max(1.0));
        }
    }

    #[test]
    fn the_whole_is_the_sum_of_its_communes(populations in populations()) {
        let parts: f64 = populations.iter().map(|number| estimate(Level::Commune, &[*number]).fragile).sum();
        let whole = estimate(Level::Departement, &populations).fragile;
        prop_assert!((whole - parts).abs() <= 1e-9 * whole.max(1.0));
    }

    #[test]
    fn the_interval_is_never_narrower_than_the_shared_rate_errors(
        populations in populations(), level in prop::sample::select(&LEVELS),
    ) {
        let found = estimate(level, &populations);
        let rates = RateSet::national_2021();
        // The same rate is wrong in the same way everywhere: the whole taken as one single area.
        let shared: f64 = rates.cells(found.population_15_plus).iter()
            .map(|cell| (cell.count * cell.standard_error).powi(2)).sum();
        let least = Interval::log_normal(found.fragile, shared);
        prop_assert!(found.low <= least.low + 1e-9);
        prop_assert!(found.high + 1e-9 >= least.high.min(found.population_15_plus));
    }
}
