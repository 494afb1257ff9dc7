//! What people type, and the week it means.

use portrea_hours::{Hours, Week, french};

/// The typed text, and the week as OSM writes it.
const UNDERSTOOD: &[(&str, &str)] = &[
    // Days, then hours.
    (
        "du lundi au vendredi 9h-12h 14h-17h, fermé le mercredi après-midi",
        "Mo-Tu,Th-Fr 09:00-12:00,14:00-17:00; We 09:00-12:00",
    ),
    ("lun mar jeu 9h30-12h", "Mo-Tu,Th 09:30-12:00"),
    ("lun. mar. jeu. 9h30-12h", "Mo-Tu,Th 09:30-12:00"),
    (
        "lundi: 9:00 - 12:00 / 13:30 - 17:00",
        "Mo 09:00-12:00,13:30-17:00",
    ),
    ("mardi matin de 9h à midi", "Tu 09:00-12:00"),
    ("le samedi 10h–12h", "Sa 10:00-12:00"),
    ("LE SAMEDI 10H—12H", "Sa 10:00-12:00"),
    (
        "Ouvert du LUNDI au VENDREDI de 8H30 à 12H00 et de 13H30 à 17H00.",
        "Mo-Fr 08:30-12:00,13:30-17:00",
    ),
    (
        "lundi 9h-12h\nmardi 9h-12h 14h-17h\njeudi 14h-17h",
        "Mo 09:00-12:00; Tu 09:00-12:00,14:00-17:00; Th 14:00-17:00",
    ),
    (
        "lundi\n9h-12h\nmardi\n14h-17h",
        "Mo 09:00-12:00; Tu 14:00-17:00",
    ),
    (
        "lundi 9h à 12h puis 14h à 17h",
        "Mo 09:00-12:00,14:00-17:00",
    ),
    (
        "lundi, mardi et jeudi de 9 heures à 12 heures 30",
        "Mo-Tu,Th 09:00-12:30",
    ),
    ("lundi/mardi/jeudi : 9h-12h", "Mo-Tu,Th 09:00-12:00"),
    ("lundi-mardi-jeudi 9h-12h", "Mo-Tu,Th 09:00-12:00"),
    ("lun-ven 9-12 14-17", "Mo-Fr 09:00-12:00,14:00-17:00"),
    ("lu-ve 8h30-12h", "Mo-Fr 08:30-12:00"),
    (
        "lundi à vendredi : 9h/12h - 14h/17h",
        "Mo-Fr 09:00-12:00,14:00-17:00",
    ),
    (
        "lundi au jeudi 9h-12h et 14h-18h, vendredi 9h-12h",
        "Mo-Th 09:00-12:00,14:00-18:00; Fr 09:00-12:00",
    ),
    ("de lundi à jeudi entre 9h et 12h", "Mo-Th 09:00-12:00"),
    ("les lundis et jeudis de 14h à 17h30", "Mo,Th 14:00-17:30"),
    ("tous les lundis de 14h à 17h", "Mo 14:00-17:00"),
    ("mercredi de 9 h 30 à 12 h 15", "We 09:30-12:15"),
    ("mercredi 9.30-12.15", "We 09:30-12:15"),
    ("vendredi 13h30-minuit", "Fr 13:30-24:00"),
    ("samedi de minuit à 6h", "Sa 00:00-06:00"),
    ("dimanche : 24h/24", "Su 00:00-24:00"),
    ("7j/7 24h/24", "Mo-Su 00:00-24:00"),
    ("samedi au lundi 10h-12h", "Mo,Sa-Su 10:00-12:00"),
    ("week-end 10h-18h", "Sa-Su 10:00-18:00"),
    (
        "en semaine de 9h à 17h sans interruption",
        "Mo-Fr 09:00-17:00",
    ),
    (
        "lundi : matin 9h-12h, après-midi 14h-17h",
        "Mo 09:00-12:00,14:00-17:00",
    ),
    (
        "lundi 9h-12h le matin et 14h-17h l’après-midi",
        "Mo 09:00-12:00,14:00-17:00",
    ),
    (
        "lundi matin 9h-12h, lundi après-midi 14h-17h",
        "Mo 09:00-12:00,14:00-17:00",
    ),
    ("lundi 9h-12h, lundi 14h-17h", "Mo 09:00-12:00,14:00-17:00"),
    ("tous les matins de 9h à 12h", "Mo-Su 09:00-12:00"),
    (
        "Horaires d’ouverture : du mardi au samedi, 10h → 12h30",
        "Tu-Sa 10:00-12:30",
    ),
    (
        "- lundi : 9h-12h\n- mardi : 14h-17h",
        "Mo 09:00-12:00; Tu 14:00-17:00",
    ),
    (
        "• lundi 9h-12h • mardi 14h-17h",
        "Mo 09:00-12:00; Tu 14:00-17:00",
    ),
    (
        "Bonjour, nous sommes ouverts le lundi de 9h à 12h. Merci !",
        "Mo 09:00-12:00",
    ),
    ("lundi de 9 heures et demie à midi", "Mo 09:30-12:00"),
    ("lundi 14h-17h 9h-12h", "Mo 09:00-12:00,14:00-17:00"),
    (
        "Mardi 8h45-12h15,13h30-17h ; Jeudi 8h45-12h15",
        "Tu 08:45-12:15,13:30-17:00; Th 08:45-12:15",
    ),
    // Hours, then days.
    (
        "9h-12h du lundi au jeudi et le vendredi 9h-16h",
        "Mo-Th 09:00-12:00; Fr 09:00-16:00",
    ),
    (
        "9h-12h lundi et mardi, 14h-17h jeudi",
        "Mo-Tu 09:00-12:00; Th 14:00-17:00",
    ),
    (
        "9h-12h lundi, 9h-16h vendredi",
        "Mo 09:00-12:00; Fr 09:00-16:00",
    ),
    ("de 9h à 12h le lundi", "Mo 09:00-12:00"),
    (
        "9h-12h et 14h-17h du lundi au vendredi",
        "Mo-Fr 09:00-12:00,14:00-17:00",
    ),
    (
        "9h-12h du lundi au vendredi, 14h-17h lundi et jeudi",
        "Mo,Th 09:00-12:00,14:00-17:00; Tu-We,Fr 09:00-12:00",
    ),
    (
        "le matin de 9h à 12h du lundi au vendredi",
        "Mo-Fr 09:00-12:00",
    ),
    (
        "9h-18h tous les jours, 10h-16h le samedi",
        "Mo-Fr,Su 09:00-18:00; Sa 10:00-16:00",
    ),
    (
        "9h-12h lundi, mardi: 14h-17h",
        "Mo 09:00-12:00; Tu 14:00-17:00",
    ),
    // Exceptions.
    (
        "tous les jours de 9h à 18h sauf le dimanche",
        "Mo-Sa 09:00-18:00",
    ),
    (
        "tous les jours sauf le dimanche de 9h à 18h",
        "Mo-Sa 09:00-18:00",
    ),
    (
        "du lundi au vendredi sauf mercredi : 9h-12h",
        "Mo-Tu,Th-Fr 09:00-12:00",
    ),
    (
        "du lundi au vendredi 9h-12h sauf mercredi 10h-12h",
        "Mo-Tu,Th-Fr 09:00-12:00; We 10:00-12:00",
    ),
    (
        "du lundi au vendredi 9h-17h sauf mercredi, samedi 10h-12h",
        "Mo-Tu,Th-Fr 09:00-17:00; Sa 10:00-12:00",
    ),
    (
        "du lundi au vendredi 9h-12h 14h-17h sauf mercredi après-midi et vendredi après-midi",
        "Mo-Tu,Th 09:00-12:00,14:00-17:00; We,Fr 09:00-12:00",
    ),
    (
        "du lundi au vendredi sauf le mercredi après-midi : 9h-12h 14h-17h",
        "Mo-Tu,Th-Fr 09:00-12:00,14:00-17:00; We 09:00-12:00",
    ),
    (
        "tous les jours 9h-18h, le samedi 10h-16h et le dimanche 10h-12h",
        "Mo-Fr 09:00-18:00; Sa 10:00-16:00; Su 10:00-12:00",
    ),
    (
        "samedi 10h-12h, les autres jours 9h-17h",
        "Mo-Fr,Su 09:00-17:00; Sa 10:00-12:00",
    ),
    (
        "du lundi au vendredi 9h-12h 14h-17h, mercredi matin seulement",
        "Mo-Tu,Th-Fr 09:00-12:00,14:00-17:00; We 09:00-12:00",
    ),
    (
        "du lundi au vendredi 9h-17h, mercredi uniquement 9h-12h",
        "Mo-Tu,Th-Fr 09:00-17:00; We 09:00-12:00",
    ),
    (
        "du lundi au vendredi 9h-12h, le mercredi aussi 14h-17h",
        "Mo-Tu,Th-Fr 09:00-12:00; We 09:00-12:00,14:00-17:00",
    ),
    (
        "du lundi au vendredi le matin 9h-12h, mercredi après-midi 14h-17h",
        "Mo-Tu,Th-Fr 09:00-12:00; We 09:00-12:00,14:00-17:00",
    ),
    // Closings.
    (
        "lundi 9h-12h, mardi fermé, mercredi 9h-12h",
        "Mo,We 09:00-12:00",
    ),
    (
        "fermé le lundi, du mardi au samedi 10h-18h",
        "Tu-Sa 10:00-18:00",
    ),
    (
        "fermé le lundi; mardi, mercredi 9h-12h",
        "Tu-We 09:00-12:00",
    ),
    (
        "mardi au samedi 10h-18h, fermé le lundi et le dimanche",
        "Tu-Sa 10:00-18:00",
    ),
    (
        "lundi-vendredi 9h-17h samedi et dimanche : fermé",
        "Mo-Fr 09:00-17:00",
    ),
    (
        "du lundi au vendredi de 9h à 17h (fermé entre midi et deux)",
        "Mo-Fr 09:00-12:00,14:00-17:00",
    ),
    (
        "du lundi au vendredi de 9h à 17h, fermé de 12h30 à 13h30",
        "Mo-Fr 09:00-12:30,13:30-17:00",
    ),
    (
        "tous les jours 9h-18h, fermé de 12h à 14h le samedi",
        "Mo-Fr,Su 09:00-18:00; Sa 09:00-12:00,14:00-18:00",
    ),
    (
        "du lundi au vendredi 8h30-12h30 13h30-17h, mercredi fermé l'après-midi",
        "Mo-Tu,Th-Fr 08:30-12:30,13:30-17:00; We 08:30-12:30",
    ),
    (
        "lundi 9h-12h, mardi fermé le matin, 14h-17h",
        "Mo 09:00-12:00; Tu 14:00-17:00",
    ),
    (
        "du lundi au vendredi 9h-12h 14h-17h, fermé le lundi matin et le vendredi après-midi",
        "Mo 14:00-17:00; Tu-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00",
    ),
    (
        "du mardi au vendredi 9h-12h 14h-17h ; fermé le lundi, le dimanche et le mercredi après-midi",
        "Tu,Th-Fr 09:00-12:00,14:00-17:00; We 09:00-12:00",
    ),
    (
        "fermé tous les jours sauf le samedi 10h-12h",
        "Sa 10:00-12:00",
    ),
    (
        "fermé, sauf le mardi et le jeudi de 14h à 17h",
        "Tu,Th 14:00-17:00",
    ),
    ("fermé", "Mo-Su off"),
    ("Fermé toute la semaine.", "Mo-Su off"),
    ("ferme tous les jours", "Mo-Su off"),
];

/// The typed text, the words at fault, and how the sentence ends.
const REFUSED: &[(&str, &str, &str)] = &[
    ("", "", "9\u{a0}h – 12\u{a0}h\u{a0}»."),
    (
        "du lundi au vendredi sur rendez-vous",
        "sur rendez-vous",
        "et le reste à part.",
    ),
    (
        "lundi 9h-12h, fermé les jours fériés",
        "jours fériés",
        "et le reste à part.",
    ),
    (
        "le premier samedi du mois 10h-12h",
        "premier",
        "et le reste à part.",
    ),
    (
        "semaines paires lundi 9h-12h",
        "semaines paires",
        "et le reste à part.",
    ),
    (
        "lundi 9h-12h chez Marcel",
        "chez",
        "samedi 10\u{a0}h – 12\u{a0}h\u{a0}».",
    ),
    ("lundi 25h-26h", "25", "«\u{a0}9\u{a0}h\u{a0}30\u{a0}»."),
    ("lundi 9h75-12h", "9", "«\u{a0}9\u{a0}h\u{a0}30\u{a0}»."),
    (
        "lundi à partir de 14h",
        "14h",
        "«\u{a0}9\u{a0}h – 12\u{a0}h\u{a0}».",
    ),
    (
        "lundi jusqu'à 18h",
        "jusqu'à",
        "«\u{a0}9\u{a0}h – 12\u{a0}h\u{a0}».",
    ),
    ("lundi 14h-12h", "14h-12h", "le même jour."),
    ("vendredi 20h-2h", "20h-2h", "le même jour."),
    ("lundi 9h-12h, mardi", "mardi", "il manque les heures."),
    (
        "lundi\nmardi\nmercredi 9h-12h",
        "lundi",
        "il manque les heures.",
    ),
    ("9h-12h 14h-17h", "9h-12h 14h-17h", "il manque les jours."),
    ("lundi 9h-12h 11h-14h", "9h-12h 11h-14h", "se chevauchent."),
    (
        "lundi 9h-12h, lundi 10h-13h",
        "10h-13h",
        "une autre partie du texte.",
    ),
    (
        "lundi 9h-12h, fermé le lundi",
        "lundi",
        "une autre partie du texte.",
    ),
    (
        "lundi matin 14h-17h",
        "14h-17h",
        "avec le moment de la journée.",
    ),
    (
        "fermé le lundi",
        "fermé le lundi",
        "les jours et les heures d’ouverture.",
    ),
    (
        "sauf le lundi 9h-12h",
        "sauf",
        "les jours et les heures d’ouverture.",
    ),
    (
        "mardi, les autres jours fermé",
        "mardi",
        "il manque les heures.",
    ),
    (
        "fermé tous les jours sauf le samedi",
        "samedi",
        "il manque les heures.",
    ),
    (
        "du lundi au vendredi 9h-12h, le mercredi 14h-17h",
        "14h-17h",
        "avec toutes ses heures.",
    ),
    (
        "lundi et mardi 9h-12h 14h-17h, fermé lundi et mardi après-midi",
        "lundi",
        "avec toutes ses heures.",
    ),
    (
        "lundi 9h-12h, 14h-17h mardi",
        "mardi",
        "il manque les heures.",
    ),
    (
        "lundi 9h-17h, mardi 9h-16h, fermé de 12h à 14h",
        "fermé",
        "avec toutes ses heures.",
    ),
];

#[test]
fn every_phrasing_means_its_week() {
    assert!(UNDERSTOOD.len() >= 60);
    let wrong: Vec<String> = UNDERSTOOD
        .iter()
        .filter_map(|(typed, osm)| {
            let found = french::parse(typed)
                .map(|week| week.to_osm())
                .map_err(|refused| refused.sentence_fr);
            (found.as_deref() != Ok(*osm))
                .then(|| format!("{typed:?}\n  expected {osm}\n  found    {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_understood_is_refused_with_the_words_at_fault() {
    let wrong: Vec<String> = REFUSED
        .iter()
        .filter_map(|(typed, fragment, end)| match french::parse(typed) {
            Ok(week) => Some(format!("{typed:?} was read as {}", week.to_osm())),
            Err(refused) if refused.fragment == *fragment && refused.sentence_fr.ends_with(end) => {
                None
            }
            Err(refused) => Some(format!("{typed:?}: {refused:?}")),
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_phrasing_without_accents_means_the_same() {
    let typed = "du lundi au vendredi 9h-12h 14h-17h, ferme le mercredi apres-midi";
    assert_eq!(french::parse(typed), french::parse(UNDERSTOOD[0].0));
}

#[test]
fn the_refusal_is_a_sentence_to_show() {
    let refused = french::parse("lundi 14h-12h").unwrap_err();
    insta::assert_snapshot!(
        refused.to_string().replace('\u{a0}', " "),
        @"« 14h-12h » : l’heure de fin doit être après l’heure de début, le même jour."
    );
}

#[test]
fn a_very_long_text_is_refused() {
    let refused = french::parse(&"lundi 9h-12h ".repeat(500)).unwrap_err();
    assert_eq!(
        refused.sentence_fr,
        "Le texte est trop long pour des horaires."
    );
}

#[test]
fn a_week_read_from_french_can_be_stored_and_read_back() {
    let week = french::parse("lundi 9h-12h").unwrap();
    let hours = Hours::from_week(&week).unwrap();
    assert_eq!(hours.week(), Some(week));
    assert_ne!(Hours::from_week(&Week::closed()).unwrap(), hours);
}
