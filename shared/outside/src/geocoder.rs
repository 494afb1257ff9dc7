//! A geocoder: from an address in words to a point, as the Base Adresse Nationale answers (Géoplateforme, or one's own).

mod answer;
mod batch;

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use portrea_domain::position::Precision;
use portrea_domain::territory::CommuneCode;
use reqwest::Url;
use tokio::time::Instant;

use crate::client::Outside;
use crate::error::OutsideError;

/// An answer less sure than this is none.
///
/// The service scores how much of the question its answer holds, between 0 and 1. An address found as written scores
/// 0.9 and more, one with a word missing or abbreviated 0.7 to 0.9; under 0.5 another street of the commune comes first.
/// 0.6 keeps the mistyped and drops the invented; the commune of the answer is checked besides.
pub const LEAST_SCORE: f64 = 0.6;

/// After a failure the service is left alone for so long: forms are saved without waiting for it.
const REST: Duration = Duration::from_secs(30);
/// What the service takes: three characters at least, two hundred at most.
const SHORTEST: usize = 3;
const LONGEST: usize = 200;

/// An address to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Number and street, or hamlet.
    pub address: String,
    /// Its post code, when it is known.
    pub postal_code: Option<String>,
    /// Name of its commune.
    pub commune_name: String,
    /// The commune: an answer elsewhere is refused.
    pub commune: CommuneCode,
}

/// Where an address is.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// Latitude and longitude in degrees.
    pub point: (f64, f64),
    /// How precisely: never the commune alone.
    pub precision: Precision,
    /// How sure the service is, between 0 and 1.
    pub score: f64,
}

/// A geocoder.
#[derive(Debug)]
pub struct Geocoder {
    outside: Outside,
    search: Url,
    batch: Url,
    resting: Mutex<Option<Instant>>,
}

impl Geocoder {
    /// The geocoder at a base address, like `https://data.geopf.fr/geocodage`.
    pub fn new(outside: Outside, base: &str) -> Result<Self, OutsideError> {
        let at = |path: &str| {
            let text = format!("{}/{path}", base.trim().trim_end_matches('/'));
            let url: Url = text.parse().map_err(|_invalid| OutsideError::Address)?;
            let is_web = matches!(url.scheme(), "http" | "https");
            is_web.then_some(url).ok_or(OutsideError::Address)
        };
        Ok(Self {
            outside,
            search: at("search")?,
            batch: at("search/csv")?,
            resting: Mutex::new(None),
        })
    }

    /// Where an address is; nothing when the service does not know it, is not sure enough, or knows only its commune.
    pub async fn search(&self, sought: &Sought) -> Result<Option<Located>, OutsideError> {
        let Some(words) = sought.words() else {
            return Ok(None);
        };
        self.require_rested()?;
        let mut query = vec![
            ("q", words.as_str()),
            ("citycode", sought.commune.as_str()),
            ("limit", "1"),
            ("autocomplete", "0"),
        ];
        query.extend(
            sought
                .postal_code
                .as_deref()
                .map(|postal_code| ("postcode", postal_code)),
        );
        let answered = self.outside.get(&self.search, &query).await;
        let answered = answered.and_then(|bytes| answer::read(&bytes, &sought.commune));
        self.noted(answered)
    }

    /// Where many addresses are, in their order, with one question.
    pub async fn search_many(
        &self,
        sought: &[Sought],
    ) -> Result<Vec<Option<Located>>, OutsideError> {
        self.require_rested()?;
        let form = batch::form(sought)?;
        let answered = self.outside.post_file(&self.batch, form).await;
        let answered = answered.and_then(|bytes| batch::read(&bytes, sought));
        self.noted(answered)
    }

    fn require_rested(&self) -> Result<(), OutsideError> {
        let resting = *self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        match resting {
            Some(until) if Instant::now() < until => Err(OutsideError::Resting),
            _ => Ok(()),
        }
    }

    fn noted<T>(&self, answered: Result<T, OutsideError>) -> Result<T, OutsideError> {
        let until = answered.as_ref().err().map(|error| {
            tracing::warn!(%error, "outside.geocoder");
            Instant::now() + REST
        });
        *self.resting.lock().unwrap_or_else(PoisonError::into_inner) = until;
        answered
    }
}

impl Sought {
    /// The question in one line, as the service takes it; nothing when there is no address to ask for.
    fn words(&self) -> Option<String> {
        let address = self
            .address
            .trim_start_matches(|c: char| !c.is_alphanumeric());
        if address.chars().count() < SHORTEST {
            return None;
        }
        let code = self.postal_code.as_deref().unwrap_or_default();
        let words = format!("{address} {code} {}", self.commune_name);
        let words: Vec<&str> = words.split_whitespace().collect();
        Some(words.join(" ").chars().take(LONGEST).collect())
    }
}

/// What an answer of the service is worth: a point of that commune, sure enough, more precise than the commune.
fn judged(kind: &str, score: f64, commune: &str, point: (f64, f64)) -> Verdict {
    let precision = match kind {
        "housenumber" => Precision::Number,
        "street" => Precision::Street,
        "locality" => Precision::Place,
        _ => return Verdict::Nowhere,
    };
    Verdict::Point {
        located: Located {
            point,
            precision,
            score,
        },
        commune: commune.to_owned(),
    }
}

/// What one answer says, before it is believed.
enum Verdict {
    /// The commune, or something that is no address.
    Nowhere,
    /// A point in a commune.
    Point { located: Located, commune: String },
}

impl Verdict {
    fn believed(self, wanted: &CommuneCode) -> Option<Located> {
        let Self::Point { located, commune } = self else {
            return None;
        };
        let (lat, lon) = located.point;
        let is_on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        let is_sure = (LEAST_SCORE..=1.0).contains(&located.score);
        (is_on_earth && is_sure && commune == wanted.as_str()).then_some(located)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(address: &str) -> Sought {
        Sought {
            address: address.to_owned(),
            postal_code: Some("35360".to_owned()),
            commune_name: "Montauban-de-Bretagne".to_owned(),
            commune: "35184".parse().unwrap(),
        }
    }

    #[test]
    fn a_question_fits_what_the_service_takes() {
        assert_eq!(
            sought("  — 3  rue de\nla Gare").words().as_deref(),
            Some("3 rue de la Gare 35360 Montauban-de-Bretagne")
        );
        assert_eq!(sought(" ?? 3").words(), None);
        let long = sought(&"é".repeat(300)).words().unwrap();
        assert_eq!(long.chars().count(), LONGEST);
    }

    #[test]
    fn the_least_score_is_enough_and_just_under_is_not() {
        let believed = |score| {
            judged("street", score, "35184", (48.0, -2.0)).believed(&"35184".parse().unwrap())
        };
        assert!(believed(LEAST_SCORE).is_some());
        for score in [LEAST_SCORE - 0.001, 1.1, f64::NAN] {
            assert!(believed(score).is_none(), "{score}");
        }
    }
}
