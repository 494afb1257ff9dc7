//! When the answers of drafts were typed: the last typing of each answer, kept longer than the draft.

use std::collections::BTreeMap;

use portrea_domain::document::Path;
use portrea_domain::typing::Typing;
use portrea_domain::{ListingId, PersonId, Timestamp};

use crate::error::StorageError;
use crate::tx::Tx;

/// Typings at rest.
#[derive(Debug)]
pub struct TypedAnswers<'t>(pub(crate) &'t mut Tx);

statements! {
    OF = "select path, device, n, typed_at from typed_answer where person_id = $1 and listing_id = $2";
    KEEP = "insert into typed_answer (person_id, listing_id, path, device, n, typed_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (person_id, listing_id, path)
        do update set device = excluded.device, n = excluded.n, typed_at = excluded.typed_at";
}

impl TypedAnswers<'_> {
    /// The last typing of each answer of a person about a listing.
    pub async fn of(
        &mut self,
        person: PersonId,
        listing: ListingId,
    ) -> Result<BTreeMap<Path, Typing>, StorageError> {
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(OF)
            .bind(person.to_string())
            .bind(listing.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let typing = |(path, device, n, at): (String, String, i64, i64)| {
            let path = Path::try_from(path).map_err(StorageError::corrupt)?;
            let at = Timestamp::from_millis(at);
            Ok((path, Typing { device, n, at }))
        };
        rows.into_iter().map(typing).collect()
    }

    /// Keeps the typing of an answer in place of the one before.
    pub async fn keep(
        &mut self,
        person: PersonId,
        listing: ListingId,
        path: &Path,
        typing: &Typing,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(KEEP)
            .bind(person.to_string())
            .bind(listing.to_string())
            .bind(path.to_string())
            .bind(typing.device.clone())
            .bind(typing.n)
            .bind(typing.at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}
