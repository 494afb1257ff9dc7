//! The inventory as JSON: one object a place, groups as lists of objects.

use portrea_domain::document::{Path, Value};
use portrea_domain::ids::EntryId;
use portrea_domain::questionnaire::{Group, Question, SectionKey};
use serde_json::{Map, Value as Json, json};

use super::{
    InventoryError, InventoryFile, InventoryPlace, Reading, derived_id, of_place, rfc3339,
};

const FORMAT: &str = "portrea";
const VERSION: u64 = 1;

pub(super) fn write(places: &[InventoryPlace]) -> String {
    let places: Vec<Json> = places.iter().map(place).collect();
    let file = json!({ "format": FORMAT, "version": VERSION, "places": places });
    format!("{file:#}\n")
}

fn place(place: &InventoryPlace) -> Json {
    let mut answers = Map::new();
    for question in of_place() {
        put(
            &mut answers,
            question,
            place.document.get(&Path::field(question.key)),
        );
    }
    for group in Group::ALL {
        let entry = |id: EntryId| {
            let mut entry = Map::new();
            entry.insert("id".to_owned(), id.to_string().into());
            for question in group.questions() {
                put(
                    &mut entry,
                    question,
                    place.document.get(&Path::entry(group, id, question.key)),
                );
            }
            Json::Object(entry)
        };
        let entries: Vec<Json> = place
            .document
            .entry_ids(group)
            .into_iter()
            .map(entry)
            .collect();
        if !entries.is_empty() {
            answers.insert(group.as_str().to_owned(), entries.into());
        }
    }
    let verified: Map<String, Json> = place
        .verified
        .iter()
        .map(|(section, at)| (section.as_str().to_owned(), rfc3339(*at).into()))
        .collect();
    json!({
        "id": place.id,
        "source": place.source,
        "modified": place.modified_at.map(rfc3339),
        "fictional": place.fictional,
        "verified": verified,
        "answers": answers,
    })
}

fn put(answers: &mut Map<String, Json>, question: &Question, value: Option<&Value>) {
    let value = match value {
        None => return,
        Some(Value::Text(text)) => text.clone().into(),
        Some(Value::Many(codes)) => codes.clone().into(),
        Some(Value::Number(number)) => (*number).into(),
    };
    answers.insert(question.key.to_owned(), value);
}

pub(super) fn read(text: &str) -> Result<InventoryFile, InventoryError> {
    let wrong = |what: &str| InventoryError::Json(what.to_owned());
    let file: Json = serde_json::from_str(text).map_err(|error| wrong(&error.to_string()))?;
    if file["format"] != FORMAT || file["version"] != VERSION {
        return Err(wrong("« format » ou « version » n’est pas celui attendu."));
    }
    let places = file["places"]
        .as_array()
        .ok_or_else(|| wrong("il manque « places »."))?;
    let mut read = InventoryFile::default();
    for (row, place) in (1..).zip(places) {
        let mut reading = Reading::new(row, &mut read.faults);
        one(&mut reading, place);
        let row = reading.finish();
        read.rows.push(row);
    }
    Ok(read)
}

fn one(reading: &mut Reading<'_>, place: &Json) {
    let text = |key: &str| place[key].as_str().unwrap_or_default().trim().to_owned();
    reading.place.id = text("id");
    reading.place.source = text("source");
    reading.place.fictional = place["fictional"].as_bool().unwrap_or_default();
    if let Some(at) = place["modified"].as_str() {
        reading.place.modified_at = reading.instant("modified", at);
    }
    for (section, at) in place["verified"].as_object().into_iter().flatten() {
        let column = format!("verified.{section}");
        match (section.parse::<SectionKey>(), at.as_str()) {
            (Ok(section), Some(at)) => {
                if let Some(at) = reading.instant(&column, at) {
                    reading.place.verified.insert(section, at);
                }
            }
            _ => reading.fault(&column, "Cette rubrique n’est pas du questionnaire."),
        }
    }
    for (key, answer) in place["answers"].as_object().into_iter().flatten() {
        if let Ok(group) = key.parse::<Group>() {
            entries(reading, group, answer);
        } else if let Some(question) = of_place().find(|question| question.key == key) {
            take(reading, key, Path::field(key), question, answer);
        } else {
            reading.fault(
                key,
                "Cette question n’est pas du questionnaire : elle n’est pas reprise.",
            );
        }
    }
}

fn entries(reading: &mut Reading<'_>, group: Group, list: &Json) {
    let Some(list) = list.as_array() else {
        return reading.fault(group.as_str(), "Une liste est attendue.");
    };
    for (n, entry) in (1..).zip(list) {
        let given = entry["id"].as_str().and_then(|id| id.parse().ok());
        let id = given.unwrap_or_else(|| derived_id(&reading.place.id, group, n));
        for (key, answer) in entry
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| *key != "id")
        {
            let column = format!("{}.{n}.{key}", group.as_str());
            match group.question(key) {
                Some(question) => take(
                    reading,
                    &column,
                    Path::entry(group, id, key),
                    question,
                    answer,
                ),
                None => reading.fault(
                    &column,
                    "Cette question n’est pas du questionnaire : elle n’est pas reprise.",
                ),
            }
        }
    }
}

fn take(reading: &mut Reading<'_>, column: &str, path: Path, question: &Question, answer: &Json) {
    let texts = match answer {
        Json::Null => return,
        Json::String(text) => Some(vec![text.clone()]),
        Json::Number(number) => number.as_f64().map(|number| vec![number.to_string()]),
        Json::Array(list) => list
            .iter()
            .map(|code| code.as_str().map(str::to_owned))
            .collect(),
        Json::Bool(_) | Json::Object(_) => None,
    };
    match texts {
        Some(texts) => reading.answer(column, path, question, &texts),
        None => reading.fault(
            column,
            "Un texte, un nombre ou une liste de textes est attendu.",
        ),
    }
}
