//! What channels sent us: stored before it is acknowledged, processed in order per address.

use portrea_domain::Timestamp;
use portrea_domain::conversation::ChatChannel;

use crate::error::StorageError;
use crate::tx::Tx;

/// Updates at rest.
#[derive(Debug)]
pub struct Inbox<'t>(pub(crate) &'t mut Tx);

/// An update that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// The channel's own number for it.
    pub update_id: i64,
    /// The chat it belongs to.
    pub address: String,
    /// The update as it came.
    pub body: String,
}

statements! {
    INSERT = "insert into inbox (channel, update_id, address, body, received_at, processed_at)
        values ($1, $2, $3, $4, $5, null) on conflict (channel, update_id) do nothing";
    WAITING = "select update_id, address, body from inbox where channel = $1 and processed_at is null
        order by update_id limit $2";
    PROCESSED = "update inbox set processed_at = $3, body = '' where channel = $1 and update_id = $2 and processed_at is null";
    PROCESSED_ALREADY = "select count(*) from inbox
        where channel = $1 and update_id = $2 and processed_at is not null";
    LAST = "select max(update_id) from inbox where channel = $1";
}

impl Inbox<'_> {
    /// Stores an update; false when it already came.
    pub async fn store(
        &mut self,
        channel: ChatChannel,
        row: &InboxRow,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(channel.as_str().to_owned())
            .bind(row.update_id)
            .bind(row.address.clone())
            .bind(row.body.clone())
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Updates not processed yet, oldest first.
    pub async fn waiting(
        &mut self,
        channel: ChatChannel,
        limit: i64,
    ) -> Result<Vec<InboxRow>, StorageError> {
        let rows: Vec<(i64, String, String)> = sqlx::query_as(WAITING)
            .bind(channel.as_str().to_owned())
            .bind(limit)
            .fetch_all(self.0.conn())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(update_id, address, body)| InboxRow {
                update_id,
                address,
                body,
            })
            .collect())
    }

    /// Marks an update processed and forgets its words; false when somebody else did: their work stands, ours must be dropped.
    pub async fn processed(
        &mut self,
        channel: ChatChannel,
        update_id: i64,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(PROCESSED)
            .bind(channel.as_str().to_owned())
            .bind(update_id)
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Whether an update was processed already.
    pub async fn is_processed(
        &mut self,
        channel: ChatChannel,
        update_id: i64,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query_as(PROCESSED_ALREADY)
            .bind(channel.as_str().to_owned())
            .bind(update_id);
        let (count,): (i64,) = query.fetch_one(self.0.conn()).await?;
        Ok(count > 0)
    }

    /// The highest number seen on a channel.
    pub async fn last(&mut self, channel: ChatChannel) -> Result<Option<i64>, StorageError> {
        let (last,): (Option<i64>,) = sqlx::query_as(LAST)
            .bind(channel.as_str().to_owned())
            .fetch_one(self.0.conn())
            .await?;
        Ok(last)
    }
}
