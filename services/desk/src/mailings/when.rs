//! Moments of a send in words: when it leaves, why not sooner, how long is left.

use chrono::{Datelike as _, NaiveDate, Weekday};
use chrono_tz::Tz;
use portrea_domain::Timestamp;
use portrea_domain::holidays::public_holiday;
use portrea_domain::sending::Office;
use portrea_render::french;

use crate::words::counted;

/// « lundi 2 novembre à 9 h 10 »; with the year when it is another one.
pub(crate) fn moment(at: Timestamp, now: Timestamp, zone: Tz) -> String {
    let same_year = at.local(zone).year() == now.local(zone).year();
    let day = if same_year {
        french::day_without_year(at, zone)
    } else {
        french::day(at, zone)
    };
    format!("{day} à {}", french::hour(at, zone))
}

/// « de 8 h 30 à 18 h ».
pub(crate) fn office_hours(office: &Office) -> String {
    let at = |time| {
        let day = NaiveDate::default().and_time(time);
        french::hour(Timestamp::from_local(day, chrono_tz::UTC), chrono_tz::UTC)
    };
    format!(
        "de {} à {}",
        at(office.rules.opens),
        at(office.rules.closes)
    )
}

/// Why a mail that could leave at `asked` leaves later, when it does: nights, weekends, holidays by their names.
pub(super) fn why_later(office: &Office, asked: Timestamp) -> Option<String> {
    let leaves = office.next_open(asked);
    if leaves <= asked {
        return None;
    }
    let local = asked.local(office.zone).naive_local();
    let mut reasons = Vec::new();
    match closed_on(local.date(), office) {
        Some(reason) => reasons.push(reason),
        None if local.time() < office.rules.opens => {
            reasons.push("ce sera avant l’ouverture des bureaux".to_owned());
        }
        None => reasons.push("ce sera après la fermeture des bureaux".to_owned()),
    }
    let last = leaves.local(office.zone).date_naive();
    let between = local.date().iter_days().skip(1);
    for day in between.take_while(|day| *day < last) {
        if let Some(reason) = closed_on(day, office)
            && !reasons.contains(&reason)
        {
            reasons.push(reason);
        }
    }
    Some(french::list(&reasons))
}

fn closed_on(day: NaiveDate, office: &Office) -> Option<String> {
    if let Some(name) = public_holiday(day, office.area) {
        let at = Timestamp::midnight(day, office.zone);
        let date = french::day_without_year(at, office.zone);
        return Some(format!("le {date} est férié ({name})"));
    }
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        .then(|| "les bureaux sont fermés la fin de semaine".to_owned())
}

/// « 7 minutes », « 3 heures », « 4 jours »: how long until a moment to come.
pub(super) fn remaining(now: Timestamp, at: Timestamp) -> String {
    let minutes = usize::try_from((at.millis() - now.millis() + 59_999) / 60_000).unwrap_or(0);
    match minutes {
        0..=1 => "moins d’une minute".to_owned(),
        2..=119 => counted(minutes, "minute", "minutes"),
        120..=2_879 => counted(minutes / 60, "heure", "heures"),
        _ => counted(minutes / 1_440, "jour", "jours"),
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::clock::PARIS;
    use portrea_domain::holidays::HolidayArea;
    use portrea_domain::sending::SendingRules;

    use super::*;

    fn at(wall: &str) -> Timestamp {
        Timestamp::from_local(wall.parse().unwrap(), PARIS)
    }

    fn office() -> Office {
        Office {
            zone: PARIS,
            area: HolidayArea::National,
            rules: SendingRules::default(),
        }
    }

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn a_mail_that_waits_says_for_what() {
        for (asked, why) in [
            ("2026-11-03T10:00:00", None),
            (
                "2026-11-03T07:00:00",
                Some("ce sera avant l’ouverture des bureaux"),
            ),
            (
                "2026-11-10T19:00:00",
                Some(
                    "ce sera après la fermeture des bureaux et le mercredi 11 novembre est férié (11 novembre 1918)",
                ),
            ),
            (
                "2026-04-03T18:30:00",
                Some(
                    "ce sera après la fermeture des bureaux, les bureaux sont fermés la fin de semaine et le lundi 6 avril est férié (lundi de Pâques)",
                ),
            ),
        ] {
            assert_eq!(
                why_later(&office(), at(asked)),
                why.map(str::to_owned),
                "{asked}"
            );
        }
    }

    #[test]
    fn moments_and_delays_are_said_as_people_do() {
        let now = at("2026-12-30T09:00:30");
        assert_eq!(
            plain(&moment(at("2026-12-31T09:10:00"), now, PARIS)),
            "jeudi 31 décembre à 9 h 10"
        );
        assert_eq!(
            plain(&moment(at("2027-01-04T08:30:00"), now, PARIS)),
            "lundi 4 janvier 2027 à 8 h 30"
        );
        assert_eq!(plain(&office_hours(&office())), "de 8 h 30 à 18 h");
        for (at, left) in [
            (now.plus_seconds(40), "moins d’une minute"),
            (now.plus_minutes(7), "7 minutes"),
            (now.plus_hours(5), "5 heures"),
            (now.plus_days(3), "3 jours"),
        ] {
            assert_eq!(remaining(now, at), left);
        }
    }
}
