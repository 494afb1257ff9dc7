//! Short codes at rest: keyed hashes only.

use portrea_domain::link::LinkPurpose;
use portrea_domain::short_code::ShortCode;
use portrea_domain::{PersonId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, to_json};
use crate::tx::Tx;

/// Short codes at rest.
#[derive(Debug)]
pub struct ShortCodes<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    person_id: String,
    purpose: String,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for ShortCode {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            person_id: parse(&row.person_id)?,
            purpose: from_json(&row.purpose)?,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            revoked_at: row.revoked_at.map(Timestamp::from_millis),
        })
    }
}

statements! {
    INSERT = "insert into short_code (id, code_hash, person_id, purpose, created_at, expires_at, revoked_at)
        values ($1, $2, $3, $4, $5, $6, null) on conflict (code_hash) do nothing";
    OPEN = "select id, person_id, purpose, created_at, expires_at, revoked_at from short_code
        where code_hash = $1 and revoked_at is null and expires_at > $2";
    LIVE = "select id, person_id, purpose, created_at, expires_at, revoked_at from short_code
        where person_id = $1 and purpose = $2 and revoked_at is null and expires_at > $3
        order by expires_at desc, id desc limit 1";
    REVOKE_ALL = "update short_code set revoked_at = $2 where person_id = $1 and revoked_at is null";
    REVOKE = "update short_code set revoked_at = $3 where person_id = $1 and purpose = $2 and revoked_at is null";
}

impl ShortCodes<'_> {
    /// Keeps a new code under its keyed hash; false when another code has that hash: draw again.
    pub async fn insert(
        &mut self,
        code: &ShortCode,
        code_hash: &str,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(code.id.to_string())
            .bind(code_hash.to_owned())
            .bind(code.person_id.to_string())
            .bind(to_json(&code.purpose)?)
            .bind(code.created_at.millis())
            .bind(code.expires_at.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// The code with this hash, if it still opens.
    pub async fn open(
        &mut self,
        code_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ShortCode>, StorageError> {
        let row: Option<Row> = sqlx::query_as(OPEN)
            .bind(code_hash.to_owned())
            .bind(now.millis())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(ShortCode::try_from).transpose()
    }

    /// The code of a person for a purpose that lives longest after `after`.
    pub async fn live(
        &mut self,
        person: PersonId,
        purpose: LinkPurpose,
        after: Timestamp,
    ) -> Result<Option<ShortCode>, StorageError> {
        let query = sqlx::query_as(LIVE)
            .bind(person.to_string())
            .bind(to_json(&purpose)?)
            .bind(after.millis());
        let row: Option<Row> = query.fetch_optional(self.0.conn()).await?;
        row.map(ShortCode::try_from).transpose()
    }

    /// Takes back every code of a person.
    pub async fn revoke_all(
        &mut self,
        person_id: PersonId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(REVOKE_ALL)
            .bind(person_id.to_string())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Takes back every code of a person for a purpose.
    pub async fn revoke(
        &mut self,
        person: PersonId,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(REVOKE)
            .bind(person.to_string())
            .bind(to_json(&purpose)?)
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}
