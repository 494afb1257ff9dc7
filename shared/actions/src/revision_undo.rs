//! Taking back a change that stands: a new change that says so, history is not rewritten.

use portrea_domain::document::{Path, Value};
use portrea_domain::listing::Listing;
use portrea_domain::merge::{entry_of, is_of, leads};
use portrea_domain::observation::RevisionState;
use portrea_domain::{EntryId, PersonId, RevisionId};
use portrea_storage::{Review, Tx};
use portrea_territory::normalise;

use crate::app::App;
use crate::error::ActionError;
use crate::revision_decide::write;

/// What came of taking a change back.
#[derive(Clone, Debug, PartialEq)]
pub enum Undoing {
    /// What stood before it stands again.
    Undone,
    /// It already does.
    AlreadySo,
    /// Somebody said something else since: taking it back would lose that too, so it has to be confirmed.
    ChangedSince(Box<Review>),
}

/// What an observation that takes a change back says it comes from.
pub const UNDO_SOURCE: &str = "annulation";

/// Takes back a change that stands, whoever said it. When the same field changed again later nothing is done, unless
/// `confirmed`. An entry (a service, a stop, a closing) that was added or
/// withdrawn at once comes or goes as a whole.
pub async fn undo_revision(
    app: &App,
    referent: PersonId,
    id: RevisionId,
    confirmed: bool,
) -> Result<Undoing, ActionError> {
    let mut tx = app.storage.begin().await?;
    let review = tx
        .reviews()
        .get(id)
        .await?
        .ok_or(ActionError::Missing("revision"))?;
    let mut listing = tx.listings().lock(review.observation.listing_id).await?;
    if review.state != RevisionState::Accepted {
        return Err(ActionError::refused(
            "Cette modification n’a jamais été publiée\u{a0}: il n’y a rien à annuler.",
        ));
    }
    let group = group(&mut tx, &listing, &review).await?;
    if let Some(needed) = group.iter().find(|one| is_needed(one)) {
        let label = needed
            .revision
            .path
            .question()
            .map_or("Cette réponse", |question| question.label);
        return Err(ActionError::refused(format!(
            "«\u{a0}{label}\u{a0}» ne peut pas rester sans réponse\u{a0}: corrigez-la plutôt."
        )));
    }
    let stands = |path: &Path| listing.document.get(path);
    if group
        .iter()
        .all(|one| stands(&one.revision.path) == one.revision.old.as_ref())
    {
        return Ok(Undoing::AlreadySo);
    }
    let moved = group
        .iter()
        .find(|one| stands(&one.revision.path) != one.revision.new.as_ref());
    if let (Some(moved), false) = (moved, confirmed) {
        let later = tx
            .reviews()
            .latest_at(listing.id, &moved.revision.path)
            .await?;
        let later = later.unwrap_or_else(|| review.clone());
        return Ok(Undoing::ChangedSince(Box::new(later)));
    }
    let values: Vec<(Path, Option<Value>)> = before(&listing, &group);
    let undone: Vec<_> = group
        .iter()
        .map(|one| (one.revision.path.clone(), one.revision.id))
        .collect();
    let revisions = write(&mut tx, app, referent, &mut listing, values, UNDO_SOURCE).await?;
    for revision in &revisions {
        let of_path = undone.iter().find(|(path, _)| *path == revision.path);
        let undoes = of_path.map_or(id, |(_, undoes)| *undoes);
        tx.reviews().note_undone(revision.id, undoes).await?;
    }
    listing.modified_at = app.now();
    let name_norm = normalise(listing.name());
    tx.listings().save(&listing, &name_norm).await?;
    tx.operations().bump().await?;
    tx.commit().await?;
    tracing::info!(listing.id = %listing.id, revision.id = %id, "revision.undone");
    Ok(Undoing::Undone)
}

/// The change alone, or all that was said at once of an entry that came or went with it.
async fn group(
    tx: &mut Tx,
    listing: &Listing,
    review: &Review,
) -> Result<Vec<Review>, ActionError> {
    let Some(entry) = entry_of(&review.revision.path) else {
        return Ok(vec![review.clone()]);
    };
    let mut all = tx.reviews().of_listing(listing.id).await?;
    all.retain(|one| {
        is_of(&one.revision.path, entry)
            && one.observation.id == review.observation.id
            && one.state == RevisionState::Accepted
    });
    let comes_or_goes = |one: &Review| {
        let revision = &one.revision;
        leads(&revision.path).is_some() && (revision.old.is_none() || revision.new.is_none())
    };
    Ok(if all.iter().any(comes_or_goes) {
        all
    } else {
        vec![review.clone()]
    })
}

/// Whether taking a change back would leave a needed answer empty.
fn is_needed(review: &Review) -> bool {
    let revision = &review.revision;
    let is_place = revision.path.as_entry().is_none();
    let question = revision.path.question();
    is_place && revision.old.is_none() && question.is_some_and(|question| question.required)
}

/// The values that stood before; an entry that goes takes with it what was said of it since.
fn before(listing: &Listing, group: &[Review]) -> Vec<(Path, Option<Value>)> {
    let mut values: Vec<(Path, Option<Value>)> = group
        .iter()
        .map(|one| (one.revision.path.clone(), one.revision.old.clone()))
        .collect();
    let goes = |entry: EntryId| {
        values
            .iter()
            .any(|(path, value)| leads(path) == Some(entry) && value.is_none())
    };
    let mut rest = Vec::new();
    for (path, _) in &listing.document {
        let is_said = values.iter().any(|(said, _)| said == path);
        if !is_said && entry_of(path).is_some_and(goes) {
            rest.push((path.clone(), None));
        }
    }
    values.extend(rest);
    values
}
