//! Tables of collaborative days at rest.

use portrea_domain::day_table::DayTable;
use portrea_domain::observation::Door;
use portrea_domain::{DayTableId, EventId, ListingId, ObservationId, PersonId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::tx::Tx;

/// Tables at rest.
#[derive(Debug)]
pub struct DayTables<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    event_id: String,
    person_id: String,
    label: String,
    communes: String,
    family: Option<String>,
    created_at: i64,
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for DayTable {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let communes: Vec<String> = from_json(&row.communes)?;
        Ok(Self {
            id: parse(&row.id)?,
            event_id: parse(&row.event_id)?,
            person_id: parse(&row.person_id)?,
            label: row.label,
            communes: communes
                .iter()
                .map(|code| parse(code))
                .collect::<Result<_, _>>()?,
            family: parse_opt(row.family.as_deref())?,
            created_at: Timestamp::from_millis(row.created_at),
            revoked_at: row.revoked_at.map(Timestamp::from_millis),
        })
    }
}

statements! {
    INSERT = "insert into day_table (id, event_id, person_id, token_hash, label, communes, family, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_HASH = "select id, event_id, person_id, label, communes, family, created_at, revoked_at
        from day_table where token_hash = $1";
    GET = "select id, event_id, person_id, label, communes, family, created_at, revoked_at from day_table where id = $1";
    BY_PERSON = "select id, event_id, person_id, label, communes, family, created_at, revoked_at
        from day_table where person_id = $1";
    OF_EVENT = "select id, event_id, person_id, label, communes, family, created_at, revoked_at
        from day_table where event_id = $1 order by created_at, id";
    REVOKE = "update day_table set revoked_at = $2 where id = $1 and revoked_at is null";
    REVOKE_LINKS = "update link set revoked_at = $2 where person_id = $1 and revoked_at is null";
    TOUCHED = "select o.id, o.listing_id from observation o where o.person_id = $1 and o.door = $2 order by o.at, o.id";
}

impl DayTables<'_> {
    /// Keeps a new table under the hash of its token.
    pub async fn insert(&mut self, table: &DayTable, token_hash: &str) -> Result<(), StorageError> {
        let communes: Vec<String> = table.communes.iter().map(ToString::to_string).collect();
        let query = sqlx::query(INSERT)
            .bind(table.id.to_string())
            .bind(table.event_id.to_string())
            .bind(table.person_id.to_string())
            .bind(token_hash.to_owned())
            .bind(table.label.clone())
            .bind(to_json(&communes)?)
            .bind(table.family.map(|family| family.as_str().to_owned()))
            .bind(table.created_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The table whose token has this hash.
    pub async fn by_hash(&mut self, token_hash: &str) -> Result<Option<DayTable>, StorageError> {
        self.one(BY_HASH, token_hash.to_owned()).await
    }

    /// A table by id.
    pub async fn get(&mut self, id: DayTableId) -> Result<Option<DayTable>, StorageError> {
        self.one(GET, id.to_string()).await
    }

    /// The table a person stands for, when they stand for one.
    pub async fn by_person(&mut self, id: PersonId) -> Result<Option<DayTable>, StorageError> {
        self.one(BY_PERSON, id.to_string()).await
    }

    async fn one(
        &mut self,
        sql: &'static str,
        key: String,
    ) -> Result<Option<DayTable>, StorageError> {
        let row: Option<Row> = sqlx::query_as(sql)
            .bind(key)
            .fetch_optional(self.0.conn())
            .await?;
        row.map(DayTable::try_from).transpose()
    }

    /// The tables of a day, in the order they were prepared.
    pub async fn of_event(&mut self, id: EventId) -> Result<Vec<DayTable>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_EVENT)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(DayTable::try_from).collect()
    }

    /// Takes back the code of a table, and every form that was opened with it.
    pub async fn revoke(&mut self, table: &DayTable, now: Timestamp) -> Result<(), StorageError> {
        sqlx::query(REVOKE)
            .bind(table.id.to_string())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        sqlx::query(REVOKE_LINKS)
            .bind(table.person_id.to_string())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// What was said at a table: observations and the listings they are about, oldest first.
    pub async fn touched(
        &mut self,
        person: PersonId,
    ) -> Result<Vec<(ObservationId, ListingId)>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(TOUCHED)
            .bind(person.to_string())
            .bind(Door::Day.as_str().to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.iter()
            .map(|(observation, listing)| Ok((parse(observation)?, parse(listing)?)))
            .collect()
    }
}
