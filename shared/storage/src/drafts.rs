//! Unpublished answers: one draft per person and listing, shared by every door.

use std::collections::BTreeMap;

use portrea_domain::document::{Path, Value};
use portrea_domain::{DraftId, ListingId, PersonId, Timestamp};

use crate::error::{StorageError, from_json, to_json};
use crate::tx::Tx;

/// Drafts at rest.
#[derive(Debug)]
pub struct Drafts<'t>(pub(crate) &'t mut Tx);

/// Answers not yet published, by path; an answer withdrawn is `None`.
type Answers = BTreeMap<Path, Option<Value>>;

/// Unpublished answers, and what was published when each was given: the base of a merge by field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The answers by path; an answer withdrawn is `None`.
    pub answers: BTreeMap<Path, Option<Value>>,
    /// What stood in public when each answer was given. One without a base takes whatever stands.
    pub bases: BTreeMap<Path, Option<Value>>,
}

fn draft((answers, bases): (String, String)) -> Result<Draft, StorageError> {
    Ok(Draft {
        answers: from_json(&answers)?,
        bases: from_json(&bases)?,
    })
}

statements! {
    TAKE = "insert into draft (id, person_id, listing_id, answers, version, created_at, updated_at)
        values ($1, $2, $3, '{}', 1, $4, $4)
        on conflict (person_id, listing_id) do update set version = draft.version + 1
        returning answers, bases";
    GET = "select answers from draft where person_id = $1 and listing_id = $2";
    READ = "select answers, bases from draft where person_id = $1 and listing_id = $2";
    SAVE = "update draft set answers = $3, updated_at = $4, bases = $5 where person_id = $1 and listing_id = $2";
    DELETE = "delete from draft where person_id = $1 and listing_id = $2";
}

impl Drafts<'_> {
    /// The answers of a draft; none when there is no draft.
    pub async fn get(
        &mut self,
        person: PersonId,
        listing: ListingId,
    ) -> Result<Answers, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(GET)
            .bind(person.to_string())
            .bind(listing.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map_or_else(|| Ok(Answers::new()), |(answers,)| from_json(&answers))
    }

    /// Takes a draft for this transaction alone, made if missing (under `id`), and reads it.
    pub async fn take(
        &mut self,
        id: DraftId,
        person: PersonId,
        listing: ListingId,
        now: Timestamp,
    ) -> Result<Draft, StorageError> {
        let row: (String, String) = sqlx::query_as(TAKE)
            .bind(id.to_string())
            .bind(person.to_string())
            .bind(listing.to_string())
            .bind(now.millis())
            .fetch_one(self.0.conn())
            .await?;
        draft(row)
    }

    /// A draft with the bases of its answers; an empty one when there is none.
    pub async fn read(
        &mut self,
        person: PersonId,
        listing: ListingId,
    ) -> Result<Draft, StorageError> {
        let row: Option<(String, String)> = sqlx::query_as(READ)
            .bind(person.to_string())
            .bind(listing.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map_or_else(|| Ok(Draft::default()), draft)
    }

    /// Writes a draft taken by [`Self::take`].
    pub async fn save(
        &mut self,
        person: PersonId,
        listing: ListingId,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(SAVE)
            .bind(person.to_string())
            .bind(listing.to_string())
            .bind(to_json(&draft.answers)?)
            .bind(now.millis())
            .bind(to_json(&draft.bases)?);
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Forgets a draft.
    pub async fn delete(
        &mut self,
        person: PersonId,
        listing: ListingId,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(DELETE)
            .bind(person.to_string())
            .bind(listing.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}
