//! Groups of communes that want their portrait made.

use portrea_domain::interest::Interest;
use portrea_domain::{InterestId, PersonId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// Declared interests at rest.
#[derive(Debug)]
pub struct Interests<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    epci: String,
    person_id: String,
    function: String,
    message: String,
    at: i64,
}

impl TryFrom<Row> for Interest {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            epci: parse(&row.epci)?,
            person_id: parse(&row.person_id)?,
            function: row.function,
            message: row.message,
            at: Timestamp::from_millis(row.at),
        })
    }
}

statements! {
    KEEP = "insert into interest (id, epci, person_id, function, message, at) values ($1, $2, $3, $4, $5, $6)
        on conflict (epci, person_id) where handled_at is null do update set function = excluded.function,
            message = excluded.message, at = excluded.at";
    OPEN = "select id, epci, person_id, function, message, at from interest where handled_at is null order by at, id";
    GET = "select id, epci, person_id, function, message, at from interest where id = $1";
    HANDLE = "update interest set handled_at = $2, handled_by = $3 where id = $1 and handled_at is null";
}

impl Interests<'_> {
    /// Keeps what somebody said, in place of what they said before of the same group, as long as nobody dealt with it.
    pub async fn keep(&mut self, interest: &Interest) -> Result<(), StorageError> {
        sqlx::query(KEEP)
            .bind(interest.id.to_string())
            .bind(interest.epci.to_string())
            .bind(interest.person_id.to_string())
            .bind(interest.function.clone())
            .bind(interest.message.clone())
            .bind(interest.at.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Those nobody dealt with yet, oldest first.
    pub async fn open(&mut self) -> Result<Vec<Interest>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OPEN).fetch_all(self.0.conn()).await?;
        rows.into_iter().map(Interest::try_from).collect()
    }

    /// One of them, dealt with or not.
    pub async fn get(&mut self, id: InterestId) -> Result<Option<Interest>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Interest::try_from).transpose()
    }

    /// Notes that somebody dealt with it; doing it twice changes nothing.
    pub async fn handle(
        &mut self,
        id: InterestId,
        by: PersonId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        sqlx::query(HANDLE)
            .bind(id.to_string())
            .bind(now.millis())
            .bind(by.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }
}
