//! Answers in French words: one value, one entry of a repeating group, and the name of a field.

use chrono::NaiveDate;
use portrea_domain::closing::Closing;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::ids::EntryId;
use portrea_domain::questionnaire::{Group, Kind, Question};
use portrea_domain::siret;
use portrea_hours::{Hours, Rhythm};

use crate::french;

/// Finds the name of a commune by its code; nothing when it is not known.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What a value says, in the words people read; its text as it is when it cannot be read as its question expects.
#[must_use]
pub fn said(question: &Question, value: &Value, commune: Lookup<'_>) -> String {
    match (question.kind, value) {
        (Kind::Hours, Value::Text(text)) => {
            Hours::parse(text).map_or_else(|_unreadable| text.clone(), |hours| hours.to_french())
        }
        (Kind::Rhythm, Value::Text(text)) => {
            Rhythm::parse(text).map_or_else(|_unreadable| text.clone(), |rhythm| rhythm.to_french())
        }
        (Kind::Date, Value::Text(text)) => text.parse().map_or_else(|_no_day| text.clone(), day),
        (Kind::Siret, Value::Text(text)) => siret::grouped(text).to_string(),
        (Kind::Commune, Value::Text(code)) => commune(code).unwrap_or_else(|| code.clone()),
        (_, Value::Text(text)) => question.choice_label(text).to_owned(),
        (_, Value::Many(codes)) => {
            let labels: Vec<&str> = codes
                .iter()
                .map(|code| question.choice_label(code))
                .collect();
            labels.join(", ")
        }
        (_, Value::Number(number)) => french::number(*number),
    }
}

/// « 15 août 2026 », « 1er mars 2027 ».
#[must_use]
pub fn day(day: NaiveDate) -> String {
    french::calendar_day(day)
}

/// « 3,5 heures d’aide par semaine »: a number with what it counts; the number alone when that is not said.
#[must_use]
pub fn counted(question: &Question, number: f64) -> String {
    let unit = if number < 2.0 {
        question.unit.0
    } else {
        question.unit.1
    };
    let number = french::number(number);
    if unit.is_empty() {
        number
    } else {
        format!("{number}\u{a0}{unit}")
    }
}

/// « du 1er au 15 août 2026 », « le 3 mars 2026 », with the reason after it.
#[must_use]
pub fn closing_words(closing: &Closing) -> String {
    let (from, until) = (day(closing.from), day(closing.until));
    let period = if closing.from == closing.until {
        format!("le {from}")
    } else {
        format!("du {from} au {until}")
    };
    match closing.reason.as_str() {
        "" => period,
        reason => format!("{period}\u{a0}: {reason}"),
    }
}

/// An entry of a repeating group in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryWords {
    /// What it is called.
    pub title: String,
    /// The rest of what is known, answer by answer in the order of the questionnaire, each fit to stand alone.
    pub rest: Vec<String>,
}

/// An entry in words. What its title says is not said again.
#[must_use]
pub fn entry_words(
    document: &Document,
    group: Group,
    id: EntryId,
    commune: Lookup<'_>,
) -> EntryWords {
    let get = |key: &str| document.get(&Path::entry(group, id, key));
    let text = |key: &str| get(key).and_then(Value::as_text);
    let words = |key: &str| Some(said(group.question(key)?, get(key)?, commune));
    let (title, told): (Option<String>, &[&str]) = match group {
        Group::Services => (
            text("name").map(str::to_owned).or_else(|| words("family")),
            &["name"],
        ),
        Group::Stops => (words("place"), &["place"]),
        Group::Closings => {
            let from = words("from").unwrap_or_default();
            let title = match words("until") {
                Some(until) if until != from => format!("du {from} au {until}"),
                _ => format!("le {from}"),
            };
            (Some(title), &["from", "until"])
        }
    };
    let rest = group
        .questions()
        .iter()
        .filter(|question| !told.contains(&question.key));
    EntryWords {
        title: title.unwrap_or_else(|| group.one().to_owned()),
        rest: rest
            .filter_map(|question| standing_alone(question, get(question.key)?, commune))
            .collect(),
    }
}

/// An answer that can be read without its question; a commune whose name is not known says nothing.
fn standing_alone(question: &Question, value: &Value, commune: Lookup<'_>) -> Option<String> {
    let words = match (question.kind, value) {
        (_, Value::Number(number)) => counted(question, *number),
        (Kind::Date, _) => format!(
            "{}\u{a0}: {}",
            question.label,
            said(question, value, commune)
        ),
        (Kind::Commune, Value::Text(code)) => commune(code)?,
        _ => said(question, value, commune),
    };
    (!words.is_empty()).then_some(words)
}

/// The name of a field as a list of changes shows it: the question, after the entry it is about when there is one.
#[must_use]
pub fn label_of(document: &Document, path: &Path) -> Option<String> {
    let question = path.question()?;
    Some(match path.as_entry() {
        Some((group, id, _)) => {
            let title = entry_words(document, group, id, &|_code| None).title;
            format!("{title} – {}", question.label)
        }
        None => question.label.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use portrea_domain::questionnaire::question;

    const ID: &str = "0190f2a4-0000-7000-8000-000000000000";

    fn entry(group: Group, values: &[(&str, Value)]) -> EntryWords {
        let id = ID.parse().unwrap();
        let document: Document = values
            .iter()
            .map(|(key, value)| (Path::entry(group, id, key), value.clone()))
            .collect();
        let named = |code: &str| (code == "22004").then(|| "Bégard".to_owned());
        entry_words(&document, group, id, &named)
    }

    #[test]
    fn a_service_is_told_with_what_its_numbers_count() {
        let words = entry(
            Group::Services,
            &[
                ("family", "etre_aidee".into()),
                ("name", "Permanence".into()),
                ("fee", "gratuit".into()),
                ("hours", Value::Number(3.5)),
                ("persons", Value::Number(1.0)),
            ],
        );
        assert_eq!(words.title, "Permanence");
        let expected = [
            "Être aidé·e dans ses démarches",
            "Gratuit",
            "3,5\u{a0}heures d’aide par semaine",
            "1\u{a0}aidant",
        ];
        assert_eq!(words.rest, expected);
    }

    #[test]
    fn a_closing_is_told_by_its_days_and_a_stop_by_its_place() {
        let words = entry(
            Group::Closings,
            &[
                ("from", "2026-08-01".into()),
                ("until", "2026-08-15".into()),
                ("reason", "Congés".into()),
            ],
        );
        assert_eq!(
            (words.title.as_str(), words.rest.join(" · ").as_str()),
            ("du 1er août 2026 au 15 août 2026", "Congés")
        );
        let words = entry(
            Group::Stops,
            &[
                ("place", "Place du marché".into()),
                ("commune", "22004".into()),
                ("times", "Mo mois 09:00-12:00".into()),
                ("first_date", "2026-03-02".into()),
            ],
        );
        let expected = [
            "Bégard",
            "une fois par mois\u{a0}: lundi 9\u{a0}h – 12\u{a0}h",
            "Premier passage\u{a0}: 2 mars 2026",
        ];
        assert_eq!(
            (words.title.as_str(), words.rest.as_slice()),
            ("Place du marché", &expected.map(str::to_owned)[..])
        );
    }

    #[test]
    fn a_commune_that_is_not_known_is_never_shown_as_a_code_in_an_entry() {
        let words = entry(
            Group::Stops,
            &[("place", "Bourg".into()), ("commune", "99999".into())],
        );
        assert_eq!(words.rest, Vec::<String>::new());
    }

    #[test]
    fn a_siret_is_shown_in_groups() {
        let words = said(
            question("place.siret").unwrap(),
            &"73282932000074".into(),
            &|_code| None,
        );
        assert_eq!(words.replace('\u{a0}', " "), "732 829 320 00074");
    }
}
