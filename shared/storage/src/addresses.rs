//! What is known of addresses themselves: those that bounce, and those whose owner objected.

use portrea_domain::Timestamp;
use portrea_domain::message::Stream;
use portrea_domain::person::EmailAddress;
use portrea_domain::retention::{Kept, rule};
use sqlx::query::QueryAs;

use crate::error::{StorageError, parse};
use crate::lists::cut;
use crate::tx::Tx;

/// Addresses at rest.
#[derive(Debug)]
pub struct Addresses<'t>(pub(crate) &'t mut Tx);

/// Soft bounces after which an address gets nothing until they fade.
pub const MOST_SOFT_BOUNCES: i64 = 5;
/// Days without a soft bounce after which they are forgotten.
pub const SOFT_BOUNCES_FADE_DAYS: i64 = rule(Kept::SoftBounces).days;

statements! {
    HARD = "insert into bounced_address (email, reason, at, hard, soft) values ($1, $2, $3, 1, 0)
        on conflict (email) do update set reason = excluded.reason, at = excluded.at, hard = 1
        where bounced_address.hard = 0";
    SOFT = "insert into bounced_address (email, reason, at, hard, soft) values ($1, $2, $3, 0, 1)
        on conflict (email) do update set reason = excluded.reason, at = excluded.at,
            soft = (case when bounced_address.at < $4 then 1 else bounced_address.soft + 1 end)
        where bounced_address.hard = 0 returning soft";
    FADE = "delete from bounced_address where hard = 0 and at < $1";
    FREE = "delete from bounced_address where email = $1";
    OBJECT = "insert into opposed_address (digest, stream, at) values ($1, $2, $3) on conflict (digest, stream) do nothing";
    WELCOME = "delete from opposed_address where digest = $1 and stream = $2";
}

list_statements! {
    OBJECTIONS from 1 = "select digest, stream from opposed_address where digest in (#)";
}

impl Addresses<'_> {
    /// Notes that an address does not exist: nothing is sent there until it is corrected.
    pub async fn note_hard(
        &mut self,
        email: &EmailAddress,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(HARD)
            .bind(email.to_string())
            .bind(reason.to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Counts a passing failure of an address; gives how many there were lately. Nothing changes for a dead address.
    pub async fn note_soft(
        &mut self,
        email: &EmailAddress,
        reason: &str,
        now: Timestamp,
    ) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(SOFT)
            .bind(email.to_string())
            .bind(reason.to_owned())
            .bind(now.millis())
            .bind(now.plus_days(-SOFT_BOUNCES_FADE_DAYS).millis())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map_or(0, |(count,)| count))
    }

    /// Forgets passing failures that are long over.
    pub async fn fade(&mut self, now: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(FADE).bind(now.plus_days(-SOFT_BOUNCES_FADE_DAYS).millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Forgets that an address bounced.
    pub async fn free(&mut self, email: &EmailAddress) -> Result<(), StorageError> {
        let query = sqlx::query(FREE).bind(email.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Keeps that the owner of an address, known by its digest, objects to a stream.
    pub async fn object(
        &mut self,
        digest: &str,
        stream: Stream,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(OBJECT)
            .bind(digest.to_owned())
            .bind(stream.as_str().to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The owner of an address wants a stream again. Nobody else may call this.
    pub async fn welcome_again(
        &mut self,
        digest: &str,
        stream: Stream,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(WELCOME)
            .bind(digest.to_owned())
            .bind(stream.as_str().to_owned());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// What the owners of these addresses object to.
    pub async fn objections(
        &mut self,
        digests: &[String],
    ) -> Result<Vec<(String, Stream)>, StorageError> {
        let mut found = Vec::new();
        for (sql, binds) in cut(&OBJECTIONS, digests) {
            let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
            let rows: Vec<(String, String)> = query.fetch_all(self.0.conn()).await?;
            for (digest, stream) in rows {
                found.push((digest, parse(&stream)?));
            }
        }
        Ok(found)
    }
}
