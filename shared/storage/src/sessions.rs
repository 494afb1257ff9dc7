//! Signed-in browsers.

use portrea_domain::{PersonId, Timestamp};

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// Sessions at rest.
#[derive(Debug)]
pub struct Sessions<'t>(pub(crate) &'t mut Tx);

statements! {
    INSERT = "insert into session (token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)";
    PERSON = "select person_id from session where token_hash = $1 and expires_at > $2";
    DELETE_OF = "delete from session where person_id = $1";
    DELETE = "delete from session where token_hash = $1";
}

impl Sessions<'_> {
    /// Ends every session of a person.
    pub async fn delete_of(&mut self, id: PersonId) -> Result<(), StorageError> {
        sqlx::query(DELETE_OF)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Opens a session under the hash of its token.
    pub async fn insert(
        &mut self,
        token_hash: &str,
        person_id: PersonId,
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(token_hash.to_owned())
            .bind(person_id.to_string())
            .bind(now.millis())
            .bind(expires_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Whose session it is, if it still lives.
    pub async fn person(
        &mut self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<PersonId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(PERSON)
            .bind(token_hash.to_owned())
            .bind(now.millis())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }

    /// Ends a session.
    pub async fn delete(&mut self, token_hash: &str) -> Result<(), StorageError> {
        sqlx::query(DELETE)
            .bind(token_hash.to_owned())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }
}
