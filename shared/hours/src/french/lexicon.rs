//! The words and phrases that are understood.

use chrono::Weekday;

use super::day_part::Part;
use super::lexemes::Lexeme;
use super::pieces::Break;
use crate::days::DaySet;

/// What a word or a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Day(Weekday),
    Days(DaySet),
    /// « tous les matins ».
    DaysPart(DaySet, Part),
    /// « les autres jours »: those the text does not name.
    OtherDays,
    /// Minutes since midnight.
    Time(u16),
    /// « entre midi et deux ».
    LunchTime,
    FullDay,
    Part(Part),
    Closed,
    Except,
    Only,
    Also,
    /// « à », « au ».
    To,
    /// « jusqu’à ».
    Until,
    Dash,
    Slash,
    /// « de », « du ».
    From,
    /// « entre », after which « et » means « à ».
    Between,
    Break(Break),
    Colon,
    Noise,
    /// Understood, but no week can say it: « sur rendez-vous », « jours fériés ».
    OutsideWeek,
}

#[rustfmt::skip] // One meaning per entry, as many words per line as fit.
const LEXICON: &[(Meaning, &[&str])] = &[
    (Meaning::Day(Weekday::Mon), &["lundi", "lundis", "lun", "lu"]),
    (Meaning::Day(Weekday::Tue), &["mardi", "mardis", "mar", "ma"]),
    (Meaning::Day(Weekday::Wed), &["mercredi", "mercredis", "mercr", "merc", "mer", "me"]),
    (Meaning::Day(Weekday::Thu), &["jeudi", "jeudis", "jeu", "je"]),
    (Meaning::Day(Weekday::Fri), &["vendredi", "vendredis", "vend", "ven", "ve"]),
    (Meaning::Day(Weekday::Sat), &["samedi", "samedis", "sam", "sa"]),
    (Meaning::Day(Weekday::Sun), &["dimanche", "dimanches", "dim", "di"]),
    (
        Meaning::Days(DaySet::ALL),
        &[
            "tous les jours", "tous les jours de la semaine", "chaque jour", "toute la semaine", "tlj", "7 / 7",
            "7 j / 7", "7 jours / 7", "7 j sur 7", "7 jours sur 7", "sept jours sur sept",
        ],
    ),
    (
        Meaning::Days(DaySet::MONDAY_TO_FRIDAY),
        &[
            "en semaine", "la semaine", "jours de semaine", "jours de la semaine", "jours ouvres",
            "tous les jours ouvres",
        ],
    ),
    (Meaning::Days(DaySet::MONDAY_TO_SATURDAY), &["jours ouvrables", "tous les jours ouvrables"]),
    (Meaning::Days(DaySet::WEEKEND), &["week - end", "week - ends", "weekend", "weekends", "week end", "we"]),
    (Meaning::OtherDays, &["autres jours", "reste de la semaine", "tous les autres jours"]),
    (Meaning::DaysPart(DaySet::ALL, Part::Morning), &["tous les matins", "chaque matin"]),
    (
        Meaning::DaysPart(DaySet::ALL, Part::Afternoon),
        &["tous les apres - midi", "tous les apres - midis", "toutes les apres - midi", "toutes les apres - midis",
          "chaque apres - midi"],
    ),
    (Meaning::Time(12 * 60), &["midi"]),
    (Meaning::Time(12 * 60 + 30), &["midi et demi", "midi et demie", "midi 30", "midi trente"]),
    (Meaning::Time(24 * 60), &["minuit"]),
    (Meaning::LunchTime, &["entre midi et deux", "entre midi et 2", "entre midi et deux heures"]),
    (
        Meaning::FullDay,
        &["24 h / 24", "24 h / 24 h", "24 / 24", "24 h sur 24", "24 heures sur 24", "24 heures / 24", "jour et nuit"],
    ),
    (Meaning::Part(Part::Morning), &["matin", "matins", "matinee", "matinees"]),
    (
        Meaning::Part(Part::Afternoon),
        &["apres - midi", "apres - midis", "apres midi", "apres midis", "apresmidi", "aprem", "aprems", "apm"],
    ),
    (Meaning::Part(Part::Evening), &["soir", "soirs", "soiree"]),
    (
        Meaning::Closed,
        &[
            "ferme", "fermee", "fermes", "fermees", "fermeture", "fermetures", "pas ouvert", "pause", "pause dejeuner",
            "pause meridienne", "jours de fermeture", "jour de fermeture",
        ],
    ),
    (Meaning::Except, &["sauf", "hors", "excepte", "hormis", "a part", "a l' exception", "mais pas", "pas"]),
    (Meaning::Only, &["seulement", "uniquement", "exclusivement"]),
    (Meaning::Also, &["aussi", "egalement", "en plus"]),
    (Meaning::To, &["a", "au", "aux"]),
    (Meaning::Until, &["jusqu' a", "jusqu' au", "jusque"]),
    (Meaning::Dash, &["-", ">", "- >"]),
    (Meaning::Slash, &["/"]),
    (Meaning::From, &["de", "du", "des", "d'", "a partir de", "a partir du", "a compter de"]),
    (Meaning::Between, &["entre"]),
    (Meaning::Break(Break::And), &["et", "&", "+", "ainsi que"]),
    (Meaning::Break(Break::Comma), &[",", "puis", "(", ")", "[", "]", "mais"]),
    (Meaning::Break(Break::Strong), &[";", ".", "\n", "!", "|", "*", "•", "·"]),
    (Meaning::Colon, &[":", "="]),
    (
        Meaning::Noise,
        &[
            "le", "la", "les", "l'", "un", "une", "ouvert", "ouverte", "ouverts", "ouvertes", "ouverture", "ouvertures",
            "d' ouverture", "ouvre", "horaire", "horaires", "heures d' ouverture", "heures de permanence", "accueil",
            "accueil du public", "au public", "est", "sont", "c' est", "nous sommes", "on est", "tous les", "toutes les",
            "chaque", "permanence", "permanences", "avec", "sans interruption", "non stop", "non - stop", "en continu",
            "en journee continue", "journee continue", "continu", "toute la journee", "bonjour", "merci", "voici",
            "nos horaires", "jours", "\"", "«", "»", "_",
        ],
    ),
    (
        Meaning::OutsideWeek,
        &[
            "rendez - vous", "sur rendez - vous", "sur rendez vous", "rdv", "sur rdv", "vacances", "vacances scolaires",
            "pendant les vacances", "pendant les vacances scolaires", "hors vacances scolaires", "hors vacances",
            "feries", "ferie", "jours feries", "semaines paires", "semaines impaires", "semaine paire",
            "semaine impaire", "une semaine sur deux", "1 semaine sur 2", "un samedi sur deux", "sur deux", "du mois", "de chaque mois",
            "premier", "1 er", "deuxieme", "troisieme", "quatrieme", "dernier", "janvier", "fevrier", "mars", "avril",
            "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "en ete", "l' ete",
            "en hiver", "l' hiver", "variable", "variables", "selon",
        ],
    ),
];

/// The longest phrase that starts here, and how many lexemes it takes.
pub(super) fn look_up(lexemes: &[Lexeme]) -> Option<(Meaning, usize)> {
    let phrases = LEXICON
        .iter()
        .flat_map(|(meaning, phrases)| phrases.iter().map(move |phrase| (*meaning, *phrase)));
    let matching = phrases
        .filter_map(|(meaning, phrase)| matched(lexemes, phrase).map(|length| (meaning, length)));
    matching.max_by_key(|(_, length)| *length)
}

/// How many lexemes the phrase takes, if it is there.
fn matched(lexemes: &[Lexeme], phrase: &str) -> Option<usize> {
    if phrase == "\n" {
        return lexemes
            .first()
            .filter(|lexeme| lexeme.text == phrase)
            .map(|_| 1);
    }
    let mut length = 0;
    for word in phrase.split(' ') {
        lexemes.get(length).filter(|lexeme| lexeme.text == word)?;
        length += 1;
    }
    Some(length)
}
