//! Ticks of attendance lists, and who agreed to be named in the minutes.

use portrea_domain::attendance::CheckIn;
use portrea_domain::{CheckInId, EventId, PersonId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse, parse_opt};
use crate::tx::Tx;

/// Attendance at rest.
#[derive(Debug)]
pub struct Attendance<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    event_id: String,
    person_id: String,
    what: String,
    way: String,
    at: i64,
    noted_by: Option<String>,
}

impl TryFrom<Row> for CheckIn {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            event_id: parse(&row.event_id)?,
            person_id: parse(&row.person_id)?,
            what: parse(&row.what)?,
            way: parse(&row.way)?,
            at: Timestamp::from_millis(row.at),
            noted_by: parse_opt(row.noted_by.as_deref())?,
        })
    }
}

statements! {
    INSERT = "insert into check_in (id, event_id, person_id, what, way, at, noted_by, received_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing";
    GET = "select id, event_id, person_id, what, way, at, noted_by from check_in where id = $1";
    OF_EVENT = "select id, event_id, person_id, what, way, at, noted_by from check_in
        where event_id = $1 order by at, id";
    AGREE = "insert into minutes_consent (event_id, person_id, at) values ($1, $2, $3)
        on conflict (event_id, person_id) do nothing";
    WITHDRAW = "delete from minutes_consent where event_id = $1 and person_id = $2";
    AGREED = "select person_id from minutes_consent where event_id = $1 order by at, person_id";
}

impl Attendance<'_> {
    /// Keeps a tick; false when it already was kept.
    pub async fn insert(&mut self, tick: &CheckIn, now: Timestamp) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(tick.id.to_string())
            .bind(tick.event_id.to_string())
            .bind(tick.person_id.to_string())
            .bind(tick.what.as_str().to_owned())
            .bind(tick.way.as_str().to_owned())
            .bind(tick.at.millis())
            .bind(tick.noted_by.map(|person| person.to_string()))
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// A tick by id.
    pub async fn get(&mut self, id: CheckInId) -> Result<Option<CheckIn>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(CheckIn::try_from).transpose()
    }

    /// Every tick of a meeting, in the order they were made.
    pub async fn of_event(&mut self, id: EventId) -> Result<Vec<CheckIn>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_EVENT)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(CheckIn::try_from).collect()
    }

    /// A person agrees to be named in the minutes of a meeting.
    pub async fn agree(
        &mut self,
        event: EventId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(AGREE)
            .bind(event.to_string())
            .bind(person.to_string())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A person no longer agrees.
    pub async fn withdraw(&mut self, event: EventId, person: PersonId) -> Result<(), StorageError> {
        let query = sqlx::query(WITHDRAW)
            .bind(event.to_string())
            .bind(person.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Who agrees to be named in the minutes of a meeting.
    pub async fn agreed(&mut self, event: EventId) -> Result<Vec<PersonId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(AGREED)
            .bind(event.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.iter().map(|(person,)| parse(person)).collect()
    }
}
