//! Saving answers in a draft: nothing is public yet, everything can be resumed by another door.

use std::collections::BTreeMap;

use portrea_domain::document::{Path, Value};
use portrea_domain::{DraftId, ListingId, PersonId};
use portrea_storage::StorageError;

use crate::answer_read;
use crate::app::{App, mint};
use crate::error::ActionError;

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
    if tx.listings().get(listing).await?.is_none() {
        return Err(ActionError::Missing("listing"));
    }
    let mut answers = tx
        .drafts()
        .take(mint!(app, DraftId), person, listing, now)
        .await?;
    let mut errors = Vec::new();
    for Typed { path, texts } in typed {
        let Some(question) = path.question() else {
            return Err(ActionError::Missing("question"));
        };
        // Withdrawing a service withdraws all its fields, the needed ones too.
        if path.as_service().is_some() && texts.is_empty() {
            answers.insert(path.clone(), None);
            continue;
        }
        match answer_read::read(&mut tx, question, texts).await? {
            Ok(value) => {
                answers.insert(path.clone(), value);
            }
            Err(error) => errors.push(FieldError {
                path: path.clone(),
                message: error.to_string(),
            }),
        }
    }
    if !errors.is_empty() {
        return Err(ActionError::Fields(errors));
    }
    tx.drafts().save(person, listing, &answers, now).await?;
    tx.commit().await?;
    Ok(answers)
}
