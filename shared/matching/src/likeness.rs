//! How much two places look like one.

use portrea_territory::great_circle_m;

use crate::sketch::Sketch;
use crate::words::shared;

/// From this score on, two places are shown as probably one.
pub const LIKELY: f64 = 0.5;
/// Places of two communes are compared when they are no further apart than this, in metres.
pub const NEAR_M: f64 = 300.0;

/// A whole name in common is enough by itself; most of one is not.
const NAME: f64 = 0.7;
/// A telephone in common is enough by itself, but for two kinds of places.
const PHONE: f64 = 0.5;
const EMAIL: f64 = 0.5;
/// A building may hold several places.
const ADDRESS: f64 = 0.3;
const OTHER_ADDRESS: f64 = -0.15;
const SAME_SPOT: f64 = 0.2;
const FAR_APART: f64 = -0.15;
/// Two kinds of places are two places.
const OTHER_KIND: f64 = -1.0;

/// The same building.
const SPOT_M: f64 = 40.0;
/// Another part of the commune.
const FAR_M: f64 = 1_500.0;
/// From this share of words on, two names are said to be close.
const CLOSE_NAME: f64 = 0.5;

/// How much two places look like one.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Below 0 when more speaks against than for it; [`LIKELY`] and above are probably one.
    pub score: f64,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Reason>,
}

impl Likeness {
    /// Whether they are probably one.
    #[must_use]
    pub fn is_likely(&self) -> bool {
        self.score >= LIKELY
    }
}

/// Something that speaks for two places being one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// The same name, but for common words.
    SameName,
    /// Names with most words in common.
    CloseName,
    /// The same telephone.
    SamePhone,
    /// The same mail address.
    SameEmail,
    /// The same number and street.
    SameAddress,
    /// So many metres apart.
    Near(u32),
}

impl Reason {
    /// The French words people read.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::SameName => "même nom".to_owned(),
            Self::CloseName => "nom proche".to_owned(),
            Self::SamePhone => "même téléphone".to_owned(),
            Self::SameEmail => "même adresse mail".to_owned(),
            Self::SameAddress => "même adresse".to_owned(),
            Self::Near(0) => "au même endroit".to_owned(),
            Self::Near(metres) => format!("à {metres} m"),
        }
    }
}

/// Compares two places; nothing when they are in two communes and not near each other, so that nothing is to compare.
/// The same both ways.
#[must_use]
pub fn compare(one: &Sketch, other: &Sketch) -> Option<Likeness> {
    let apart_m = one
        .point
        .zip(other.point)
        .map(|(one, other)| great_circle_m(one, other));
    let here = one.commune.is_some() && one.commune == other.commune;
    if !here && apart_m.is_none_or(|metres| metres > NEAR_M) {
        return None;
    }
    let mut likeness = Likeness {
        score: 0.0,
        reasons: Vec::new(),
    };
    likeness.hear_names(one, other);
    if same(one.phone.as_ref(), other.phone.as_ref()) == Some(true) {
        likeness.add(PHONE, Reason::SamePhone);
    }
    if same(one.email.as_ref(), other.email.as_ref()) == Some(true) {
        likeness.add(EMAIL, Reason::SameEmail);
    }
    likeness.hear_addresses(one, other);
    likeness.hear_distance(apart_m);
    if !one.kinds.is_empty() && !other.kinds.is_empty() && one.kinds.is_disjoint(&other.kinds) {
        likeness.score += OTHER_KIND;
    }
    Some(likeness)
}

/// Whether two facts agree; nothing when one is unknown.
fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<bool> {
    Some(one? == other?)
}

impl Likeness {
    fn add(&mut self, weight: f64, reason: Reason) {
        self.score += weight;
        self.reasons.push(reason);
    }

    fn hear_names(&mut self, one: &Sketch, other: &Sketch) {
        if one.raw_name.is_empty() || other.raw_name.is_empty() {
            return;
        }
        let is_same = one.raw_name == other.raw_name
            || (one.name.whole == other.name.whole && !one.name.whole.is_empty());
        let share = if is_same {
            1.0
        } else {
            shared(&one.name.words, &other.name.words)
        };
        if share >= 1.0 {
            self.add(NAME, Reason::SameName);
        } else if share >= CLOSE_NAME {
            self.add(NAME * share, Reason::CloseName);
        } else {
            self.score += NAME * share;
        }
    }

    fn hear_addresses(&mut self, one: &Sketch, other: &Sketch) {
        let addresses = one.address.as_ref().zip(other.address.as_ref());
        match addresses.and_then(|(one, other)| one.is(other)) {
            Some(true) => self.add(ADDRESS, Reason::SameAddress),
            Some(false) => self.score += OTHER_ADDRESS,
            None => {}
        }
    }

    fn hear_distance(&mut self, apart_m: Option<f64>) {
        let Some(apart_m) = apart_m else { return };
        if apart_m > FAR_M {
            self.score += FAR_APART;
        } else if apart_m <= NEAR_M {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a distance between 0 and 300 m"
            )]
            let tens = (apart_m / 10.0).round() as u32 * 10;
            let weight = if apart_m <= SPOT_M { SAME_SPOT } else { 0.0 };
            self.add(weight, Reason::Near(tens));
        }
    }
}
