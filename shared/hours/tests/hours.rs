//! OSM texts: accepted, refused, evaluated, said in French.

use chrono::{NaiveDate, NaiveDateTime};
use portrea_hours::{Hours, HoursError, Week};

#[expect(clippy::unwrap_used, reason = "the texts of these tests are readable")]
fn hours(text: &str) -> Hours {
    Hours::parse(text).unwrap()
}

fn french(text: &str) -> String {
    hours(text).to_french().replace('\u{a0}', " ")
}

#[expect(clippy::unwrap_used, reason = "the dates of these tests exist")]
fn at((year, month, day): (i32, u32, u32), (hour, minute): (u32, u32)) -> NaiveDateTime {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    date.and_hms_opt(hour, minute, 0).unwrap()
}

#[test]
fn blanks_around_are_removed_and_the_text_is_kept() {
    let hours: Hours = "  Mo-Fr 09:00-12:00 \n".parse().unwrap();
    assert_eq!(hours.as_osm(), "Mo-Fr 09:00-12:00");
    assert_eq!(hours.to_string(), hours.as_osm());
}

#[test]
fn what_is_no_opening_hours_is_refused() {
    assert_eq!(Hours::parse(" \t"), Err(HoursError::Empty));
    let long = format!("Mo-Fr 09:00-12:00 \"{}\"", "é".repeat(240));
    assert_eq!(Hours::parse(&long), Err(HoursError::TooLong { chars: 260 }));
    for text in [
        "lundi 9h-12h",
        "Mo 25:00-26:00",
        "Mo-Fr 09:00",
        "Mo (dusk+20:00)-26:00",
        "10:00-12:00 / 24:00",
    ] {
        assert!(
            matches!(Hours::parse(text), Err(HoursError::Unreadable { .. })),
            "{text}"
        );
    }
}

#[test]
fn accented_comments_count_as_characters() {
    let text = format!("Mo 09:00-12:00 \"{}\"", "é".repeat(238));
    assert_eq!(text.chars().count(), 255);
    assert!(Hours::parse(&text).is_ok());
}

#[test]
fn a_later_rule_takes_the_place_of_an_earlier_one() {
    let week = hours("Mo-Fr 09:00-12:00; Fr 14:00-17:00; We off")
        .week()
        .unwrap();
    assert_eq!(week.to_osm(), "Mo-Tu,Th 09:00-12:00; Fr 14:00-17:00");
    assert_eq!(
        hours("Mo 09:00-12:00, Mo 14:00-17:00")
            .week()
            .unwrap()
            .to_osm(),
        "Mo 09:00-12:00,14:00-17:00"
    );
    assert_eq!(
        hours("Mo-Fr 09:00-17:00; We 12:00-14:00 off")
            .week()
            .unwrap()
            .minutes(),
        5 * 480 - 120
    );
}

#[test]
fn always_open_and_always_closed_are_weeks() {
    assert_eq!(hours("24/7").week().unwrap().minutes(), 10_080);
    assert_eq!(hours("off").week(), Some(Week::closed()));
    assert_eq!(hours("Mo-Su off").week(), Some(Week::closed()));
}

#[test]
fn what_a_week_cannot_say_is_no_week() {
    for text in [
        "Mo-Fr 09:00-12:00; PH off",
        "Jul-Aug Mo-Fr 09:00-12:00",
        "Mo 09:00-12:00 \"sur rendez-vous\"",
        "Sa[1] 10:00-12:00",
        "Fr 20:00-02:00",
        "Mo 09:00+",
        "Mo sunrise-sunset",
        "week 1-53/2 Mo 09:00-12:00",
        "Mo 09:00-12:00 unknown",
        "2026 Mo 09:00-12:00",
    ] {
        assert_eq!(hours(text).week(), None, "{text}");
    }
}

#[test]
fn a_place_is_open_from_its_first_minute_to_the_one_before_its_last() {
    let hours = hours("Mo-Fr 09:00-12:00,14:00-17:00");
    let monday = (2026, 3, 2);
    assert!(!hours.is_open(at(monday, (8, 59))));
    assert!(hours.is_open(at(monday, (9, 0))));
    assert!(hours.is_open(at(monday, (11, 59))));
    assert!(!hours.is_open(at(monday, (12, 0))));
    assert!(!hours.is_open(at((2026, 3, 7), (10, 0))));
}

#[test]
fn a_place_closed_on_public_holidays_is_closed_on_the_14th_of_july() {
    let hours = hours("Mo-Fr 09:00-12:00; PH off");
    assert!(!hours.is_open(at((2026, 7, 14), (10, 0))));
    assert!(hours.is_open(at((2026, 7, 15), (10, 0))));
}

#[test]
fn a_night_goes_on_after_midnight() {
    let hours = hours("Fr 20:00-02:00");
    assert!(hours.is_open(at((2026, 3, 6), (23, 0))));
    assert!(hours.is_open(at((2026, 3, 7), (1, 59))));
    assert!(!hours.is_open(at((2026, 3, 7), (2, 0))));
}

#[test]
fn on_demand_is_not_open() {
    assert!(!hours("\"sur rendez-vous\"").is_open(at((2026, 3, 2), (10, 0))));
    assert_eq!(hours("Mo \"sur rendez-vous\"").weekly_minutes(), 0);
    assert!(hours("Mo 09:00-12:00 \"sur rendez-vous\"").is_open(at((2026, 3, 2), (10, 0))));
}

#[test]
fn an_ordinary_week_is_an_average() {
    assert_eq!(hours("Mo-Fr 09:00-12:00").weekly_minutes(), 900);
    assert_eq!(hours("Mo-Fr 09:00-12:00; PH off").weekly_minutes(), 900);
    assert_eq!(hours("week 1-53/2 Mo 09:00-12:00").weekly_minutes(), 90);
    assert_eq!(
        hours("Sa[1] 10:00-12:00").weekly_minutes(),
        28,
        "twelve Saturdays out of fifty-two weeks"
    );
    assert_eq!(hours("2026 Mo 09:00-12:00").weekly_minutes(), 180);
    assert_eq!(
        hours("Mo 09:00-12:00; 2026 Dec 24 off").weekly_minutes(),
        180
    );
    assert_eq!(hours("Mo-Su off").weekly_minutes(), 0);
}

#[test]
fn a_plain_week_is_said_by_days() {
    insta::assert_snapshot!(
        french("Mo-Fr 09:00-12:00,14:00-17:00; We off"),
        @"lundi, mardi, jeudi et vendredi : 9 h – 12 h et 14 h – 17 h"
    );
    insta::assert_snapshot!(
        french("Mo-Fr 08:30-12:00; Sa 10:00-24:00"),
        @"du lundi au vendredi : 8 h 30 – 12 h ; samedi : 10 h – minuit"
    );
    insta::assert_snapshot!(french("24/7"), @"tous les jours : 24 h sur 24");
}

#[test]
fn holidays_months_and_comments_are_said_in_words() {
    let said: Vec<String> = [
        "Mo-Fr 09:00-12:00; PH off",
        "Mo-Fr 09:00-17:00; Jul-Aug Mo-Fr 09:00-12:00",
        "Mo-Fr 09:00-17:00; Aug off",
        "Mo-Fr 09:00-17:00; Dec 24-Jan 1 off \"congés\"",
        "Apr-Oct Sa 10:00-12:00; Sep-Jan: We 14:00-17:00",
        "Mo-Fr 09:00-12:00 \"sur rendez-vous\"",
        "\"sur rendez-vous\"",
        "Mo 09:00-12:00 || \"sur rendez-vous\"",
        "Sa[1] 10:00-12:00",
        "We[1,3] 14:00-17:00",
        "We[-1] 14:00-17:00",
        "week 1-53/2 Mo 09:00-12:00; week 2-52/2 Tu 09:00-12:00",
        "Mo-Fr 09:00-12:00; SH off",
        "Fr 20:00-02:00",
        "Mo 14:00+",
        "Mo-Su sunrise-sunset",
        "Mo 09:00-12:00; Tu 09:00-12:00 unknown",
        "Mo-Fr 09:00-12:00, PH 10:00-12:00",
        "2026 Mar 3-2026 Mar 5 09:00-12:00",
    ]
    .iter()
    .map(|text| french(text))
    .collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    du lundi au vendredi : 9 h – 12 h ; fermé les jours fériés
    du lundi au vendredi : 9 h – 17 h ; en juillet et août, du lundi au vendredi : 9 h – 12 h
    du lundi au vendredi : 9 h – 17 h ; fermé en août
    du lundi au vendredi : 9 h – 17 h ; fermé du 24 décembre au 1er janvier (congés)
    d’avril à octobre, samedi : 10 h – 12 h ; de septembre à janvier, mercredi : 14 h – 17 h
    du lundi au vendredi : 9 h – 12 h (sur rendez-vous)
    sur rendez-vous
    lundi : 9 h – 12 h ; sinon, sur rendez-vous
    le premier samedi du mois : 10 h – 12 h
    les premier et troisième mercredis du mois : 14 h – 17 h
    le dernier mercredi du mois : 14 h – 17 h
    les semaines impaires, lundi : 9 h – 12 h ; les semaines paires, mardi : 9 h – 12 h
    du lundi au vendredi : 9 h – 12 h ; fermé pendant les vacances scolaires
    vendredi : 20 h – 2 h le lendemain
    lundi : à partir de 14 h
    tous les jours : lever du soleil – coucher du soleil
    lundi : 9 h – 12 h ; mardi : 9 h – 12 h, à vérifier
    du lundi au vendredi : 9 h – 12 h ; en plus, les jours fériés : 10 h – 12 h
    du 3 mars 2026 au 5 mars 2026 : 9 h – 12 h
    ");
}

#[test]
fn what_is_not_simple_is_quoted_after_the_week() {
    insta::assert_snapshot!(
        french("Mo-Fr 09:00-12:00; easter off"),
        @"du lundi au vendredi : 9 h – 12 h ; horaires particuliers : Mo-Fr 09:00-12:00; easter off"
    );
    insta::assert_snapshot!(
        french("PH off; Mo-Fr 09:00-12:00"),
        @"du lundi au vendredi : 9 h – 12 h ; horaires particuliers : PH off; Mo-Fr 09:00-12:00"
    );
    insta::assert_snapshot!(french("easter 10:00-12:00"), @"horaires particuliers : easter 10:00-12:00");
}
