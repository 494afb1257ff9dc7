//! The editor of opening hours: seven days of two spans, and what a plain week cannot say.

use chrono::Weekday;
use portrea_hours::{FormDay, Hours, Week, day_name};

use crate::french;
use crate::texts::Texts;

/// The seven days, Monday first, with the form under which they are posted.
pub(crate) const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mo"),
    (Weekday::Tue, "tu"),
    (Weekday::Wed, "we"),
    (Weekday::Thu, "th"),
    (Weekday::Fri, "fr"),
    (Weekday::Sat, "sa"),
    (Weekday::Sun, "su"),
];
/// The four times of a day, in order: two spans, each with its start and its end.
pub(crate) const TIMES: [&str; 4] = ["0_from", "0_to", "1_from", "1_to"];

const BOTH: &str = "Vous avez rempli des heures et coché « Horaires inconnus ou variables » : gardez l’un des deux.";
const UNTICKED: &str =
    "Pour remplacer les horaires particuliers par ceux-ci, cochez aussi « Remplacer ».";
const BLANK: &str = "Vous avez coché « Remplacer » : remplissez au moins un jour, ou cochez « Horaires inconnus ou variables ».";

/// The editor as a page shows it.
pub(crate) struct Editor {
    /// The seven days.
    pub(crate) days: Vec<Day>,
    /// Hours a plain week cannot say, in words.
    pub(crate) special: Option<String>,
    /// Whether the hours of the town hall can be taken over.
    pub(crate) by_town_hall: bool,
    /// Name of the box that replaces them.
    pub(crate) replace: String,
    /// Whether it is ticked.
    pub(crate) replaces: bool,
    /// Name of the box that says nothing is sure.
    pub(crate) unknown: String,
    /// Whether it is ticked.
    pub(crate) is_unknown: bool,
}

/// A day of the editor.
pub(crate) struct Day {
    /// Key of its error, and of its element.
    pub(crate) key: String,
    /// Its French name, capitalised.
    pub(crate) name: String,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// Its two spans.
    pub(crate) spans: [[Time; 2]; 2],
}

/// One time of a day.
pub(crate) struct Time {
    /// The posted name.
    pub(crate) name: String,
    /// The text in it.
    pub(crate) value: String,
    /// What it is, for those who do not see the layout.
    pub(crate) label: String,
}

/// What somebody said of the hours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing: they stay as they are.
    Same,
    /// They are not known, or not fixed.
    Unknown,
    /// These, in OSM syntax.
    Osm(String),
}

/// What is wrong with the hours: the key of the element concerned, and French words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The key of a day, or of the whole question.
    pub(crate) key: String,
    /// What to do about it.
    pub(crate) message: String,
}

/// Adds the texts of standing hours to those of a form. Hours that are no plain week fill nothing.
pub(crate) fn fill(texts: &mut Texts, question: &str, standing: Option<&str>) {
    let days = standing.and_then(plain).unwrap_or_default();
    for ((_, code), day) in DAYS.iter().zip(days) {
        let held = [
            day.morning_from,
            day.morning_to,
            day.afternoon_from,
            day.afternoon_to,
        ];
        for (time, text) in TIMES.iter().zip(held) {
            texts.add(&name(question, code, time), &text);
        }
    }
}

/// What was typed with other times in the editor, and nothing ticked beside them but what replaces particular hours.
pub(crate) fn filled(mut texts: Texts, question: &str, days: &[FormDay; 7]) -> Texts {
    for ((_, code), day) in DAYS.iter().zip(days) {
        let times = [
            &day.morning_from,
            &day.morning_to,
            &day.afternoon_from,
            &day.afternoon_to,
        ];
        for (time, text) in TIMES.iter().zip(times) {
            texts.put(&name(question, code, time), text);
        }
    }
    texts.remove(&unknown_name(question));
    texts.put(&replace_name(question), "1");
    texts
}

/// The editor for the texts of a form; `error` gives the words for a key, if any.
pub(crate) fn editor(
    question: &str,
    standing: Option<&str>,
    texts: &Texts,
    error: impl Fn(&str) -> Option<String>,
) -> Editor {
    let days = DAYS.iter().map(|(day, code)| {
        let key = day_key(question, code);
        Day {
            error: error(&key),
            key,
            name: capitalised(day_name(*day)),
            spans: spans(question, *day, code, texts),
        }
    });
    let (replace, unknown) = (replace_name(question), unknown_name(question));
    Editor {
        days: days.collect(),
        special: standing
            .filter(|osm| plain(osm).is_none())
            .map(french::hours),
        by_town_hall: true,
        replaces: texts.has(&replace),
        is_unknown: texts.has(&unknown),
        replace,
        unknown,
    }
}

/// Reads what somebody said of the hours, knowing what stands. Times left as they were shown say nothing.
pub(crate) fn read(question: &str, standing: Option<&str>, texts: &Texts) -> Result<Said, Fault> {
    let fault = |message: &str| Fault {
        key: question.to_owned(),
        message: french::fine(message),
    };
    let typed = typed_days(question, texts);
    let shown = standing.and_then(plain);
    let special = standing.is_some() && shown.is_none();
    let is_same = typed == shown.unwrap_or_default();
    let is_blank = typed == <[FormDay; 7]>::default();
    let replaces = texts.has(&replace_name(question));
    if texts.has(&unknown_name(question)) {
        return match standing {
            _ if !is_same && !is_blank => Err(fault(BOTH)),
            None => Ok(Said::Same),
            Some(_) => Ok(Said::Unknown),
        };
    }
    match (special, replaces) {
        (true, false) if !is_blank => return Err(fault(UNTICKED)),
        (true, true) if is_blank => return Err(fault(BLANK)),
        _ if is_same => return Ok(Said::Same),
        // A form left blank says that nothing is known, not that the place never opens.
        _ if is_blank => return Ok(Said::Unknown),
        _ => {}
    }
    match Week::from_form(&typed) {
        Ok(week) => Ok(Said::Osm(week.to_osm())),
        Err(error) => Err(Fault {
            key: key_of(question, error.day),
            message: error.to_string(),
        }),
    }
}

/// Whether any field of the editor came with the form.
pub(crate) fn is_posted(question: &str, texts: &Texts) -> bool {
    let times = DAYS
        .iter()
        .flat_map(|(_, code)| TIMES.map(|time| name(question, code, time)));
    times
        .chain([replace_name(question), unknown_name(question)])
        .any(|name| texts.has(&name))
}

/// The two spans of a day, with the texts in them.
pub(crate) fn spans(question: &str, day: Weekday, code: &str, texts: &Texts) -> [[Time; 2]; 2] {
    let time = |time: &str, what: &str| {
        let name = name(question, code, time);
        Time {
            value: texts.one(&name).to_owned(),
            label: format!("{}, {what}", capitalised(day_name(day))),
            name,
        }
    };
    [
        [time(TIMES[0], "ouverture"), time(TIMES[1], "fermeture")],
        [
            time(TIMES[2], "deuxième ouverture"),
            time(TIMES[3], "deuxième fermeture"),
        ],
    ]
}

/// The seven days as somebody filled them.
pub(crate) fn typed_days(question: &str, texts: &Texts) -> [FormDay; 7] {
    DAYS.map(|(_, code)| form_of(question, code, texts))
}

/// A day of the form as somebody filled it.
pub(crate) fn form_of(question: &str, code: &str, texts: &Texts) -> FormDay {
    let [morning_from, morning_to, afternoon_from, afternoon_to] =
        TIMES.map(|time| texts.one(&name(question, code, time)).to_owned());
    FormDay {
        morning_from,
        morning_to,
        afternoon_from,
        afternoon_to,
    }
}

/// The form of hours that are a plain week of at most two spans a day.
pub(crate) fn plain(osm: &str) -> Option<[FormDay; 7]> {
    Hours::parse(osm).ok()?.week()?.to_form()
}

/// The posted name of a field of a day.
pub(crate) fn name(question: &str, day: &str, time: &str) -> String {
    format!("{question}.{day}_{time}")
}

fn day_key(question: &str, code: &str) -> String {
    format!("{question}.{code}")
}

fn key_of(question: &str, day: Weekday) -> String {
    let code = DAYS.iter().find(|(candidate, _)| *candidate == day);
    day_key(question, code.map_or("mo", |(_, code)| code))
}

fn replace_name(question: &str) -> String {
    format!("{question}.replace")
}

fn unknown_name(question: &str) -> String {
    format!("{question}.unknown")
}

/// The French name of a day, fit to start a line.
pub(crate) fn capitalised_day(day: Weekday) -> String {
    capitalised(day_name(day))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

#[cfg(test)]
mod tests;
