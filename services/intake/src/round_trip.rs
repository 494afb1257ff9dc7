//! What a form shows of any answers is read back as these answers, section by section and entry by entry.

use portrea_domain::answer;
use portrea_domain::document::{Document, Value};
use portrea_domain::questionnaire::{Group, Kind, SectionKey};
use portrea_testkit::answers::documents;
use proptest::prelude::*;

use crate::names::Names;
use crate::sheet::Sheet;

const COMMUNES: [(&str, &str); 2] = [("22004", "Bégard"), ("22135", "Louargat")];

fn names() -> Names {
    let named = COMMUNES.map(|(code, name)| (code.to_owned(), name.to_owned()));
    named.into_iter().collect()
}

fn sheets(document: &Document) -> Vec<Sheet> {
    let sections = SectionKey::ALL.map(Sheet::Section).into_iter();
    let entries = Group::ALL.into_iter().flat_map(|group| {
        let ids = document.entry_ids(group).into_iter();
        ids.map(move |id| Sheet::Entry(group, id))
    });
    sections.chain(entries).collect()
}

/// The code of a commune by its name, as the base finds it.
fn code_of(value: Value) -> Value {
    let known = COMMUNES
        .into_iter()
        .find(|(_, name)| value.as_text() == Some(name));
    known.map_or(value, |(code, _)| code.into())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_section_filled_by_form_says_what_was_shown(document in documents(&["22004", "22135"])) {
        let mut filled = Document::default();
        for sheet in sheets(&document) {
            let texts = sheet.standing(&document, &names());
            let typed = sheet.read(&Document::default(), &names(), &texts).unwrap();
            for typed in typed {
                let question = typed.path.question().unwrap();
                let value = answer::read(question, &typed.texts).unwrap();
                let value = value.map(|value| if let Kind::Commune = question.kind { code_of(value) } else { value });
                filled.set(typed.path, value);
            }
            // Saved again as it stands, it changes nothing.
            let again = sheet.read(&document, &names(), &texts).unwrap();
            prop_assert!(again.is_empty(), "{again:?}");
        }
        prop_assert_eq!(filled, document);
    }
}
