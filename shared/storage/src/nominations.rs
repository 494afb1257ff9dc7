//! Who was named by whom to answer for listings, and whether they acted since.

use portrea_domain::nomination::Nomination;
use portrea_domain::{ListingId, PersonId, Timestamp};
use sqlx::FromRow;
use sqlx::query::QueryAs;

use crate::error::{StorageError, parse, parse_opt};
use crate::lists::cut;
use crate::tx::Tx;

/// Nominations at rest.
#[derive(Debug)]
pub struct Nominations<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    listing_id: String,
    person_id: String,
    named_by: Option<String>,
    at: i64,
    confirmed_at: Option<i64>,
}

impl TryFrom<Row> for Nomination {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            listing_id: parse(&row.listing_id)?,
            person_id: parse(&row.person_id)?,
            named_by: parse_opt(row.named_by.as_deref())?,
            at: Timestamp::from_millis(row.at),
            confirmed_at: row.confirmed_at.map(Timestamp::from_millis),
        })
    }
}

statements! {
    NAME = "insert into nomination (id, listing_id, person_id, named_by, at, confirmed_at, ended_at)
        values ($1, $2, $3, $4, $5, null, null)";
    OF_PERSON = "select id, listing_id, person_id, named_by, at, confirmed_at from nomination
        where person_id = $1 and ended_at is null order by at, id";
    OF_LISTING = "select id, listing_id, person_id, named_by, at, confirmed_at from nomination
        where listing_id = $1 and ended_at is null order by at, id";
    CONFIRM = "update nomination set confirmed_at = $3 where person_id = $1 and listing_id = $2
        and confirmed_at is null and ended_at is null";
    FINISH = "update nomination set ended_at = $3 where person_id = $1 and listing_id = $2 and ended_at is null";
    FORGET = "update nomination set named_by = null where named_by = $1";
    DELETE = "delete from nomination where person_id = $1";
}

list_statements! {
    UNCONFIRMED from 1 = "select distinct person_id from nomination
        where confirmed_at is null and ended_at is null and person_id in (#)";
}

impl Nominations<'_> {
    /// Names somebody.
    pub async fn name(&mut self, nomination: &Nomination) -> Result<(), StorageError> {
        let query = sqlx::query(NAME)
            .bind(nomination.id.to_string())
            .bind(nomination.listing_id.to_string())
            .bind(nomination.person_id.to_string())
            .bind(nomination.named_by.map(|id| id.to_string()))
            .bind(nomination.at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// What a person was named for and still stands, the oldest first.
    pub async fn of_person(&mut self, id: PersonId) -> Result<Vec<Nomination>, StorageError> {
        self.list(OF_PERSON, id.to_string()).await
    }

    /// Who was named for a listing and still stands, the oldest first.
    pub async fn of_listing(&mut self, id: ListingId) -> Result<Vec<Nomination>, StorageError> {
        self.list(OF_LISTING, id.to_string()).await
    }

    /// Notes that a person acted about a listing; true when they had not yet.
    pub async fn confirm(
        &mut self,
        person: PersonId,
        listing: ListingId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.touch(CONFIRM, person, listing, now).await
    }

    /// Ends what a person was named for about a listing; true when there was something to end.
    pub async fn finish(
        &mut self,
        person: PersonId,
        listing: ListingId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        self.touch(FINISH, person, listing, now).await
    }

    /// Forgets a person: what they were named for, and that they named somebody.
    pub async fn forget(&mut self, person: PersonId) -> Result<(), StorageError> {
        for sql in [FORGET, DELETE] {
            let query = sqlx::query(sql).bind(person.to_string());
            query.execute(self.0.conn()).await?;
        }
        Ok(())
    }

    /// Which of these people were named by somebody else and have not acted.
    pub async fn unconfirmed(
        &mut self,
        people: &[PersonId],
    ) -> Result<Vec<PersonId>, StorageError> {
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let mut found = Vec::new();
        for (sql, binds) in cut(&UNCONFIRMED, &ids) {
            let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
            let rows: Vec<(String,)> = query.fetch_all(self.0.conn()).await?;
            for (id,) in rows {
                found.push(parse(&id)?);
            }
        }
        Ok(found)
    }

    async fn touch(
        &mut self,
        sql: &'static str,
        person: PersonId,
        listing: ListingId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(sql)
            .bind(person.to_string())
            .bind(listing.to_string())
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() > 0)
    }

    async fn list(
        &mut self,
        sql: &'static str,
        id: String,
    ) -> Result<Vec<Nomination>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(id)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Nomination::try_from).collect()
    }
}
