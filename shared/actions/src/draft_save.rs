//! Saving answers in a draft: nothing is public yet, everything can be resumed by another door.

use std::collections::BTreeMap;

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::typing::Typing;
use portrea_domain::{DraftId, ListingId, PersonId};
use portrea_storage::{Draft, StorageError, Tx};

use crate::answer_read;
use crate::app::{App, mint};
use crate::draft_merge::document_at;
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

/// Adds answers to a draft. Either all are taken or, with [`ActionError::Fields`], none. Each remembers what is
/// published now: should that change before it is published, nobody's word is lost.
pub async fn save_draft(
    app: &App,
    person: PersonId,
    listing: ListingId,
    typed: &[Typed],
) -> Result<BTreeMap<Path, Option<Value>>, ActionError> {
    save_draft_seen(app, person, listing, typed, None).await
}

/// As [`save_draft`], for answers given on a page that showed the listing as it stood at a version.
pub async fn save_draft_seen(
    app: &App,
    person: PersonId,
    listing: ListingId,
    typed: &[Typed],
    seen: Option<i64>,
) -> Result<BTreeMap<Path, Option<Value>>, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let listing = tx
        .listings()
        .get(listing)
        .await?
        .ok_or(ActionError::Missing("listing"))?;
    let seen = match seen {
        Some(version) => document_at(&mut tx, &listing, version).await?,
        None => listing.document.clone(),
    };
    let mut draft = tx
        .drafts()
        .take(mint!(app, DraftId), person, listing.id, now)
        .await?;
    let errors = put_in(&mut tx, &listing, &seen, &mut draft, typed).await?;
    if !errors.is_empty() {
        return Err(ActionError::Fields(errors));
    }
    tx.drafts().save(person, listing.id, &draft, now).await?;
    let typing = Typing::now(now);
    for Typed { path, .. } in typed {
        tx.typed_answers()
            .keep(person, listing.id, path, &typing)
            .await?;
    }
    confirm_successor(&mut tx, app, person, listing.id).await?;
    tx.commit().await?;
    Ok(draft.answers)
}

/// Reads what was typed beside what was `seen` into a draft; gives what is wrong with answers that cannot be taken, and
/// then the draft is of no use.
pub(crate) async fn put_in(
    tx: &mut Tx,
    published: &Listing,
    seen: &Document,
    draft: &mut Draft,
    typed: &[Typed],
) -> Result<Vec<FieldError>, ActionError> {
    let answers = match read_typed(tx, typed).await {
        Ok(answers) => answers,
        Err(ActionError::Fields(errors)) => return Ok(errors),
        Err(error) => return Err(error),
    };
    for (path, value) in answers {
        let base = seen.get(&path).cloned();
        draft.bases.insert(path.clone(), base);
        draft.answers.insert(path, value);
    }
    Ok(settle(&published.document, draft))
}

/// What was typed as values, or [`ActionError::Fields`].
pub(crate) async fn read_typed(
    tx: &mut Tx,
    typed: &[Typed],
) -> Result<Vec<(Path, Option<Value>)>, ActionError> {
    let mut answers = Vec::with_capacity(typed.len());
    let mut errors = Vec::new();
    for Typed { path, texts } in typed {
        let Some(question) = path.question() else {
            return Err(ActionError::Missing("question"));
        };
        // Withdrawing an entry withdraws all its fields, the needed ones too.
        if path.as_entry().is_some() && texts.is_empty() {
            answers.push((path.clone(), None));
            continue;
        }
        match answer_read::read(tx, question, texts).await? {
            Ok(value) => answers.push((path.clone(), value)),
            Err(error) => errors.push(FieldError {
                path: path.clone(),
                message: error.to_string(),
            }),
        }
    }
    if errors.is_empty() {
        Ok(answers)
    } else {
        Err(ActionError::Fields(errors))
    }
}

/// Withdraws answers to questions that are no longer asked, and says what contradicts itself.
fn settle(published: &Document, draft: &mut Draft) -> Vec<FieldError> {
    let mut document = published.clone();
    for (path, value) in &draft.answers {
        document.set(path.clone(), value.clone());
    }
    for path in document.no_longer_asked() {
        document.set(path.clone(), None);
        if let Some(stands) = published.get(&path) {
            let base = draft.bases.entry(path.clone());
            base.or_insert_with(|| Some(stands.clone()));
            draft.answers.insert(path, None);
        } else {
            draft.answers.remove(&path);
            draft.bases.remove(&path);
        }
    }
    let misordered = document.misordered().into_iter();
    misordered
        .filter(|(path, _)| {
            draft.answers.keys().any(|said| {
                said.as_entry().map(|(_, id, _)| id) == path.as_entry().map(|(_, id, _)| id)
            })
        })
        .map(|(path, message)| FieldError { path, message })
        .collect()
}
