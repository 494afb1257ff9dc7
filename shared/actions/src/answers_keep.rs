//! Keeping answers one by one, as they are typed, on any device and in any order of arrival.

use std::borrow::Cow;
use std::collections::BTreeMap;

use portrea_domain::document::{Document, Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::typing::Typing;
use portrea_domain::{DraftId, ListingId, PersonId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::draft_save::{FieldError, Typed, put_in};
use crate::error::ActionError;
use crate::listing_leave::confirm_successor;

/// An answer as one device sends it.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What was typed.
    pub typed: Typed,
    /// Whether it differs from what its typist was shown: if not, only the time it was typed is kept.
    pub differs: bool,
    /// When, and on which device.
    pub typing: Typing,
}

/// What came of answers sent one by one.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The draft before.
    pub before: BTreeMap<Path, Option<Value>>,
    /// The draft now.
    pub after: BTreeMap<Path, Option<Value>>,
    /// What is wrong with those that were not taken, by their number.
    pub refused: Vec<(i64, FieldError)>,
}

/// Keeps in a draft the answers that were typed later than those that stand; the others change nothing, so that sending
/// them again or late is harmless. One that cannot be taken is given back and does not hold up the rest.
pub async fn keep_answers(
    app: &App,
    person: PersonId,
    listing: ListingId,
    mut edits: Vec<Edit>,
) -> Result<Kept, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let Some(published) = tx.listings().get(listing).await? else {
        return Err(ActionError::Missing("listing"));
    };
    let before = tx
        .drafts()
        .take(mint!(app, DraftId), person, listing, now)
        .await?;
    let mut typings = tx.typed_answers().of(person, listing).await?;
    let mut after = before.clone();
    let mut refused = Vec::new();
    edits.sort_by_key(|edit| edit.typing.n);
    for Edit {
        typed,
        differs,
        typing,
    } in edits
    {
        let standing = typings.get(&typed.path);
        if standing.is_some_and(|standing| !typing.is_later_than(standing)) {
            continue;
        }
        if differs {
            let mut tried = after.clone();
            let one = std::slice::from_ref(&typed);
            let seen = seen_at(&mut tx, &published, &typed.path, typing.at).await?;
            let errors = put_in(&mut tx, &published, &seen, &mut tried, one).await?;
            if !errors.is_empty() {
                refused.extend(errors.into_iter().map(|error| (typing.n, error)));
                continue;
            }
            after = tried;
        }
        tx.typed_answers()
            .keep(person, listing, &typed.path, &typing)
            .await?;
        typings.insert(typed.path, typing);
    }
    tx.drafts().save(person, listing, &after, now).await?;
    confirm_successor(&mut tx, app, person, listing).await?;
    tx.commit().await?;
    Ok(Kept {
        before: before.answers,
        after: after.answers,
        refused,
    })
}

/// What was published when an answer was typed, as far as its field goes.
async fn seen_at<'l>(
    tx: &mut Tx,
    published: &'l Listing,
    path: &Path,
    at: Timestamp,
) -> Result<Cow<'l, Document>, StorageError> {
    let mut seen = Cow::Borrowed(&published.document);
    if published.modified_at > at
        && let Some(last) = tx.reviews().latest_at(published.id, path).await?
        // Nobody typed about a listing before it was there.
        && last.decided_at.unwrap_or(last.observation.at) > at.max(published.created_at)
    {
        let revision = last.revision;
        seen.to_mut().set(revision.path, revision.old);
    }
    Ok(seen)
}
