//! Campaigns: waves of messages decided together.

use portrea_domain::{CampaignId, PortraitId, Timestamp};

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// Campaigns at rest.
#[derive(Debug)]
pub struct Campaigns<'t>(pub(crate) &'t mut Tx);

statements! {
    INSERT = "insert into campaign (id, portrait_id, kind, label, created_at) values ($1, $2, $3, $4, $5)";
    PORTRAIT_OF = "select portrait_id from campaign where id = $1";
    LABEL = "select label from campaign where id = $1";
    LABELLED = "select id from campaign where portrait_id = $1 and kind = $2 and label = $3 limit 1";
    LATEST = "select id from campaign where portrait_id = $1 and kind = $2 order by created_at desc, id desc limit 1";
}

impl Campaigns<'_> {
    /// Opens a campaign of a kind (`invitation:<event>`, `freshness`).
    pub async fn insert(
        &mut self,
        id: CampaignId,
        portrait_id: PortraitId,
        kind: &str,
        label: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(id.to_string())
            .bind(portrait_id.to_string())
            .bind(kind.to_owned())
            .bind(label.to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The portrait a campaign belongs to.
    pub async fn portrait_of(
        &mut self,
        id: CampaignId,
    ) -> Result<Option<PortraitId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(PORTRAIT_OF)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }

    /// What the sender sees a campaign under.
    pub async fn label(&mut self, id: CampaignId) -> Result<Option<String>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(LABEL)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map(|(label,)| label))
    }

    /// The latest campaign of a kind.
    pub async fn latest(
        &mut self,
        portrait_id: PortraitId,
        kind: &str,
    ) -> Result<Option<CampaignId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(LATEST)
            .bind(portrait_id.to_string())
            .bind(kind.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }

    /// A campaign of a kind under a label.
    pub async fn labelled(
        &mut self,
        portrait_id: PortraitId,
        kind: &str,
        label: &str,
    ) -> Result<Option<CampaignId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(LABELLED)
            .bind(portrait_id.to_string())
            .bind(kind.to_owned())
            .bind(label.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }
}
