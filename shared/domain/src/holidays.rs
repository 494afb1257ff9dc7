//! French public holidays, computed: the national ones, and those of Alsace-Moselle and overseas.
//!
//! Source: Code du travail, articles L3133-1 (national), L3134-13 (Alsace-Moselle) and L3422-2 (overseas); the local
//! laws of the Pacific territories for the last three.

use chrono::{Datelike as _, Days, NaiveDate};

/// Where the list of public holidays is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HolidayArea {
    /// Metropolitan France, and Saint-Pierre-et-Miquelon, which adds none.
    National,
    /// Bas-Rhin, Haut-Rhin and Moselle.
    AlsaceMoselle,
    /// Guadeloupe.
    Guadeloupe,
    /// Martinique.
    Martinique,
    /// Guyane.
    Guyane,
    /// La Réunion.
    Reunion,
    /// Mayotte.
    Mayotte,
    /// Saint-Barthélemy.
    SaintBarthelemy,
    /// Saint-Martin.
    SaintMartin,
    /// Wallis-et-Futuna.
    WallisFutuna,
    /// Polynésie française.
    Polynesie,
    /// Nouvelle-Calédonie.
    NouvelleCaledonie,
}

impl HolidayArea {
    /// The area of a département or of an overseas territory, by its code.
    #[must_use]
    pub fn of_departement(code: &str) -> Self {
        match code {
            "57" | "67" | "68" => Self::AlsaceMoselle,
            "971" => Self::Guadeloupe,
            "972" => Self::Martinique,
            "973" => Self::Guyane,
            "974" => Self::Reunion,
            "976" => Self::Mayotte,
            "977" => Self::SaintBarthelemy,
            "978" => Self::SaintMartin,
            "986" => Self::WallisFutuna,
            "987" => Self::Polynesie,
            "988" => Self::NouvelleCaledonie,
            _ => Self::National,
        }
    }

    /// Holidays with a fixed date that are added there: month, day, name.
    const fn added(self) -> &'static [(u32, u32, &'static str)] {
        const ABOLITION: &str = "abolition de l’esclavage";
        match self {
            Self::National => &[],
            Self::AlsaceMoselle => &[(12, 26, "Saint-Étienne")],
            Self::Guadeloupe => &[(5, 27, ABOLITION)],
            Self::Martinique => &[(5, 22, ABOLITION)],
            Self::Guyane => &[(6, 10, ABOLITION)],
            Self::Reunion => &[(12, 20, ABOLITION)],
            Self::Mayotte => &[(4, 27, ABOLITION)],
            Self::SaintBarthelemy => &[(10, 9, ABOLITION)],
            Self::SaintMartin => &[(5, 28, ABOLITION)],
            Self::WallisFutuna => &[
                (4, 28, "Saint-Pierre-Chanel"),
                (7, 29, "fête du territoire"),
            ],
            Self::Polynesie => &[(3, 5, "arrivée de l’Évangile"), (11, 20, "Matari’i")],
            Self::NouvelleCaledonie => &[(9, 24, "fête de la citoyenneté")],
        }
    }

    const fn keeps_good_friday(self) -> bool {
        matches!(self, Self::AlsaceMoselle | Self::Polynesie)
    }
}

/// The national holidays with a fixed date: month, day, name.
const FIXED: [(u32, u32, &str); 8] = [
    (1, 1, "jour de l’An"),
    (5, 1, "fête du Travail"),
    (5, 8, "8 mai 1945"),
    (7, 14, "fête nationale"),
    (8, 15, "Assomption"),
    (11, 1, "Toussaint"),
    (11, 11, "11 novembre 1918"),
    (12, 25, "Noël"),
];

/// The name of the public holiday that falls on `date` in `area`, if one does.
#[must_use]
pub fn public_holiday(date: NaiveDate, area: HolidayArea) -> Option<&'static str> {
    let day = (date.month(), date.day());
    let fixed = FIXED.iter().chain(area.added());
    if let Some((_, _, name)) = fixed.into_iter().find(|(m, d, _)| (*m, *d) == day) {
        return Some(name);
    }
    let easter = easter(date.year())?;
    let days_after = date.signed_duration_since(easter).num_days();
    match days_after {
        -2 if area.keeps_good_friday() => Some("Vendredi saint"),
        1 => Some("lundi de Pâques"),
        39 => Some("Ascension"),
        50 => Some("lundi de Pentecôte"),
        _ => None,
    }
}

/// Easter Sunday of a year (the anonymous Gregorian computus: J. Meeus, Astronomical Algorithms, chapter 8). None
/// beyond the years a date can have.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_correction + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * shift;
    let start = NaiveDate::from_ymd_opt(year, 3, 22)?;
    start.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(date: &str, departement: &str) -> Option<&'static str> {
        public_holiday(
            date.parse().unwrap(),
            HolidayArea::of_departement(departement),
        )
    }

    #[test]
    fn easter_falls_where_almanacs_say() {
        for (year, date) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2011, "2011-04-24"),
            (2024, "2024-03-31"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year).unwrap().to_string(), date);
        }
    }

    #[test]
    fn the_eleven_national_holidays_of_2026_are_known() {
        let year = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let found: Vec<String> = year
            .iter_days()
            .take(365)
            .filter(|date| public_holiday(*date, HolidayArea::National).is_some())
            .map(|date| date.format("%m-%d").to_string())
            .collect();
        assert_eq!(
            found,
            [
                "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01",
                "11-11", "12-25"
            ]
        );
    }

    #[test]
    fn alsace_and_overseas_have_days_of_their_own() {
        assert_eq!(on("2026-12-26", "67"), Some("Saint-Étienne"));
        assert_eq!(on("2026-04-03", "57"), Some("Vendredi saint"));
        assert_eq!(on("2026-12-26", "35"), None);
        for (date, departement) in [
            ("2026-05-27", "971"),
            ("2026-05-22", "972"),
            ("2026-06-10", "973"),
            ("2026-12-20", "974"),
            ("2026-04-27", "976"),
            ("2026-10-09", "977"),
            ("2026-05-28", "978"),
        ] {
            assert_eq!(on(date, departement), Some("abolition de l’esclavage"));
            assert_eq!(on(date, "35"), None);
        }
        assert_eq!(on("2026-09-24", "988"), Some("fête de la citoyenneté"));
    }
}
