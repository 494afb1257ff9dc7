//! A change in words: what a question is called, what stood, what is said instead.

use std::collections::BTreeMap;

use portrea_domain::document::{Path, Value};

use crate::answer_words::said;

/// A change in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What the question is called.
    pub label: String,
    /// What stood; nothing when it was unknown.
    pub before: Option<String>,
    /// What is said instead; nothing when it is withdrawn.
    pub after: Option<String>,
}

/// Names of communes by code: a change names them, a code is no word.
pub type CommuneNames = BTreeMap<String, String>;

/// Words for the change of one field. A question the questionnaire no longer has is called by its path.
#[must_use]
pub fn change_of(
    path: &Path,
    before: Option<&Value>,
    after: Option<&Value>,
    communes: &CommuneNames,
) -> Change {
    let words = |value: Option<&Value>| value.map(|value| value_words(path, value, communes));
    Change {
        label: path
            .question()
            .map_or_else(|| path.to_string(), |question| question.label.to_owned()),
        before: words(before),
        after: words(after),
    }
}

/// A value in words, as the question it answers is read.
#[must_use]
pub fn value_words(path: &Path, value: &Value, communes: &CommuneNames) -> String {
    let raw = || match value {
        Value::Text(text) => text.clone(),
        Value::Many(codes) => codes.join(", "),
        Value::Number(number) => crate::french::number(*number),
    };
    let Some(question) = path.question() else {
        return raw();
    };
    let words = said(question, value, &|code| communes.get(code).cloned());
    if words.is_empty() { raw() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_said_as_its_question_is_read() {
        let communes: CommuneNames = [("22004".to_owned(), "Bégard".to_owned())].into();
        let said = |key: &str, before: Option<&str>, after: Option<&str>| {
            let (before, after) = (before.map(Value::from), after.map(Value::from));
            let change = change_of(
                &Path::field(key),
                before.as_ref(),
                after.as_ref(),
                &communes,
            );
            format!(
                "{}: {} → {}",
                change.label,
                change.before.as_deref().unwrap_or("?"),
                change.after.as_deref().unwrap_or("-")
            )
        };
        assert_eq!(
            said("place.commune", None, Some("22004")),
            "Commune: ? → Bégard"
        );
        assert_eq!(
            said("place.kind", Some("mairie"), None),
            "Type de lieu: Mairie → -"
        );
        assert!(said("hours.opening", None, Some("Mo 09:00-12:00")).contains("lundi"));
        assert_eq!(said("gone.field", None, Some("x")), "gone.field: ? → x");
    }
}
