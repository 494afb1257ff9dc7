//! What is known of a listing, in French words, question by question.

use portrea_domain::EntryId;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::person::EmailAddress;
use portrea_domain::questionnaire::{Group, Kind, Question, SectionKey};
use portrea_render::{Lookup, said};

use crate::words;

/// One answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) words: String,
    /// Where it leads: a call, a mail, a web page.
    pub(crate) href: Option<String>,
}

/// The answers of a section about the place itself. The name, the opening hours and the position have their own place on
/// the page; a place that is open is not said to be.
pub(crate) fn of_section(
    section: SectionKey,
    document: &Document,
    commune: Option<&str>,
) -> Vec<Fact> {
    let shown = |question: &&Question| {
        question.is_asked()
            && !matches!(
                question.key,
                "place.name" | "place.status" | "hours.opening"
            )
    };
    section
        .questions()
        .filter(shown)
        .filter_map(|question| {
            let value = document.get(&Path::field(question.key))?;
            match (question.kind, commune) {
                (Kind::Commune, Some(name)) => Some(plain(question, name.to_owned())),
                _ => fact(question, value),
            }
        })
        .collect()
}

/// The answers about an entry of a group, but those which name it and which are shown apart. A commune whose name is not
/// known says nothing.
pub(crate) fn of_entry(
    document: &Document,
    group: Group,
    id: EntryId,
    communes: Lookup<'_>,
) -> Vec<Fact> {
    let apart: &[&str] = match group {
        Group::Services => &["family", "name", "description"],
        Group::Stops => &["place"],
        Group::Closings => &["from", "until", "reason"],
    };
    let questions = group.questions().iter();
    questions
        .filter(|question| !apart.contains(&question.key))
        .filter_map(|question| {
            let value = document.get(&Path::entry(group, id, question.key))?;
            match (question.kind, value) {
                (Kind::Commune, Value::Text(code)) => Some(plain(question, communes(code)?)),
                _ => fact(question, value),
            }
        })
        .collect()
}

fn fact(question: &Question, value: &Value) -> Option<Fact> {
    let words = in_words(question, value)?;
    let mut fact = plain(question, words);
    match question.kind {
        Kind::Phone => {
            let digits: String = fact.words.chars().filter(char::is_ascii_digit).collect();
            fact.href = Some(format!("tel:{digits}"));
        }
        Kind::Email => match fact.words.parse::<EmailAddress>() {
            Ok(address) if !address.is_reserved() => {
                fact.href = Some(format!("mailto:{}", address.as_str()));
            }
            _ => "connue, mais pas publiée ici".clone_into(&mut fact.words),
        },
        Kind::Url => fact.href = web_address(&fact.words),
        _ => {}
    }
    Some(fact)
}

fn plain(question: &Question, words: String) -> Fact {
    Fact {
        label: words::spaced(question.label),
        words,
        href: None,
    }
}

/// Stored addresses were checked when they were typed; what is not of the web leads nowhere all the same.
fn web_address(text: &str) -> Option<String> {
    (text.starts_with("https://") || text.starts_with("http://")).then(|| text.to_owned())
}

fn in_words(question: &Question, value: &Value) -> Option<String> {
    let words = match value {
        Value::Number(number) => words::decimal(*number),
        _ => said(question, value, &|_code| None),
    };
    (!words.is_empty()).then(|| words::spaced(&words::unbroken(&words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(key: &str, value: &str) -> Fact {
        let mut document = Document::default();
        document.set(Path::field(key), Some(value.into()));
        of_section(SectionKey::Contact, &document, None).remove(0)
    }

    #[test]
    fn a_number_can_be_called_and_a_page_opened() {
        assert_eq!(
            contact("contact.phone", "02 99 12 34 56").href.as_deref(),
            Some("tel:0299123456")
        );
        assert_eq!(
            contact("contact.website", "https://a.fr").href.as_deref(),
            Some("https://a.fr")
        );
        assert_eq!(contact("contact.website", "javascript:alert(1)").href, None);
    }

    #[test]
    fn a_mail_address_that_reaches_nobody_is_not_shown() {
        let fact = contact("contact.email", "mairie@exemple.fr.invalid");
        assert_eq!(
            (fact.words.as_str(), fact.href),
            ("connue, mais pas publiée ici", None)
        );
        assert_eq!(
            contact("contact.email", "mairie@exemple.fr")
                .href
                .as_deref(),
            Some("mailto:mairie@exemple.fr")
        );
    }

    #[test]
    fn choices_are_said_in_words() {
        let mut document = Document::default();
        let served = Value::Many(vec!["jeunes".to_owned(), "seniors".to_owned()]);
        document.set(Path::field("publics.served"), Some(served));
        let facts = of_section(SectionKey::Publics, &document, None);
        assert_eq!(facts[0].label, "Qui est accueilli\u{a0}?");
        assert_eq!(facts[0].words, "Jeunes, Seniors");
    }
}
