//! The shipped rate set, and what the parser says of broken ones.

use super::*;
use crate::figure::{Aspect, Flag};

/// The shipped file after one replacement, which must change something.
fn altered(from: &str, to: &str) -> String {
    let text = NATIONAL_2021.replacen(from, to, 1);
    assert_ne!(text, NATIONAL_2021, "nothing to replace");
    text
}

fn refusal(text: &str) -> String {
    RateSet::parse(text).unwrap_err().to_string()
}

#[test]
fn the_shipped_set_reads_and_reaches_its_anchor() {
    let set = RateSet::national_2021();
    let cells = set.cells(1_000_000.0);
    assert_eq!(set.version(), "2021");
    assert!((cells::population(&cells) - 1_000_000.0).abs() < 1e-6);
    assert!((cells::total(&cells) - 154_000.0).abs() < 1e-3);
}

#[test]
fn the_shipped_rates_nearly_give_the_anchor_before_calibration() {
    let set = RateSet::national_2021();
    let raw: Vec<Cell> = set
        .bands()
        .iter()
        .map(|band| raw_cell(band, band.population.value))
        .collect();
    let share = cells::total(&raw) / cells::population(&raw);
    assert!((share - set.anchor().value).abs() < 0.002, "{share}");
    assert!(set.delta().abs() < 0.05, "{}", set.delta());
}

#[test]
fn the_share_of_15_or_more_agrees_with_the_bands() {
    let set = RateSet::national_2021();
    let adults: f64 = set.bands().iter().map(|band| band.population.value).sum();
    assert!((set.share_15_plus().value - adults / 66_732_538.0).abs() < 1e-6);
}

#[test]
fn what_was_not_seen_is_listed_and_has_no_citation() {
    let set = RateSet::national_2021();
    let values: Vec<(String, Flag)> = set
        .unsourced()
        .into_iter()
        .filter(|entry| entry.aspect == Aspect::Value)
        .map(|entry| (entry.label, entry.flag))
        .collect();
    assert_eq!(
        values.first(),
        Some(&("Taux d’illectronisme, 40 à 59 ans".to_owned(), Flag::Memory))
    );
    assert_eq!(values.len(), 1 + set.parameters().all().len());
    let cited: Vec<bool> = set
        .bands()
        .iter()
        .map(|band| band.rate.citation().is_some())
        .collect();
    assert_eq!(cited, [true, true, false, true, true]);
    assert!(
        set.anchor()
            .citation()
            .is_some_and(|citation| citation.source.contains("1953"))
    );
}

#[test]
fn assumed_margins_of_error_are_listed_too() {
    let margins = RateSet::national_2021()
        .unsourced()
        .into_iter()
        .filter(|entry| entry.aspect == Aspect::Precision);
    assert_eq!(margins.count(), 6);
}

#[test]
fn a_sample_gives_its_standard_error() {
    let set = RateSet::national_2021();
    let oldest = set.bands().last().unwrap();
    assert!((oldest.rate.standard_error() - (1.5 * 0.62 * 0.38 / 340.0_f64).sqrt()).abs() < 1e-12);
    assert!(oldest.population.standard_error().abs() < f64::EPSILON);
}

#[test]
fn a_published_standard_error_is_used_as_it_is() {
    let set = RateSet::parse(&altered("n = 430\ndeff = 1.5", "standard_error = 0.006")).unwrap();
    assert!((set.bands()[0].rate.standard_error() - 0.006).abs() < 1e-12);
}

#[test]
fn a_small_commune_has_a_less_sure_census() {
    let set = RateSet::national_2021();
    assert!((set.census_cv(499.0) - 0.10).abs() < 1e-12);
    assert!((set.census_cv(500.0) - 0.05).abs() < 1e-12);
}

#[test]
fn a_rate_outside_0_and_1_is_refused_by_name() {
    insta::assert_snapshot!(
        refusal(&altered("value = 0.62", "value = 62.0")),
        @"“Taux d’illectronisme, 75 ans ou plus” is 62, expected a share strictly between 0 and 1"
    );
    insta::assert_snapshot!(
        refusal(&altered("value = 0.62", "value = nan")),
        @"“Taux d’illectronisme, 75 ans ou plus” is NaN, expected a share strictly between 0 and 1"
    );
}

#[test]
fn a_figure_without_source_is_refused() {
    let source = "source = \"Insee, recensement de la population 2018, calculé sur le tableau POP1B, France entière\"";
    insta::assert_snapshot!(
        refusal(&altered(source, "source = \" \"")),
        @"“Part des personnes de 15 ans ou plus dans la population” has an empty source"
    );
    insta::assert_snapshot!(
        refusal(&altered("https://www.insee.fr/fr/statistiques/7633654", "page 3")),
        @"“Illectronisme : part des personnes de 15 ans ou plus qui n’utilisent pas Internet ou n’en ont pas les compétences de base” has no web address: “page 3”"
    );
}

#[test]
fn half_a_precision_is_refused_with_its_place() {
    let refusal = refusal(&altered("n = 430\ndeff = 1.5", "n = 430"));
    assert!(
        refusal.contains("either standard_error (0 or more), or n and deff"),
        "{refusal}"
    );
    assert!(refusal.contains("at line"), "{refusal}");
}

#[test]
fn a_rate_without_precision_is_refused() {
    let start = NATIONAL_2021.find("[anchor.precision]").unwrap();
    let end = NATIONAL_2021.find("# Five-year").unwrap();
    let text: String = NATIONAL_2021
        .get(..start)
        .into_iter()
        .chain(NATIONAL_2021.get(end..))
        .collect();
    assert!(
        matches!(RateSet::parse(&text), Err(RateError::NoPrecision(label)) if label.starts_with("Illectronisme"))
    );
}

#[test]
fn an_unknown_field_or_flag_is_refused_by_name() {
    assert!(refusal(&altered("year = 2021", "yeer = 2021")).contains("yeer"));
    assert!(refusal(&altered("flag = \"memory\"", "flag = \"sure\"")).contains("sure"));
    assert!(refusal(&altered("year = 2021", "year = 21")).contains("is 21, expected a year"));
}

#[test]
fn bands_must_exist_and_differ() {
    let (head, rest) = NATIONAL_2021.split_once("[[band]]").unwrap();
    let (_, parameters) = rest.split_once("[parameters.sigma_commune]").unwrap();
    let without = format!("{head}[parameters.sigma_commune]{parameters}");
    assert!(matches!(RateSet::parse(&without), Err(RateError::NoBand)));
    assert_eq!(
        refusal(&altered("code = \"25-39\"", "code = \"15-24\"")),
        "two age bands have the code “15-24”"
    );
}
