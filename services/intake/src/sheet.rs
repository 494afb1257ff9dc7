//! A sheet: the questions of one screen, and how what was typed there is read.

use std::collections::BTreeMap;

use portrea_actions::{ActionError, FieldError, Typed};
use portrea_domain::EntryId;
use portrea_domain::answer;
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::questionnaire::{Group, Kind, Question, SectionKey};

use crate::french;
use crate::names::Names;
use crate::overlay::Overlay;
use crate::rhythm;
use crate::texts::Texts;
use crate::week::{self, Said};

/// The questions of one screen: a section about the place, or one entry of a repeating group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// A section about the place.
    Section(SectionKey),
    /// An entry of a repeating group.
    Entry(Group, EntryId),
}

/// The path of a question that was posted, and the texts when they differ from what stands.
pub(crate) type Posted = (Path, Option<Vec<String>>);

/// French words by the key of the element they are about.
pub(crate) type Faults = BTreeMap<String, String>;

impl Sheet {
    /// The questions people are asked, in order, the conditional ones too.
    pub(crate) fn questions(self) -> Vec<&'static Question> {
        match self {
            Self::Section(section) => section.questions().filter(|q| q.is_asked()).collect(),
            Self::Entry(group, _) => group.questions().iter().filter(|q| q.is_asked()).collect(),
        }
    }

    /// Whether a question is asked, given the texts of the form and, for what is not in it, what stands.
    pub(crate) fn asks(self, question: &Question, document: &Document, texts: &Texts) -> bool {
        let Some(condition) = question.condition else {
            return true;
        };
        if texts.has(condition.key) {
            let said = Value::Many(texts.all(condition.key).to_vec());
            return condition.holds(Some(&said));
        }
        let other = self.path(question).sibling(condition.key);
        condition.holds(document.get(&other))
    }

    /// The first question that what was just said brings up, and which was not on the form. What a new entry is of was
    /// known when its form was shown.
    pub(crate) fn brought_up(
        self,
        before: &Document,
        after: &Document,
        typed: &Texts,
    ) -> Option<&'static Question> {
        let lead = match self {
            Self::Section(_) => "",
            Self::Entry(group, _) => group.lead_key(),
        };
        self.questions().into_iter().find(|question| {
            let path = self.path(question);
            question
                .condition
                .is_some_and(|condition| condition.key != lead)
                && !typed.has(question.key)
                && !before.asks(&path)
                && after.asks(&path)
                && after.get(&path).is_none()
        })
    }

    /// Where the answer to a question is kept.
    pub(crate) fn path(self, question: &Question) -> Path {
        match self {
            Self::Section(_) => Path::field(question.key),
            Self::Entry(group, id) => Path::entry(group, id, question.key),
        }
    }

    /// Whether a draft changes anything asked here.
    pub(crate) fn is_changed_in(self, overlay: &Overlay) -> bool {
        match self {
            Self::Section(section) => overlay.changes_section(section),
            Self::Entry(_, id) => overlay.changes_entry(id),
        }
    }

    /// Whether an answer is given here.
    pub(crate) fn has(self, path: &Path) -> bool {
        self.questions()
            .into_iter()
            .any(|question| self.path(question) == *path)
    }

    /// The texts a form shows for what stands in a document.
    pub(crate) fn standing(self, document: &Document, names: &Names) -> Texts {
        let mut texts = Texts::default();
        for question in self.questions() {
            let value = document.get(&self.path(question));
            match (question.kind, value) {
                (Kind::Hours, value) => {
                    week::fill(&mut texts, question.key, value.and_then(Value::as_text));
                }
                (Kind::Rhythm, value) => {
                    rhythm::fill(&mut texts, question.key, value.and_then(Value::as_text));
                }
                (_, Some(value)) => texts.add_value(question, value, names),
                (_, None) => {}
            }
        }
        texts
    }

    /// What was typed that differs from what stands, or French words about what cannot be read. A question that was
    /// not part of the posted form is left alone, unless an answer is needed and none stands.
    pub(crate) fn read(
        self,
        document: &Document,
        names: &Names,
        typed: &Texts,
    ) -> Result<Vec<Typed>, Faults> {
        let standing = self.standing(document, names);
        let mut changed = Vec::new();
        let mut faults = Faults::new();
        let questions = self.questions().into_iter();
        for question in questions.filter(|question| self.asks(question, document, typed)) {
            let path = self.path(question);
            match said(question, &path, document, &standing, typed) {
                Ok(Some(texts)) => changed.push(Typed { path, texts }),
                Ok(None) => {}
                Err(fault) => {
                    faults.insert(fault.key, fault.message);
                }
            }
        }
        if faults.is_empty() {
            return Ok(changed);
        }
        // The rest is looked at too: one round is enough to see everything there is to correct.
        faults.extend(changed.iter().filter_map(fault_of));
        Err(faults)
    }
}

impl Sheet {
    /// What was typed for the questions that were posted, and those alone.
    pub(crate) fn read_posted(
        self,
        document: &Document,
        names: &Names,
        typed: &Texts,
    ) -> Result<Vec<Posted>, Faults> {
        let standing = self.standing(document, names);
        let mut read = Vec::new();
        let mut faults = Faults::new();
        for question in self.questions() {
            if !typed.has_part_of(question.key) {
                continue;
            }
            let path = self.path(question);
            match said(question, &path, document, &standing, typed) {
                Ok(texts) => read.push((path, texts)),
                Err(fault) => {
                    faults.insert(fault.key, fault.message);
                }
            }
        }
        if faults.is_empty() {
            Ok(read)
        } else {
            Err(faults)
        }
    }
}

/// What to save for a question; nothing when it is as it was.
fn said(
    question: &Question,
    path: &Path,
    document: &Document,
    standing: &Texts,
    typed: &Texts,
) -> Result<Option<Vec<String>>, week::Fault> {
    let held = document.get(path).and_then(Value::as_text);
    match question.kind {
        Kind::Hours => hours(question, held, typed),
        Kind::Rhythm => rhythm::read(question.key, held, typed),
        _ => Ok(texts(question, standing, typed)),
    }
}

/// Words of refused answers by the key of their question; other errors are given back.
pub(crate) fn faults(error: ActionError) -> Result<Faults, ActionError> {
    let ActionError::Fields(errors) = error else {
        return Err(error);
    };
    Ok(errors
        .into_iter()
        .map(|FieldError { path, message }| (key(&path).to_owned(), french::fine(&message)))
        .collect())
}

fn fault_of(typed: &Typed) -> Option<(String, String)> {
    let error = answer::read(typed.path.question()?, &typed.texts).err()?;
    Some((
        key(&typed.path).to_owned(),
        french::fine(&error.to_string()),
    ))
}

fn key(path: &Path) -> &str {
    path.as_entry().map_or(path.as_str(), |(_, _, key)| key)
}

/// What to save for a question of texts; nothing when it is as it was.
fn texts(question: &Question, standing: &Texts, typed: &Texts) -> Option<Vec<String>> {
    let (was, is) = (standing.all(question.key), typed.all(question.key));
    let is_missing = question.required && was.is_empty() && is.is_empty();
    let is_changed = typed.has(question.key) && was != is;
    match is {
        // A blank text and not an empty list, which would withdraw a needed answer without a word.
        [] if is_missing || is_changed => Some(vec![String::new()]),
        _ if is_changed => Some(is.to_vec()),
        _ => None,
    }
}

fn hours(
    question: &Question,
    held: Option<&str>,
    typed: &Texts,
) -> Result<Option<Vec<String>>, week::Fault> {
    if !week::is_posted(question.key, typed) {
        return Ok(None);
    }
    Ok(match week::read(question.key, held, typed)? {
        Said::Same => None,
        Said::Unknown => Some(vec![String::new()]),
        Said::Osm(osm) => Some(vec![osm]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        [
            (Path::field("place.name"), Value::from("Mairie")),
            (Path::field("place.status"), Value::from("open")),
            (Path::field("place.kind"), Value::from("mairie")),
            (Path::field("place.commune"), Value::from("35184")),
        ]
        .into_iter()
        .collect()
    }

    fn read(sheet: Sheet, pairs: &[(&str, &str)]) -> Result<Vec<(String, Vec<String>)>, Faults> {
        let mut typed = Texts::default();
        for (name, text) in pairs {
            typed.add(name, text);
        }
        let changed = sheet.read(&document(), &Names::default(), &typed)?;
        Ok(changed
            .into_iter()
            .map(|typed| (typed.path.to_string(), typed.texts))
            .collect())
    }

    #[test]
    fn only_what_differs_is_saved() {
        let place = Sheet::Section(SectionKey::Place);
        let changed = read(
            place,
            &[
                ("place.name", "Mairie "),
                ("place.address", "1 place de l’Église"),
            ],
        );
        let expected = (
            "place.address".to_owned(),
            vec!["1 place de l’Église".to_owned()],
        );
        assert_eq!(changed, Ok(vec![expected]));
    }

    #[test]
    fn a_blank_needed_answer_is_asked_for_and_an_absent_field_is_left_alone() {
        let place = Sheet::Section(SectionKey::Place);
        assert_eq!(
            read(place, &[("place.name", " ")]),
            Ok(vec![("place.name".to_owned(), vec![String::new()])])
        );
        assert_eq!(read(place, &[]), Ok(vec![]));
    }

    #[test]
    fn wrong_hours_do_not_hide_what_else_is_wrong() {
        let long = "é".repeat(301);
        let faults = read(
            Sheet::Section(SectionKey::Hours),
            &[("hours.opening.mo_0_from", "25:00"), ("hours.note", &long)],
        );
        let keys: Vec<String> = faults.unwrap_err().into_keys().collect();
        assert_eq!(keys, ["hours.note", "hours.opening.mo"]);
    }
}
