//! Reading one answer with all that is known here: opening hours, rhythms and communes are checked too.

use portrea_domain::answer::{self, AnswerError};
use portrea_domain::document::Value;
use portrea_domain::questionnaire::{Kind, Question};
use portrea_domain::territory::CommuneCode;
use portrea_hours::{Hours, Rhythm};
use portrea_storage::{StorageError, Tx};
use portrea_territory::{Directory, Entry, Found, directory, normalise};

/// Reads what was typed for a question: the value, nothing, or French words about what is wrong.
pub(crate) async fn read(
    tx: &mut Tx,
    question: &Question,
    typed: &[String],
) -> Result<Result<Option<Value>, AnswerError>, StorageError> {
    let value = match answer::read(question, typed) {
        Ok(Some(value)) => value,
        other => return Ok(other),
    };
    let text = value.as_text().unwrap_or_default().to_owned();
    match question.kind {
        Kind::Hours => Ok(hours(&text).map(Some)),
        Kind::Rhythm => Ok(rhythm(&text).map(Some)),
        Kind::Commune => Ok(commune(tx, &text).await?.map(Some)),
        _ => Ok(Ok(Some(value))),
    }
}

fn hours(text: &str) -> Result<Value, AnswerError> {
    match Hours::parse(text) {
        Ok(hours) => Ok(hours.as_osm().into()),
        Err(_unreadable) => Err(AnswerError(
            "Ces horaires ne se lisent pas. Exemple : lundi 9 h – 12 h.".to_owned(),
        )),
    }
}

/// A rhythm in its stored form, or as people write it.
fn rhythm(text: &str) -> Result<Value, AnswerError> {
    if let Ok(rhythm) = Rhythm::parse(text) {
        return Ok(Value::Text(rhythm.to_string()));
    }
    match Rhythm::read(text) {
        Ok(rhythm) => Ok(Value::Text(rhythm.to_string())),
        Err(refusal) => Err(AnswerError(refusal.sentence_fr)),
    }
}

/// A commune by its code, by its exact name (accents and hyphens do not matter) when only one has it, else by whatever
/// leaves no doubt: a post code of one commune, the beginning of a name nobody else has.
async fn commune(tx: &mut Tx, text: &str) -> Result<Result<Value, AnswerError>, StorageError> {
    if let Ok(code) = text.parse::<CommuneCode>()
        && tx.geography().commune(&code).await?.is_some()
    {
        return Ok(Ok(code.as_str().into()));
    }
    let name = normalise(text);
    let mut found = tx.geography().search(&name, 20).await?;
    found.retain(|commune| commune.name_norm == name);
    Ok(match found.as_slice() {
        [one] => Ok(one.code.as_str().into()),
        _ => directory().map_or_else(
            |_damaged| Err(unknown(text)),
            |directory| by_directory(directory, text),
        ),
    })
}

fn by_directory(directory: &Directory, text: &str) -> Result<Value, AnswerError> {
    let listed = |entries: &[&Entry]| {
        let names: Vec<String> = entries.iter().map(|entry| entry.full_name()).collect();
        names.join(" ; ")
    };
    match directory.find(text, None) {
        Found::One(entry) => Ok(entry.code.as_str().into()),
        Found::Several(entries) => Err(AnswerError(format!(
            "Plusieurs communes correspondent. Donnez le nom et le code postal : {}.",
            listed(&entries)
        ))),
        Found::Close(entries) => Err(AnswerError(format!(
            "Aucune commune ne s’écrit ainsi. Vouliez-vous dire : {} ?",
            listed(&entries)
        ))),
        Found::Nothing => Err(unknown(text)),
    }
}

fn unknown(text: &str) -> AnswerError {
    AnswerError(format!(
        "Aucune commune ne s’appelle « {text} ». Vérifiez l’orthographe."
    ))
}
