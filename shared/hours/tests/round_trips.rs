//! What is written is read back; nothing that is read can stop the program.

use chrono::{NaiveDate, Weekday};
use portrea_hours::{Hours, Span, Week, french};
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

/// Up to three spans that neither overlap nor touch.
fn spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0_u16..=1440, 0..=6).prop_map(|times| {
        let times: Vec<u16> = times.into_iter().collect();
        times
            .chunks_exact(2)
            .filter_map(|pair| Span::new(pair[0], pair[1]))
            .collect()
    })
}

/// Weeks whose days often look alike, as real ones do.
fn weeks() -> impl Strategy<Value = Week> {
    let kinds = prop::collection::vec(spans(), 1..=4);
    (kinds, prop::array::uniform7(0_usize..8)).prop_filter_map(
        "too long for OSM",
        |(kinds, picks)| {
            WEEK.into_iter()
                .zip(picks)
                .try_fold(Week::closed(), |week, (day, pick)| {
                    week.with_day(day, kinds.get(pick).cloned().unwrap_or_default())
                })
                .ok()
        },
    )
}

/// Texts made of what people type, in any order.
fn word_salad() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "lundi",
        "mardi matin",
        "le mercredi",
        "du lundi au vendredi",
        "jeudi et vendredi",
        "tous les jours",
        "week-end",
        "les autres jours",
        "lun.",
        "9h-12h",
        "14h-17h",
        "9h à 18h",
        "de 9h à 12h et de 14h à 17h",
        "10:00 / 12:30",
        "24h/24",
        "minuit",
        "9h",
        "99",
        "sauf",
        "sauf le mercredi",
        "fermé",
        "fermé le",
        "matin",
        "après-midi",
        "soir",
        "seulement",
        "aussi",
        "entre",
        "et",
        ",",
        ",",
        ";",
        "\n",
        "-",
        ":",
        "/",
        "jusqu'à",
        "au",
    ]);
    prop::collection::vec(words, 0..9).prop_map(|words| words.join(" "))
}

/// One way to type a week, a day a line.
fn typed(week: &Week, style: u8) -> String {
    let name = |day| match style % 3 {
        0 => portrea_hours::day_name(day).to_owned(),
        1 => portrea_hours::day_name(day).to_uppercase(),
        _ => format!("le {}", portrea_hours::day_name(day)),
    };
    let time = |minutes: u16| match (style / 3 % 3, minutes / 60, minutes % 60) {
        (0, hour, minute) => format!("{hour:02}:{minute:02}"),
        (1, hour, 0) => format!("{hour}h"),
        (1, hour, minute) => format!("{hour}h{minute:02}"),
        (_, hour, minute) => format!("{hour} heures {minute:02}"),
    };
    let span = |span: &Span| match style / 9 % 3 {
        0 => format!("{}-{}", time(span.from()), time(span.to())),
        1 => format!("de {} à {}", time(span.from()), time(span.to())),
        _ => format!("{} – {}", time(span.from()), time(span.to())),
    };
    let between = ["\u{a0}", ", ", " / ", " et ", " puis "][usize::from(style) % 5];
    let line = |(day, spans): (Weekday, &[Span])| {
        let spans: Vec<String> = spans.iter().map(span).collect();
        if spans.is_empty() {
            format!("{} fermé", name(day))
        } else {
            format!("{} : {}", name(day), spans.join(between))
        }
    };
    week.days().map(line).collect::<Vec<_>>().join("\n")
}

/// Rules with the right outline and any content, absurd dates and times included.
fn osm_salad() -> impl Strategy<Value = String> {
    let dates = prop::sample::select(vec![
        "",
        "",
        "Jan",
        "Jul-Aug",
        "Dec-Feb",
        "Feb 29",
        "Feb 30-Mar 31",
        "Dec 24-2",
        "2025",
        "2100-2105/3",
        "2025 Mar 3+",
        "easter",
        "easter +9999 days",
        "Jan 1 -9999 days",
        "Feb 29 -Su -5 days",
        "2024 Feb 29-2023 Feb 1",
        "9999 Dec 31+",
        "week 1-53/2",
        "week 53",
        "Mar Su[-1]-Oct Su[-1]",
    ]);
    let days = prop::sample::select(vec![
        "",
        "",
        "Mo-Fr",
        "Sa-Mo",
        "Mo,We",
        "PH",
        "SH,PH",
        "PH -9999 days",
        "Sa[1]",
        "Su[-5]",
        "We[1-3,5] +300 days",
        "Mo,PH",
    ]);
    let times = prop::sample::select(vec![
        "",
        "09:00-12:00",
        "9:00-12:00,11:00-17:00",
        "20:00-02:00",
        "23:59-48:00",
        "10:00-10:00",
        "00:00-24:00",
        "09:00+",
        "sunrise-sunset",
        "dusk-dawn",
        "(dusk+20:00)-26:00",
        "(dawn-05:00)-(dusk+04:00)",
        "(dawn-07:00)-48:00",
        "22:00-26:00+",
        "10:00-16:00/01:30",
        "10:00-16:00/24:00",
        "12:00-12:00/00",
    ]);
    let states = prop::sample::select(vec![
        "",
        "off",
        "open",
        "unknown",
        "closed \"x\"",
        "\"sur rendez-vous\"",
    ]);
    let links = prop::sample::select(vec!["; ", ", ", " || "]);
    let rules = prop::collection::vec((dates, days, times, states, links), 1..5);
    rules.prop_map(|rules| {
        let mut text = String::new();
        for (dates, days, times, state, link) in rules {
            let said = [dates, days, times, state]
                .into_iter()
                .filter(|part| !part.is_empty());
            let rule = said.collect::<Vec<_>>().join(" ");
            let link = if text.is_empty() { "" } else { link };
            text = text + link + &rule;
        }
        text
    })
}

/// Everything that can be asked of hours.
fn exercise(hours: &Hours) -> bool {
    let dates = [
        (1899, 12, 31),
        (1900, 1, 1),
        (2024, 2, 29),
        (2025, 12, 31),
        (2077, 7, 14),
        (9999, 12, 31),
        (10_000, 1, 1),
    ];
    let times = dates
        .into_iter()
        .filter_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)?.and_hms_opt(23, 59, 59));
    let open = times.filter(|time| hours.is_open(*time)).count();
    open <= 7 && !hours.to_french().is_empty() && hours.weekly_minutes() <= 7 * 1440
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_week_written_in_osm_is_read_back(week in weeks()) {
        let hours = Hours::parse(&week.to_osm()).unwrap();
        prop_assert_eq!(hours.weekly_minutes(), week.minutes());
        prop_assert_eq!(hours.to_french(), week.to_french());
        prop_assert_eq!(hours.week(), Some(week));
    }

    #[test]
    fn a_week_written_in_french_is_read_back(week in weeks()) {
        prop_assert_eq!(french::parse(&week.to_french()), Ok(week));
    }

    #[test]
    fn a_week_typed_a_day_a_line_is_read_whatever_the_style(week in weeks(), style: u8) {
        prop_assert_eq!(french::parse(&typed(&week, style)), Ok(week));
    }

    #[test]
    fn a_week_that_fits_the_form_is_read_back(week in weeks()) {
        if let Some(form) = week.to_form() {
            prop_assert_eq!(Week::from_form(&form), Ok(week));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let read = Hours::parse(&text);
        prop_assert!(read.as_ref().map_or(true, exercise));
        let understood = french::parse(&text);
        prop_assert!(understood.map_or_else(|refused| !refused.sentence_fr.is_empty(), |week| week.minutes() <= 10_080));
    }

    #[test]
    fn any_order_of_french_words_is_read_or_refused(text in word_salad()) {
        if let Ok(week) = french::parse(&text) {
            prop_assert_eq!(french::parse(&week.to_french()), Ok(week));
        }
    }

    #[test]
    fn any_order_of_osm_words_is_read_or_refused(text in osm_salad()) {
        if let Ok(hours) = Hours::parse(&text) {
            prop_assert!(exercise(&hours), "{}", text);
        }
    }
}
