//! Positions: a point, and how precisely it is known. A point without its precision passes for an address.

use std::str::FromStr;

use crate::answer::parse_position;
use crate::document::{Document, Path, Value};
use crate::questionnaire::Choice;

/// Field of the point.
pub const POSITION: &str = "place.position";
/// Field of its precision.
pub const PRECISION: &str = "place.position_precision";
/// Field of the accuracy a telephone told, in metres.
pub const ACCURACY: &str = "place.position_accuracy";

/// A telephone that is less sure than this does not say where a place is, in metres.
pub const WORST_ACCURACY_M: f64 = 100.0;

/// How precisely a position is known.
///
/// A listing without a precision has the point its source gave: the source answers for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The point of the number in its street.
    Number,
    /// Somewhere in the street.
    Street,
    /// A hamlet or a named place.
    Place,
    /// Only the commune is known: there is no point of its own.
    Commune,
    /// A person on site told it with their telephone.
    OnSite,
    /// A person put the point on the map.
    Moved,
}

impl Precision {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Number,
        Self::Street,
        Self::Place,
        Self::Commune,
        Self::OnSite,
        Self::Moved,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Street => "street",
            Self::Place => "place",
            Self::Commune => "commune",
            Self::OnSite => "on_site",
            Self::Moved => "moved",
        }
    }

    /// The French words people read after “position”.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Number => "au numéro de l’adresse",
            Self::Street => "dans la rue, sans le numéro",
            Self::Place => "au lieu-dit",
            Self::Commune => "au centre de la commune : l’endroit exact n’est pas connu",
            Self::OnSite => "relevée sur place",
            Self::Moved => "placée à la main sur la carte",
        }
    }

    /// Whether somebody put the point there themselves: a machine does not move it again without a reason.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::OnSite | Self::Moved)
    }

    /// Whether the point can be compared with another at a street's scale.
    #[must_use]
    pub const fn is_precise(self) -> bool {
        matches!(self, Self::Number | Self::OnSite | Self::Moved)
    }
}

impl FromStr for Precision {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|precision| precision.as_str() == text)
            .ok_or_else(|| format!("unknown precision “{text}”"))
    }
}

/// The precisions as choices of a question that is never asked.
pub(crate) const CHOICES: &[Choice] = &[
    choice(Precision::Number),
    choice(Precision::Street),
    choice(Precision::Place),
    choice(Precision::Commune),
    choice(Precision::OnSite),
    choice(Precision::Moved),
];

const fn choice(precision: Precision) -> Choice {
    Choice {
        code: precision.as_str(),
        label: precision.label(),
    }
}

/// A point, and how precisely it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Latitude and longitude in degrees; nothing when only the commune is known.
    pub point: Option<(f64, f64)>,
    /// How precisely; nothing when the source of the listing gave the point without saying.
    pub precision: Option<Precision>,
    /// What the telephone said of its accuracy, in metres.
    pub accuracy_m: Option<f64>,
}

impl Position {
    /// Where a document says the place is. A point said to be only that of the commune is none.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let precision = document
            .text(PRECISION)
            .and_then(|text| text.parse::<Precision>().ok());
        let point = document
            .text(POSITION)
            .and_then(parse_position)
            .filter(|_| precision != Some(Precision::Commune));
        let accuracy_m = document
            .get(&Path::field(ACCURACY))
            .and_then(Value::as_number);
        Self {
            point,
            precision,
            accuracy_m: accuracy_m.filter(|_| precision == Some(Precision::OnSite)),
        }
    }

    /// How it is known, in French words.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.point, self.precision, self.accuracy_m) {
            (None, ..) | (_, Some(Precision::Commune), _) => Precision::Commune.label().to_owned(),
            (Some(_), None, _) => "donnée par la source de la fiche".to_owned(),
            (Some(_), Some(Precision::OnSite), Some(metres)) => {
                format!("{}, à {metres:.0} m près", Precision::OnSite.label())
            }
            (Some(_), Some(precision), _) => precision.label().to_owned(),
        }
    }

    /// Its values by field: withdrawn ones are there too, so that an old accuracy never stays beside a new point.
    #[must_use]
    pub fn values(&self) -> [(&'static str, Option<String>); 3] {
        [
            (
                POSITION,
                self.point.map(|(lat, lon)| format!("{lat:.6},{lon:.6}")),
            ),
            (
                PRECISION,
                self.precision
                    .map(|precision| precision.as_str().to_owned()),
            ),
            (
                ACCURACY,
                self.accuracy_m.map(|metres| format!("{metres:.0}")),
            ),
        ]
    }

    /// Only the commune is known.
    #[must_use]
    pub const fn commune() -> Self {
        Self {
            point: None,
            precision: Some(Precision::Commune),
            accuracy_m: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::read;
    use crate::questionnaire::question;

    fn document(values: &[(&str, &str)]) -> Document {
        values
            .iter()
            .map(|(key, text)| {
                let answer = read(question(key).unwrap(), &[(*text).to_owned()]).unwrap();
                (Path::field(key), answer.unwrap())
            })
            .collect()
    }

    #[test]
    fn a_point_without_a_precision_is_the_one_its_source_gave() {
        let position = Position::of(&document(&[(POSITION, "48.05,-1.95")]));
        assert_eq!(position.point, Some((48.05, -1.95)));
        assert_eq!(position.words(), "donnée par la source de la fiche");
    }

    #[test]
    fn the_centre_of_a_commune_never_passes_for_a_point() {
        let known = document(&[(POSITION, "48.05,-1.95"), (PRECISION, "commune")]);
        let position = Position::of(&known);
        assert_eq!(position.point, None);
        assert!(position.words().starts_with("au centre de la commune"));
        assert_eq!(Position::of(&Document::default()).words(), position.words());
    }

    #[test]
    fn every_position_comes_back_from_its_values() {
        for precision in Precision::ALL {
            let position = Position {
                point: (precision != Precision::Commune).then_some((48.123_456, -1.5)),
                precision: Some(precision),
                accuracy_m: (precision == Precision::OnSite).then_some(12.0),
            };
            let values: Vec<(&str, String)> = position
                .values()
                .into_iter()
                .filter_map(|(key, text)| Some((key, text?)))
                .collect();
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(key, text)| (*key, text.as_str()))
                .collect();
            assert_eq!(Position::of(&document(&values)), position, "{precision:?}");
        }
    }

    #[test]
    fn an_accuracy_is_only_said_of_a_point_told_on_site() {
        let told = document(&[
            (POSITION, "48.05,-1.95"),
            (PRECISION, "on_site"),
            (ACCURACY, "35"),
        ]);
        assert_eq!(
            Position::of(&told).words(),
            "relevée sur place, à 35 m près"
        );
        let moved = document(&[
            (POSITION, "48.05,-1.95"),
            (PRECISION, "moved"),
            (ACCURACY, "35"),
        ]);
        assert_eq!(Position::of(&moved).accuracy_m, None);
    }
}
