//! What is known of a listing: values by path. The paths are the questionnaire's, so form, chat, file and history agree.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{EntryId, ServiceId};
use crate::questionnaire::{self, Group, Question, SectionKey};

/// The address of one value: `hours.opening`, or `services.<id>.name` for a field of one entry of a repeating group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(String);

/// A text that is not a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a field")]
pub struct PathError(String);

impl Path {
    /// The path of a field of the place itself, by the key of its question (`place.name`).
    #[must_use]
    pub fn field(key: &str) -> Self {
        Self(key.to_owned())
    }

    /// The path of a field of one service, by the key of its question (`fee`).
    #[must_use]
    pub fn service(id: ServiceId, key: &str) -> Self {
        Self::entry(Group::Services, id, key)
    }

    /// The path of a field of one entry of a group, by the key of its question (`closings`, `from`).
    #[must_use]
    pub fn entry(group: Group, id: EntryId, key: &str) -> Self {
        Self(format!("{}.{id}.{key}", group.as_str()))
    }

    /// The path of another field of the same entry, or of the place itself.
    #[must_use]
    pub fn sibling(&self, key: &str) -> Self {
        match self.as_entry() {
            Some((group, id, _)) => Self::entry(group, id, key),
            None => Self::field(key),
        }
    }

    /// The stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The service and the key of its field, when this is a field of a service.
    #[must_use]
    pub fn as_service(&self) -> Option<(ServiceId, &str)> {
        match self.as_entry()? {
            (Group::Services, id, key) => Some((id, key)),
            _ => None,
        }
    }

    /// The group, the entry and the key of its field, when this is a field of an entry.
    #[must_use]
    pub fn as_entry(&self) -> Option<(Group, EntryId, &str)> {
        let (group, rest) = self.0.split_once('.')?;
        let (id, key) = rest.split_once('.')?;
        Some((group.parse().ok()?, id.parse().ok()?, key))
    }

    /// The question this value answers, if the questionnaire still has it.
    #[must_use]
    pub fn question(&self) -> Option<&'static Question> {
        match self.as_entry() {
            Some((group, _, key)) => group.question(key),
            None => questionnaire::question(&self.0),
        }
    }
}

impl FromStr for Path {
    type Err = PathError;
    fn from_str(text: &str) -> Result<Self, PathError> {
        let path = Self(text.to_owned());
        if path.question().is_some() {
            Ok(path)
        } else {
            Err(PathError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Path {
    type Error = PathError;
    /// Stored paths are kept even when their question is gone: history is not rewritten.
    fn try_from(text: String) -> Result<Self, PathError> {
        if text.is_empty() {
            Err(PathError(text))
        } else {
            Ok(Self(text))
        }
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A text, a code of a single choice, opening hours in OSM syntax…
    Text(String),
    /// Codes of several choices, in the order of the questionnaire.
    Many(Vec<String>),
    /// A number.
    Number(f64),
}

impl Value {
    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The codes, when they are several choices.
    #[must_use]
    pub fn as_many(&self) -> &[String] {
        if let Self::Many(codes) = self {
            codes
        } else {
            &[]
        }
    }

    /// The number, when it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self {
            Some(*number)
        } else {
            None
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// Values by path. An absent path is *unknown*, never empty and never zero.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document(BTreeMap<Path, Value>);

impl Document {
    /// The value at `path`.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&Value> {
        self.0.get(path)
    }

    /// The text at a field of the place.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.get(&Path::field(key)).and_then(Value::as_text)
    }

    /// Sets a value, or withdraws it; gives back what stood there.
    pub fn set(&mut self, path: Path, value: Option<Value>) -> Option<Value> {
        match value {
            Some(value) => self.0.insert(path, value),
            None => self.0.remove(&path),
        }
    }

    /// All values in path order.
    pub fn iter(&self) -> btree_map::Iter<'_, Path, Value> {
        self.0.iter()
    }

    /// Whether anything is known that a person could vouch for in a section: unknown is not the same as nothing.
    #[must_use]
    pub fn answers_section(&self, section: SectionKey) -> bool {
        self.0
            .keys()
            .filter_map(Path::question)
            .any(|question| question.section == section)
    }

    /// Ids of the services, oldest first (ids sort by time).
    #[must_use]
    pub fn service_ids(&self) -> Vec<ServiceId> {
        self.entry_ids(Group::Services)
    }

    /// Ids of the entries of a group, oldest first.
    #[must_use]
    pub fn entry_ids(&self, group: Group) -> Vec<EntryId> {
        let mut ids: Vec<EntryId> = self
            .0
            .keys()
            .filter_map(Path::as_entry)
            .filter(|(of, _, key)| *of == group && *key == group.lead_key())
            .map(|(_, id, _)| id)
            .collect();
        ids.sort();
        ids
    }

    /// Whether the question behind a path is asked, given what is known.
    #[must_use]
    pub fn asks(&self, path: &Path) -> bool {
        let group = path.as_entry().and_then(|(group, _, _)| group.condition());
        let own = path.question().and_then(|question| question.condition);
        group.is_none_or(|condition| condition.holds(self.get(&Path::field(condition.key))))
            && own.is_none_or(|condition| condition.holds(self.get(&path.sibling(condition.key))))
    }

    /// Paths of answers to questions that are no longer asked, each before what leans on it.
    #[must_use]
    pub fn no_longer_asked(&self) -> Vec<Path> {
        let mut rest = self.clone();
        let mut gone = Vec::new();
        loop {
            let before = gone.len();
            let stale: Vec<Path> = rest
                .0
                .keys()
                .filter(|path| !rest.asks(path))
                .cloned()
                .collect();
            for path in stale {
                rest.set(path.clone(), None);
                gone.push(path);
            }
            if gone.len() == before {
                return gone;
            }
        }
    }

    /// Dates that come before the one they must follow, each with a French sentence.
    #[must_use]
    pub fn misordered(&self) -> Vec<(Path, String)> {
        let fault = |(path, value): (&Path, &Value)| {
            let question = path.question()?;
            let first = path.sibling(question.not_before?);
            // Days are stored year first: their order is that of their texts.
            let is_before = value.as_text()? < self.get(&first)?.as_text()?;
            let named = first.question()?.label;
            is_before.then(|| {
                (
                    path.clone(),
                    format!("Cette date vient avant « {named} ». Corrigez l’une des deux."),
                )
            })
        };
        self.iter().filter_map(fault).collect()
    }
}

impl<'d> IntoIterator for &'d Document {
    type Item = (&'d Path, &'d Value);
    type IntoIter = btree_map::Iter<'d, Path, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<(Path, Value)> for Document {
    fn from_iter<T: IntoIterator<Item = (Path, Value)>>(values: T) -> Self {
        Self(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_must_lead_to_a_question() {
        assert!("hours.opening".parse::<Path>().is_ok());
        assert!(
            "services.0190f2a4-0000-7000-8000-000000000000.fee"
                .parse::<Path>()
                .is_ok()
        );
        assert!("services.nothing.fee".parse::<Path>().is_err());
        assert!("place.__proto__".parse::<Path>().is_err());
    }

    fn with(values: &[(&str, Value)]) -> Document {
        let path = |(path, value): &(&str, Value)| (path.parse().unwrap(), value.clone());
        values.iter().map(path).collect()
    }

    const CLOSING: &str = "closings.0190f2a4-0000-7000-8000-000000000000";
    const STOP: &str = "stops.0190f2a4-0000-7000-8000-000000000000";

    #[test]
    fn an_answer_that_is_no_longer_asked_goes_with_what_leans_on_it() {
        let mut document = with(&[
            ("place.mobility", "itinerant".into()),
            (&format!("{STOP}.place"), "Place du marché".into()),
            ("publics.served", Value::Many(vec!["autre".to_owned()])),
            ("publics.other", "Les marins".into()),
        ]);
        assert_eq!(document.no_longer_asked(), []);
        document.set(Path::field("place.mobility"), Some("fixe".into()));
        document.set(Path::field("publics.served"), None);
        let gone: Vec<String> = document
            .no_longer_asked()
            .iter()
            .map(Path::to_string)
            .collect();
        assert_eq!(gone, ["publics.other".to_owned(), format!("{STOP}.place")]);
    }

    #[test]
    fn a_closing_that_ends_before_it_begins_is_a_fault_of_its_end() {
        let closing = |until: &str| {
            with(&[
                (&format!("{CLOSING}.from"), "2026-08-10".into()),
                (&format!("{CLOSING}.until"), until.into()),
            ])
        };
        assert_eq!(closing("2026-08-10").misordered(), []);
        let faults = closing("2026-08-09").misordered();
        assert_eq!(faults[0].0.as_str(), format!("{CLOSING}.until"));
        assert!(faults[0].1.contains("Fermé à partir du"));
    }

    #[test]
    fn a_document_reads_back_from_its_stored_form() {
        let mut document = Document::default();
        document.set(Path::field("place.name"), Some("Mairie".into()));
        document.set(
            Path::field("publics.served"),
            Some(Value::Many(vec!["seniors".to_owned()])),
        );
        let stored = serde_json::to_string(&document).unwrap();
        assert_eq!(
            stored,
            r#"{"place.name":"Mairie","publics.served":["seniors"]}"#
        );
        assert_eq!(serde_json::from_str::<Document>(&stored).unwrap(), document);
    }
}
