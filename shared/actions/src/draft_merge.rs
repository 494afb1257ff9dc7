//! Merging a draft with what others published meanwhile: what both changed is shown, and its author chooses.

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::merge::{conflicts, entry_of, is_of, leads};
use portrea_domain::{DraftId, ListingId, PersonId};
use portrea_storage::{Draft, Review, StorageError, Tx};

use crate::app::{App, mint};
use crate::error::ActionError;

/// A question that got two answers: one is published, the other is in a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// The field.
    pub path: Path,
    /// What stands.
    pub published: Option<Value>,
    /// What the draft says.
    pub mine: Option<Value>,
    /// Who published what stands, when and by which door, when it is known.
    pub by: Option<Review>,
}

/// Which of two answers stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// What is published: the author of the draft agrees.
    Published,
    /// What the draft says.
    Mine,
}

/// What a listing looked like at a version.
pub async fn document_at(
    tx: &mut Tx,
    listing: &Listing,
    version: i64,
) -> Result<Document, StorageError> {
    let mut document = listing.document.clone();
    for later in tx.reviews().since(listing.id, version).await? {
        document.set(later.revision.path, later.revision.old);
    }
    Ok(document)
}

/// What a draft says against what others published since.
pub async fn disputes(
    tx: &mut Tx,
    listing: &Listing,
    draft: &Draft,
) -> Result<Vec<Dispute>, StorageError> {
    let mut disputes = Vec::new();
    for path in conflicts(&listing.document, &draft.answers, &draft.bases) {
        disputes.push(Dispute {
            published: listing.document.get(&path).cloned(),
            mine: draft.answers.get(&path).cloned().flatten(),
            by: tx.reviews().latest_at(listing.id, &path).await?,
            path,
        });
    }
    Ok(disputes)
}

/// Settles a dispute, for a field or for a whole entry, as its author chose on a page that showed the listing at a
/// version. What somebody published since that version is disputed again.
pub async fn settle_dispute(
    app: &App,
    person: PersonId,
    listing: ListingId,
    path: &Path,
    choice: Choice,
    seen: i64,
) -> Result<(), ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let listing = tx.listings().require(listing).await?;
    let seen = document_at(&mut tx, &listing, seen).await?;
    let mut draft = tx
        .drafts()
        .take(mint!(app, DraftId), person, listing.id, now)
        .await?;
    let entry = entry_of(path);
    let chosen: Vec<Path> = conflicts(&listing.document, &draft.answers, &draft.bases)
        .into_iter()
        .filter(|other| other == path || entry.is_some_and(|entry| is_of(other, entry)))
        .collect();
    for path in chosen {
        let base = seen.get(&path).cloned();
        if choice == Choice::Published {
            draft.answers.insert(path.clone(), base.clone());
        }
        draft.bases.insert(path, base);
    }
    if let (Choice::Mine, Some(entry)) = (choice, entry) {
        let lead =
            |(path, value): (&Path, &Option<Value>)| leads(path) == Some(entry) && value.is_none();
        let is_withdrawn = draft.answers.iter().any(lead);
        // What was added to it meanwhile goes with it.
        for (path, value) in seen
            .iter()
            .filter(|(path, _)| is_withdrawn && is_of(path, entry))
        {
            draft.answers.insert(path.clone(), None);
            draft.bases.insert(path.clone(), Some(value.clone()));
        }
        let said = tx.reviews().of_listing(listing.id).await?;
        bring_back(&listing, &said, &mut draft, |path| is_of(path, entry));
    }
    tx.drafts().save(person, listing.id, &draft, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts what somebody else withdrew of an entry back under the answers that were given about it.
fn bring_back(
    listing: &Listing,
    said: &[Review],
    draft: &mut Draft,
    is_of_entry: impl Fn(&Path) -> bool,
) {
    let is_kept = |path: &Path| leads(path).is_some();
    let is_there = listing
        .document
        .iter()
        .any(|(path, _)| is_kept(path) && is_of_entry(path));
    let withdraws =
        |path: &Path, value: &Option<Value>| is_kept(path) && is_of_entry(path) && value.is_none();
    if is_there
        || draft
            .answers
            .iter()
            .any(|(path, value)| withdraws(path, value))
    {
        return;
    }
    // What was said last comes first.
    for review in said {
        let revision = &review.revision;
        if is_of_entry(&revision.path) && revision.old.is_some() && revision.new.is_none() {
            draft.bases.entry(revision.path.clone()).or_insert(None);
            draft
                .answers
                .entry(revision.path.clone())
                .or_insert_with(|| revision.old.clone());
        }
    }
}
