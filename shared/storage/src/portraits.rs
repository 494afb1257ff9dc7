//! Portraits.

use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::territory::EpciCode;
use portrea_domain::{PortraitId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// Portraits at rest.
#[derive(Debug)]
pub struct Portraits<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    epci: String,
    phase: String,
    phase_since: i64,
    zone: String,
    opened_at: i64,
}

impl TryFrom<Row> for Portrait {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            epci: parse(&row.epci)?,
            phase: parse(&row.phase)?,
            phase_since: Timestamp::from_millis(row.phase_since),
            zone: parse(&row.zone)?,
            opened_at: Timestamp::from_millis(row.opened_at),
        })
    }
}

statements! {
    INSERT = "insert into portrait (id, epci, phase, zone, opened_at, phase_since) values ($1, $2, $3, $4, $5, $6)
        on conflict (epci) do nothing";
    GET = "select id, epci, phase, phase_since, zone, opened_at from portrait where id = $1";
    BY_EPCI = "select id, epci, phase, phase_since, zone, opened_at from portrait where epci = $1";
    LIST = "select id, epci, phase, phase_since, zone, opened_at from portrait order by opened_at, id";
    LOCK = "update portrait set phase = phase where id = $1";
    SET_PHASE = "update portrait set phase = $2, phase_since = $3 where id = $1";
}

impl Portraits<'_> {
    /// Opens a portrait; false when that EPCI already has one.
    pub async fn insert(&mut self, portrait: &Portrait) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(portrait.id.to_string())
            .bind(portrait.epci.as_str().to_owned())
            .bind(portrait.phase.as_str().to_owned())
            .bind(portrait.zone.name().to_owned())
            .bind(portrait.opened_at.millis())
            .bind(portrait.phase_since.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// A portrait by id.
    pub async fn get(&mut self, id: PortraitId) -> Result<Option<Portrait>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Portrait::try_from).transpose()
    }

    /// A portrait that must be there.
    pub async fn require(&mut self, id: PortraitId) -> Result<Portrait, StorageError> {
        self.get(id).await?.ok_or(StorageError::Missing("portrait"))
    }

    /// Takes a portrait for this transaction alone: two decisions about the same people wait for each other.
    pub async fn lock(&mut self, id: PortraitId) -> Result<(), StorageError> {
        sqlx::query(LOCK)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// The portrait of an EPCI.
    pub async fn by_epci(&mut self, epci: &EpciCode) -> Result<Option<Portrait>, StorageError> {
        let row: Option<Row> = sqlx::query_as(BY_EPCI)
            .bind(epci.as_str().to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Portrait::try_from).transpose()
    }

    /// All portraits, oldest first.
    pub async fn list(&mut self) -> Result<Vec<Portrait>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(LIST).fetch_all(self.0.conn()).await?;
        rows.into_iter().map(Portrait::try_from).collect()
    }

    /// Moves a portrait to another phase.
    pub async fn set_phase(
        &mut self,
        id: PortraitId,
        phase: Phase,
        since: Timestamp,
    ) -> Result<(), StorageError> {
        sqlx::query(SET_PHASE)
            .bind(id.to_string())
            .bind(phase.as_str().to_owned())
            .bind(since.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }
}
