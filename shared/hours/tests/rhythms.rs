//! A rhythm is written and read back, in its stored line and in French.

use chrono::Weekday;
use portrea_hours::{DayRhythm, Frequency, Rhythm, Span};
use proptest::prelude::*;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

fn day() -> impl Strategy<Value = DayRhythm> {
    let spans = prop::collection::btree_set(0_u16..=1440, 0..=4).prop_map(|times| {
        let times: Vec<u16> = times.into_iter().collect();
        let pairs = times.chunks_exact(2);
        pairs
            .filter_map(|pair| Span::new(pair[0], pair[1]))
            .collect()
    });
    let note = prop_oneof![Just(String::new()), "[a-zéà]{1,9}( [a-zé0-9]{1,9}){0,2}"];
    (prop::sample::select(Frequency::ALL.to_vec()), note, spans).prop_map(
        |(frequency, note, spans)| DayRhythm {
            frequency,
            note,
            spans,
        },
    )
}

fn rhythms() -> impl Strategy<Value = Rhythm> {
    let days = prop::array::uniform7(prop::option::weighted(0.5, day()));
    days.prop_filter_map("a rhythm has a day at least", |days| {
        let set = WEEK
            .into_iter()
            .zip(days)
            .filter_map(|(day, said)| Some((day, said?)));
        let rhythm = set
            .into_iter()
            .try_fold(Rhythm::default(), |rhythm, (day, said)| {
                rhythm.with_day(day, said)
            })
            .ok()?;
        (!rhythm.is_empty()).then_some(rhythm)
    })
}

proptest! {
    #[test]
    fn what_is_stored_is_read_back(rhythm in rhythms()) {
        prop_assert_eq!(Rhythm::parse(&rhythm.to_string()), Ok(rhythm));
    }

    #[test]
    fn what_is_said_in_french_is_understood_again(rhythm in rhythms()) {
        let french = rhythm.to_french();
        prop_assert_eq!(Rhythm::read(&french), Ok(rhythm), "{}", french);
    }

    #[test]
    fn no_text_stops_the_program(text in "\\PC{0,80}") {
        let _ = Rhythm::parse(&text);
        let _ = Rhythm::read(&text);
    }
}

fn read(text: &str) -> Result<String, String> {
    let rhythm = Rhythm::read(text).map_err(|refused| refused.to_string().replace('\u{a0}', " "));
    rhythm.map(|rhythm| rhythm.to_string())
}

#[test]
fn frequencies_are_read_where_people_put_them() {
    for (typed, stored) in [
        ("lundi 9h-12h", "Mo semaine 09:00-12:00"),
        (
            "Lundi 9h-12h et 14h-17h, toutes les semaines",
            "Mo semaine 09:00-12:00,14:00-17:00",
        ),
        ("mercredi 14h-17h une fois par mois", "We mois 14:00-17:00"),
        ("Sur rendez-vous : vendredi", "Fr rendez_vous"),
        (
            "tous les 15 jours (semaines paires) : jeudi 9h-12h",
            "Th deux_semaines (semaines paires) 09:00-12:00",
        ),
        (
            "lundi 9h-12h ; une fois par mois : mardi 9h-12h ; samedi 10h-12h",
            "Mo semaine 09:00-12:00; Tu mois 09:00-12:00; Sa mois 10:00-12:00",
        ),
    ] {
        assert_eq!(read(typed).as_deref(), Ok(stored), "{typed}");
    }
}

#[test]
fn what_is_not_understood_is_said_in_a_sentence() {
    assert_eq!(
        read("lundi 9h-12h ; lundi 14h-17h").unwrap_err(),
        "Un même jour est dit deux fois. Écrivez chaque jour une seule fois, avec toutes ses heures."
    );
    assert_eq!(
        read("").unwrap_err(),
        "Écrivez les jours et les heures, par exemple : lundi 9 h – 12 h, toutes les semaines."
    );
    for typed in ["quand on peut", "lundi 9h", "une fois par mois (long"] {
        assert!(read(typed).is_err(), "{typed}");
    }
}

#[test]
fn a_stored_line_that_is_none_is_refused() {
    for text in [
        "",
        "Mo",
        "Mo jamais",
        "Mo semaine 9-12",
        "Mo semaine; Mo mois",
        "Mo semaine 10:00-09:00",
        "Xx semaine",
    ] {
        assert!(Rhythm::parse(text).is_err(), "{text}");
    }
}
