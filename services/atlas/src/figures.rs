//! The need of a territory: the estimate with its interval, its warnings, its sources.

use portrea_analysis::{
    Aspect, Citation, Contribution, Estimate, Figure, Flag, Level, RateSet, Shown, Unsourced,
    Warning, estimate_from_population,
};
use portrea_domain::territory::Territory;

use crate::words;

/// The estimate of a territory in words.
#[derive(Debug)]
pub(crate) struct Need {
    /// What the number counts.
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) interval: String,
    /// What must be read beside the number.
    pub(crate) warnings: Vec<String>,
    /// Persons of 15 or more.
    pub(crate) population: String,
    /// What is measured, as the survey words it.
    pub(crate) definition: String,
    pub(crate) bands: Vec<Band>,
    pub(crate) sources: Vec<Source>,
    pub(crate) unsourced: Vec<Doubt>,
}

/// One age band.
#[derive(Debug)]
pub(crate) struct Band {
    pub(crate) name: String,
    pub(crate) count: String,
    /// Share concerned, after calibration.
    pub(crate) rate: String,
    pub(crate) persons: String,
    /// How far the rate can be trusted, when no source backs it.
    pub(crate) doubt: Option<&'static str>,
}

/// Where a figure was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) words: String,
    pub(crate) url: String,
}

/// Figures in use that no source backs, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub(crate) what: String,
    pub(crate) flag: &'static str,
    pub(crate) reason: String,
}

/// A number with its interval, for a row of a table.
#[derive(Debug)]
pub(crate) struct Brief {
    pub(crate) number: String,
    pub(crate) interval: String,
}

impl Need {
    pub(crate) fn of(territory: &Territory, populations: &[i64]) -> Self {
        let rates = RateSet::national_2021();
        let estimate = estimate(rates, level(territory), populations);
        Self {
            name: name(rates),
            number: estimate.shown().to_string(),
            interval: interval(&estimate),
            warnings: warnings(&estimate),
            population: Shown::of(estimate.population_15_plus).to_string(),
            definition: rates.anchor().label.clone(),
            bands: bands(rates, &estimate.contributions),
            sources: sources(rates),
            unsourced: doubts(&rates.unsourced()),
        }
    }
}

impl Brief {
    pub(crate) fn of(level: Level, populations: &[i64]) -> Self {
        let estimate = estimate(RateSet::national_2021(), level, populations);
        Self {
            number: estimate.shown().to_string(),
            interval: interval(&estimate),
        }
    }
}

/// What the number counts: « illectronisme … au taux national de 15,4 % ».
pub(crate) fn name(rates: &RateSet) -> String {
    format!(
        "Illectronisme\u{a0}: personnes de 15 ans ou plus concernées, au taux national de {}",
        words::percent(rates.anchor().value)
    )
}

fn level(territory: &Territory) -> Level {
    match territory {
        Territory::Commune(_) => Level::Commune,
        Territory::Epci(_) => Level::Epci,
        Territory::Departement(_) => Level::Departement,
        Territory::Region(_) => Level::Region,
    }
}

fn estimate(rates: &RateSet, level: Level, populations: &[i64]) -> Estimate {
    let populations: Vec<f64> = populations.iter().copied().map(persons).collect();
    estimate_from_population(rates, level, &populations)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no commune has 2^53 inhabitants"
)]
fn persons(population: i64) -> f64 {
    population as f64
}

fn interval(estimate: &Estimate) -> String {
    let (low, high) = estimate.shown_interval();
    format!("entre {low} et {high}")
}

/// The unsourced values have their own list: repeated here they would hide the rest.
fn warnings(estimate: &Estimate) -> Vec<String> {
    estimate
        .warnings
        .iter()
        .filter(|warning| !matches!(warning, Warning::Unsourced(_)))
        .map(ToString::to_string)
        .collect()
}

fn bands(rates: &RateSet, contributions: &[Contribution]) -> Vec<Band> {
    let band = |(contribution, flag): (&Contribution, Flag)| Band {
        name: contribution.band.clone(),
        count: Shown::of(contribution.count).to_string(),
        rate: words::percent(contribution.rate),
        persons: Shown::of(contribution.persons).to_string(),
        doubt: (flag != Flag::Seen).then(|| flag.label()),
    };
    let flags = rates.bands().iter().map(|band| band.rate.flag);
    contributions.iter().zip(flags).map(band).collect()
}

/// Every source that was really seen, once.
pub(crate) fn sources(rates: &RateSet) -> Vec<Source> {
    let bands = rates
        .bands()
        .iter()
        .flat_map(|band| [&band.rate, &band.population]);
    let figures = [rates.anchor(), rates.share_15_plus()]
        .into_iter()
        .chain(bands);
    let mut sources: Vec<Source> = Vec::new();
    for citation in figures.filter_map(Figure::citation) {
        let source = Source::from(citation);
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

impl From<Citation<'_>> for Source {
    fn from(citation: Citation<'_>) -> Self {
        let source = words::spaced(citation.source);
        Self {
            words: format!("{source} (année décrite\u{a0}: {})", citation.year),
            url: citation.url.to_owned(),
        }
    }
}

/// What no source backs, those with one reason together.
pub(crate) fn doubts(unsourced: &[Unsourced]) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    for entry in unsourced {
        let what = match entry.aspect {
            Aspect::Value => format!("{} ({})", entry.label, words::decimal(entry.value)),
            Aspect::Precision => format!("marge d’erreur\u{a0}: {}", entry.label),
        };
        let same = doubts
            .iter_mut()
            .find(|doubt| doubt.reason == entry.reason && doubt.flag == entry.flag.label());
        match same {
            Some(doubt) => {
                doubt.what.push_str("\u{a0}; ");
                doubt.what.push_str(&what);
            }
            None => doubts.push(Doubt {
                what,
                flag: entry.flag.label(),
                reason: entry.reason.clone(),
            }),
        }
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need() -> Need {
        Need::of(&"200038990".parse().unwrap(), &[4_500, 3_000, 950])
    }

    #[test]
    fn the_number_says_what_it_counts_and_between_which_bounds() {
        let need = need();
        assert_eq!(
            need.name.replace('\u{a0}', " "),
            "Illectronisme : personnes de 15 ans ou plus concernées, au taux national de 15,4 %"
        );
        // 8 450 inhabitants × 0.820099 × 0.154 = 1 067.
        assert_eq!(need.number, "1\u{202f}070");
        assert!(need.interval.starts_with("entre "), "{}", need.interval);
    }

    #[test]
    fn the_absence_of_local_measures_is_said() {
        let warnings = need().warnings;
        assert!(
            warnings
                .iter()
                .any(|words| words.starts_with("Aucune mesure locale")),
            "{warnings:?}"
        );
    }

    #[test]
    fn a_rate_from_memory_is_marked_and_never_cited() {
        let need = need();
        let doubtful: Vec<&str> = need
            .bands
            .iter()
            .filter(|band| band.doubt.is_some())
            .map(|band| band.name.as_str())
            .collect();
        assert_eq!(doubtful, ["40 à 59 ans"]);
        assert!(
            need.sources
                .iter()
                .all(|source| !source.words.contains("mémoire"))
        );
        assert!(
            need.unsourced
                .iter()
                .any(|doubt| doubt.flag == "de mémoire, à vérifier")
        );
    }

    #[test]
    fn every_source_is_listed_once_with_its_year() {
        let sources = need().sources;
        assert!(sources.len() >= 2);
        for (place, source) in sources.iter().enumerate() {
            assert!(source.words.contains("année décrite"), "{}", source.words);
            assert!(!sources[..place].contains(source), "{}", source.words);
        }
    }
}
