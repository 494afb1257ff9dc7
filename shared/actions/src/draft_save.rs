//! Saving answers in a draft: nothing is public yet, everything can be resumed by another door.

use std::collections::BTreeMap;

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::typing::Typing;
use portrea_domain::{DraftId, ListingId, PersonId};
use portrea_storage::{StorageError, Tx};

use crate::answer_read;
use crate::app::{App, mint};
use crate::error::ActionError;
use crate::listing_leave::confirm_successor;

/// What was typed or ticked for one field; an empty list withdraws the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The field.
    pub path: Path,
    /// The texts as they came.
    pub texts: Vec<String>,
}

/// What is wrong with one field, in French words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub path: Path,
    /// What to do about it.
    pub message: String,
}

/// The unpublished answers of a person about a listing.
pub async fn draft_of(
    app: &App,
    person: PersonId,
    listing: ListingId,
) -> Result<BTreeMap<Path, Option<Value>>, StorageError> {
    app.storage
        .read()
        .await?
        .drafts()
        .get(person, listing)
        .await
}

/// Adds answers to a draft. Either all are taken or, with [`ActionError::Fields`], none.
pub async fn save_draft(
    app: &App,
    person: PersonId,
    listing: ListingId,
    typed: &[Typed],
) -> Result<BTreeMap<Path, Option<Value>>, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let Some(published) = tx.listings().get(listing).await? else {
        return Err(ActionError::Missing("listing"));
    };
    let mut answers = tx
        .drafts()
        .take(mint!(app, DraftId), person, listing, now)
        .await?;
    let errors = put_in(&mut tx, &published, &mut answers, typed).await?;
    if !errors.is_empty() {
        return Err(ActionError::Fields(errors));
    }
    tx.drafts().save(person, listing, &answers, now).await?;
    let typing = Typing::now(now);
    for Typed { path, .. } in typed {
        tx.typed_answers()
            .keep(person, listing, path, &typing)
            .await?;
    }
    confirm_successor(&mut tx, app, person, listing).await?;
    tx.commit().await?;
    Ok(answers)
}

/// Reads what was typed into the answers of a draft; gives what is wrong with those that cannot be taken, and then the
/// answers are of no use.
pub(crate) async fn put_in(
    tx: &mut Tx,
    published: &Listing,
    answers: &mut BTreeMap<Path, Option<Value>>,
    typed: &[Typed],
) -> Result<Vec<FieldError>, ActionError> {
    let mut errors = Vec::new();
    for Typed { path, texts } in typed {
        let Some(question) = path.question() else {
            return Err(ActionError::Missing("question"));
        };
        // Withdrawing an entry withdraws all its fields, the needed ones too.
        if path.as_entry().is_some() && texts.is_empty() {
            answers.insert(path.clone(), None);
            continue;
        }
        match answer_read::read(tx, question, texts).await? {
            Ok(value) => {
                answers.insert(path.clone(), value);
            }
            Err(error) => errors.push(FieldError {
                path: path.clone(),
                message: error.to_string(),
            }),
        }
    }
    if errors.is_empty() {
        errors = settle(&published.document, answers);
    }
    Ok(errors)
}

/// Withdraws answers to questions that are no longer asked, and says what contradicts itself.
fn settle(published: &Document, answers: &mut BTreeMap<Path, Option<Value>>) -> Vec<FieldError> {
    let mut document = published.clone();
    for (path, value) in answers.iter() {
        document.set(path.clone(), value.clone());
    }
    for path in document.no_longer_asked() {
        document.set(path.clone(), None);
        if published.get(&path).is_some() {
            answers.insert(path, None);
        } else {
            answers.remove(&path);
        }
    }
    let misordered = document.misordered().into_iter();
    misordered
        .filter(|(path, _)| {
            answers.keys().any(|said| {
                said.as_entry().map(|(_, id, _)| id) == path.as_entry().map(|(_, id, _)| id)
            })
        })
        .map(|(path, message)| FieldError { path, message })
        .collect()
}
