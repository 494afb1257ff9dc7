//! The fields of a sheet as a page shows them: one per question, by the kind of its answer.

use portrea_domain::document::{Document, Value};
use portrea_domain::questionnaire::{Kind, Question};

use crate::communes;
use crate::french;
use crate::rhythm::{self, RhythmEditor};
use crate::sheet::{Faults, Sheet};
use crate::texts::Texts;
use crate::week::{self, Editor};

/// A field of a form.
pub(crate) struct Field {
    /// The posted name.
    pub(crate) name: &'static str,
    /// The element that holds it.
    pub(crate) id: String,
    /// The question.
    pub(crate) label: String,
    /// Help under it; may be empty.
    pub(crate) help: String,
    /// Whether an answer is needed.
    pub(crate) required: bool,
    /// What is wrong with what was typed.
    pub(crate) error: Option<String>,
    /// How it is answered.
    pub(crate) control: Control,
    /// The answer it hangs on, if any.
    pub(crate) when: Option<When>,
    /// Whether it is folded away: few places have something to say to it, and this one has said nothing.
    pub(crate) folded: bool,
}

/// What a field hangs on: it is shown, and posted, only with some answers to another one.
pub(crate) struct When {
    /// The posted name of the other field.
    pub(crate) name: &'static str,
    /// The codes of which one is enough, separated by spaces.
    pub(crate) codes: String,
    /// Whether it is asked as things stand.
    pub(crate) holds: bool,
}

/// How a question is answered.
pub(crate) enum Control {
    /// One line.
    Line(Line),
    /// Several lines.
    Lines(String),
    /// Cards: one of them, or several.
    Cards {
        /// Whether several can be ticked.
        several: bool,
        /// The cards.
        options: Vec<Card>,
    },
    /// Opening hours.
    Week(Editor),
    /// Days and hours with a frequency for each day.
    Rhythm(RhythmEditor),
    /// A commune: its name or post code, and those to choose among when several are meant.
    Commune {
        /// The text in it.
        value: String,
        /// The communes to choose among.
        choices: Vec<communes::Choice>,
    },
}

/// A field of one line.
pub(crate) struct Line {
    /// The type of the input.
    pub(crate) kind: &'static str,
    /// Which keyboard helps.
    pub(crate) inputmode: &'static str,
    /// What a browser may fill in.
    pub(crate) autocomplete: &'static str,
    /// Whether the answer is short.
    pub(crate) short: bool,
    /// The text in it.
    pub(crate) value: String,
}

/// One possible answer.
pub(crate) struct Card {
    /// The posted code; empty to withdraw the answer.
    pub(crate) code: &'static str,
    /// The words.
    pub(crate) label: String,
    /// Whether it is chosen.
    pub(crate) checked: bool,
}

impl Field {
    /// What describes the field to those who do not see the layout.
    pub(crate) fn described_by(&self) -> String {
        let hint = (!self.help.is_empty()).then(|| format!("{}-aide", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-erreur", self.id));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        ids.join(" ")
    }
}

/// An error in the summary on top: where it is, and what to do.
pub(crate) struct Pointer {
    /// The element.
    pub(crate) id: String,
    /// The words.
    pub(crate) message: String,
}

/// The identity of the element of a key.
pub(crate) fn id(key: &str) -> String {
    key.replace('.', "-")
}

/// The fields of a sheet, filled with texts, with words where something is wrong.
pub(crate) fn build(
    sheet: Sheet,
    document: &Document,
    texts: &Texts,
    faults: &Faults,
) -> Vec<Field> {
    let field = |question: &'static Question| {
        let answer = document.get(&sheet.path(question));
        let standing = answer.and_then(Value::as_text);
        let when = question.condition.map(|condition| When {
            name: condition.key,
            codes: condition.codes.join(" "),
            holds: sheet.asks(question, document, texts),
        });
        let is_brought_up = when.as_ref().is_some_and(|when| when.holds);
        Field {
            folded: question.rare && answer.is_none() && !is_brought_up,
            name: question.key,
            id: id(question.key),
            label: french::fine(question.label),
            help: french::fine(question.help),
            required: question.required,
            error: faults.get(question.key).cloned(),
            control: control(question, standing, texts, faults),
            when,
        }
    };
    sheet.questions().into_iter().map(field).collect()
}

/// Errors in the order of the fields, for the summary on top.
pub(crate) fn pointers(fields: &[Field]) -> Vec<Pointer> {
    let mut pointers = Vec::new();
    for field in fields {
        pointers.extend(field.error.as_ref().map(|message| Pointer {
            id: field.id.clone(),
            message: message.clone(),
        }));
        let days: Vec<(&str, Option<&String>)> = match &field.control {
            Control::Week(editor) => {
                let days = editor.days.iter();
                days.map(|day| (day.key.as_str(), day.error.as_ref()))
                    .collect()
            }
            Control::Rhythm(editor) => {
                let days = editor.days.iter();
                days.map(|day| (day.key.as_str(), day.error.as_ref()))
                    .collect()
            }
            _ => Vec::new(),
        };
        pointers.extend(days.into_iter().filter_map(|(key, error)| {
            Some(Pointer {
                id: id(key),
                message: error?.clone(),
            })
        }));
    }
    pointers
}

fn control(
    question: &'static Question,
    standing: Option<&str>,
    texts: &Texts,
    faults: &Faults,
) -> Control {
    match question.kind {
        Kind::LongText(_) => Control::Lines(texts.one(question.key).to_owned()),
        Kind::Several(_) => cards(question, texts, true),
        Kind::Choice(_) => cards(question, texts, false),
        Kind::Hours => Control::Week(week::editor(question.key, standing, texts, |key| {
            faults.get(key).cloned()
        })),
        Kind::Rhythm => Control::Rhythm(rhythm::editor(question.key, texts, |key| {
            faults.get(key).cloned()
        })),
        Kind::Commune => Control::Commune {
            value: texts.one(question.key).to_owned(),
            choices: match faults.get(question.key) {
                Some(_) => communes::choices(
                    texts.one(question.key),
                    texts.one(&communes::chosen_field(question.key)),
                    standing.and_then(|code| code.parse().ok()).as_ref(),
                ),
                None => Vec::new(),
            },
        },
        _ => Control::Line(line(question, texts.one(question.key))),
    }
}

fn cards(question: &'static Question, texts: &Texts, several: bool) -> Control {
    let chosen = texts.all(question.key);
    let mut options: Vec<Card> = question
        .choices()
        .iter()
        .map(|choice| Card {
            code: choice.code,
            label: french::fine(choice.label),
            checked: chosen.iter().any(|code| code == choice.code),
        })
        .collect();
    // A radio button cannot be let go of: not knowing is an answer of its own.
    if !several && !question.required {
        options.push(Card {
            code: "",
            label: "Je ne sais pas".to_owned(),
            checked: chosen.is_empty(),
        });
    }
    Control::Cards { several, options }
}

fn line(question: &Question, value: &str) -> Line {
    let (kind, inputmode, autocomplete, short) = match question.kind {
        Kind::Phone => ("tel", "tel", "tel", true),
        Kind::Email => ("email", "email", "email", false),
        Kind::Url => ("url", "url", "url", false),
        Kind::PostalCode => ("text", "numeric", "postal-code", true),
        Kind::Number { .. } => ("text", "decimal", "off", true),
        Kind::Count(_) => ("text", "numeric", "off", true),
        Kind::Date => ("date", "text", "off", true),
        Kind::Siret => ("text", "numeric", "off", false),
        _ => match question.key {
            "place.name" => ("text", "text", "organization", false),
            "place.address" => ("text", "text", "street-address", false),
            _ => ("text", "text", "off", false),
        },
    };
    Line {
        kind,
        inputmode,
        autocomplete,
        short,
        value: value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::questionnaire::{self, Group, SectionKey};

    use super::*;

    #[test]
    fn every_question_of_every_section_has_a_field() {
        let entry = "0190f2a4-0000-7000-8000-000000000000".parse().unwrap();
        let sections = SectionKey::ALL.map(Sheet::Section).into_iter();
        let groups = Group::ALL.map(|group| Sheet::Entry(group, entry));
        let mut asked = 0;
        for sheet in sections.chain(groups) {
            let (nothing, texts) = (Document::default(), Texts::default());
            let fields = build(sheet, &nothing, &texts, &Faults::new());
            asked += fields.len();
            assert!(fields.iter().all(|field| field.name != "place.position"));
        }
        let all = questionnaire::all().filter(|(_, question)| question.is_asked());
        assert_eq!(asked, all.count());
    }

    #[test]
    fn errors_are_pointed_at_in_the_order_of_the_fields() {
        let faults: Faults = [
            ("hours.note".to_owned(), "Trop long.".to_owned()),
            ("hours.opening.fr".to_owned(), "Vendredi…".to_owned()),
        ]
        .into();
        let sheet = Sheet::Section(SectionKey::Hours);
        let fields = build(sheet, &Document::default(), &Texts::default(), &faults);
        let ids: Vec<String> = pointers(&fields)
            .into_iter()
            .map(|pointer| pointer.id)
            .collect();
        assert_eq!(ids, ["hours-opening-fr", "hours-note"]);
    }

    #[test]
    fn a_choice_that_is_not_needed_can_be_withdrawn() {
        let question = questionnaire::service_question("fee").unwrap();
        let Control::Cards { options, .. } = cards(question, &Texts::default(), false) else {
            panic!("cards expected");
        };
        let last = options.last().unwrap();
        assert!(last.code.is_empty() && last.checked);
    }
}
