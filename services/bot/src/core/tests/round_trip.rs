//! Whatever can be answered by form can be answered by chat, question by question, and is kept the same.

use chrono::{Datelike as _, NaiveDate};
use portrea_domain::document::{Document, Path, Value};
use portrea_domain::ids::EntryId;
use portrea_domain::questionnaire::{self, Family, Group, Kind, Question, SectionKey};
use portrea_hours::{Hours, Rhythm};
use portrea_testkit::answers::documents;
use proptest::prelude::*;

use super::world::World;
use crate::core::Place;

/// Goes to the choice of a section.
fn at_sections(world: &mut World) {
    world.types("menu");
    let taps = world.last.taps.iter().flatten();
    let listing = taps
        .map(|tap| tap.label.replace('\u{a0}', " "))
        .find(|label| label.starts_with("Fiche : "));
    world.presses(&listing.unwrap()).presses("Modifier");
}

/// Says a value as people would: by its buttons, or in words.
fn say(world: &mut World, question: &Question, value: &Value) {
    match (question.kind, value) {
        (Kind::Choice(_), Value::Text(code)) => {
            world.presses(question.choice_label(code));
        }
        (_, Value::Many(codes)) => {
            for code in codes {
                world.presses(question.choice_label(code));
            }
            world.presses("C’est bon");
        }
        (Kind::Hours, Value::Text(osm)) => {
            world
                .types(&Hours::parse(osm).unwrap().to_french())
                .presses("Oui, c’est cela");
        }
        (Kind::Rhythm, Value::Text(stored)) => {
            world
                .types(&Rhythm::parse(stored).unwrap().to_french())
                .presses("Oui, c’est cela");
        }
        (Kind::Date, Value::Text(day)) => {
            let day: NaiveDate = day.parse().unwrap();
            world.types(&format!("{}/{}/{}", day.day(), day.month(), day.year()));
        }
        (_, Value::Number(number)) => {
            world.types(&number.to_string().replace('.', ","));
        }
        (_, Value::Text(text)) => {
            world.types(text);
        }
    }
}

/// Answers what is asked, as long as something is; gives the keys that were asked.
fn answer(world: &mut World, known: impl Fn(&Path) -> Option<Value>) -> Vec<&'static str> {
    let mut asked = Vec::new();
    while let Place::Asking(ask) = world.state.place.clone() {
        let question = ask.question().unwrap();
        asked.push(question.key);
        match known(&ask.path) {
            Some(value) => say(world, question, &value),
            None => drop(world.presses("Passer")),
        }
    }
    asked
}

fn tell_entry(
    world: &mut World,
    document: &Document,
    group: Group,
    id: EntryId,
) -> Vec<&'static str> {
    at_sections(world);
    world
        .presses(group.label())
        .presses(&format!("Ajouter {}", group.one()));
    let mut asked = Vec::new();
    if group == Group::Services {
        let family = document.get(&Path::service(id, "family")).unwrap();
        let family: Family = family.as_text().unwrap().parse().unwrap();
        world.presses(family.label());
        asked.push("family");
    }
    let of = |path: &Path| {
        let (_, _, key) = path.as_entry()?;
        document.get(&Path::entry(group, id, key)).cloned()
    };
    asked.extend(answer(world, of));
    asked
}

/// The entries of a group without their ids, in an order of their own.
fn entries(document: &Document, group: Group) -> Vec<String> {
    let entry = |id: EntryId| {
        let questions = group.questions().iter();
        let values: Vec<Option<&Value>> = questions
            .map(|question| document.get(&Path::entry(group, id, question.key)))
            .collect();
        format!("{values:?}")
    };
    let mut entries: Vec<String> = document.entry_ids(group).into_iter().map(entry).collect();
    entries.sort();
    entries
}

fn told(document: &Document) -> (Document, Vec<(Option<Group>, &'static str)>) {
    let mut world = World::jeanne();
    world.listing().listing.document = Document::default();
    let mut asked = Vec::new();
    for section in SectionKey::ALL
        .into_iter()
        .filter(|section| section.questions().next().is_some())
    {
        at_sections(&mut world);
        world.presses(section.label());
        let keys = answer(&mut world, |path| document.get(path).cloned());
        asked.extend(keys.into_iter().map(|key| (None, key)));
    }
    for group in Group::ALL {
        for id in document.entry_ids(group) {
            let keys = tell_entry(&mut world, document, group, id);
            asked.extend(keys.into_iter().map(|key| (Some(group), key)));
        }
    }
    (world.listing().listing.document.clone(), asked)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_section_told_by_chat_is_kept_as_it_was_told(document in documents(&["22004"])) {
        let (kept, _) = told(&document);
        for (group, question) in questionnaire::all().filter(|(group, _)| group.is_none()) {
            let path = Path::field(question.key);
            prop_assert_eq!(kept.get(&path), document.get(&path), "{:?} {}", group, question.key);
        }
        for group in Group::ALL {
            prop_assert_eq!(entries(&kept, group), entries(&document, group));
        }
    }
}

#[test]
fn every_question_is_asked() {
    let sample = |question: &Question| -> Value {
        match question.kind {
            // What other questions hang on, so that all of them are asked.
            Kind::Choice(choices) => {
                let opens = [
                    "autre",
                    "itinerant",
                    "payant",
                    "exceptionnel",
                    "oui",
                    "etre_aidee",
                ];
                let code = choices.iter().find(|choice| opens.contains(&choice.code));
                code.or(choices.first()).unwrap().code.into()
            }
            Kind::Several(choices) => Value::Many(
                choices
                    .iter()
                    .map(|choice| choice.code.to_owned())
                    .collect(),
            ),
            Kind::Number { .. } | Kind::Count(_) => Value::Number(1.0),
            Kind::Hours => "Mo 09:00-12:00".into(),
            Kind::Rhythm => "Mo semaine 09:00-12:00".into(),
            Kind::Date => "2026-08-15".into(),
            Kind::Siret => "73282932000074".into(),
            Kind::Phone => "02 96 45 20 19".into(),
            Kind::Email => "accueil@exemple.fr".into(),
            Kind::Url => "https://exemple.fr".into(),
            Kind::PostalCode => "22140".into(),
            Kind::Commune => "22004".into(),
            _ => "Réponse".into(),
        }
    };
    let mut document = Document::default();
    let id: EntryId = "0190f2a4-0000-7000-8000-000000000001".parse().unwrap();
    for (group, question) in questionnaire::all().filter(|(_, question)| question.is_asked()) {
        let path = group.map_or_else(
            || Path::field(question.key),
            |group| Path::entry(group, id, question.key),
        );
        document.set(path, Some(sample(question)));
    }
    let (kept, asked) = told(&document);
    for (group, question) in questionnaire::all().filter(|(_, question)| question.is_asked()) {
        assert!(
            asked.contains(&(group, question.key)),
            "{group:?} {} is never asked",
            question.key
        );
    }
    assert_eq!(kept.iter().count(), document.iter().count());
}
