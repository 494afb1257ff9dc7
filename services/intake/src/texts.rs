//! The texts of a form's fields: those of the values that stand, or those somebody just typed.

use std::collections::BTreeMap;

use portrea_domain::document::Value;
use portrea_domain::questionnaire::{Kind, Question};
use portrea_render::french;
use portrea_web::Posted;

use crate::names::Names;

/// Texts by field name, blanks around and blank texts left out. A name that is there without any text was left blank;
/// a name that is not there was not part of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts(BTreeMap<String, Vec<String>>);

impl Texts {
    /// What somebody typed.
    pub(crate) fn posted(posted: &Posted) -> Self {
        let mut texts = Self::default();
        for (name, text) in posted.iter() {
            texts.add(name, text);
        }
        texts
    }

    /// Adds a text to a field.
    pub(crate) fn add(&mut self, name: &str, text: &str) {
        let held = self.0.entry(name.to_owned()).or_default();
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if !text.is_empty() {
            held.push(text);
        }
    }

    /// Puts one text in a field, instead of what it held.
    pub(crate) fn put(&mut self, name: &str, text: &str) {
        self.remove(name);
        self.add(name, text);
    }

    /// Takes a field away.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Adds the texts of a value that is neither opening hours nor a rhythm.
    pub(crate) fn add_value(&mut self, question: &Question, value: &Value, names: &Names) {
        for text in of_value(question, value, names) {
            self.add(question.key, &text);
        }
    }

    /// Whether the field was part of the form.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a question was part of the form: its field, or one of its fields (`hours.opening.mo_0_from`).
    pub(crate) fn has_part_of(&self, question: &str) -> bool {
        let is_within = |name: &String| {
            let rest = name.strip_prefix(question);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.0.keys().any(is_within)
    }

    /// Every text of a field.
    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first text of a field; empty when there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }
}

/// The texts a form would post for a value.
pub(crate) fn of_value(question: &Question, value: &Value, names: &Names) -> Vec<String> {
    match (question.kind, value) {
        (Kind::Commune, Value::Text(code)) => vec![names.name(code).to_owned()],
        (_, Value::Text(text)) => vec![text.clone()],
        (_, Value::Many(codes)) => codes.clone(),
        (_, Value::Number(number)) => vec![french::number(*number)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_field_is_there_and_empty() {
        let mut texts = Texts::default();
        texts.add("place.name", "  ");
        assert!(texts.has("place.name"));
        assert_eq!(texts.all("place.name"), Vec::<String>::new().as_slice());
        assert!(!texts.has("place.kind"));
    }

    #[test]
    fn line_ends_of_browsers_are_no_difference() {
        let mut typed = Texts::default();
        typed.add("access.conditions", "Un\r\nDeux ");
        assert_eq!(typed.one("access.conditions"), "Un\nDeux");
    }
}
