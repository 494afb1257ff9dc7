//! Secret links at rest: hashes only.

use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::observation::Door;
use portrea_domain::{LinkId, PersonId, Timestamp};
use sqlx::FromRow;
use sqlx::query::QueryAs;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::lists::cut;
use crate::tx::Tx;

/// Links at rest.
#[derive(Debug)]
pub struct Links<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    person_id: String,
    purpose: String,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    used_at: Option<i64>,
    door: Option<String>,
}

impl TryFrom<Row> for Link {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            person_id: parse(&row.person_id)?,
            purpose: from_json(&row.purpose)?,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            revoked_at: row.revoked_at.map(Timestamp::from_millis),
            used_at: row.used_at.map(Timestamp::from_millis),
            door: parse_opt(row.door.as_deref())?,
        })
    }
}

statements! {
    INSERT = "insert into link (id, token_hash, person_id, purpose, created_at, expires_at, revoked_at, used_at, door)
        values ($1, $2, $3, $4, $5, $6, null, null, $7)";
    BY_HASH = "select id, person_id, purpose, created_at, expires_at, revoked_at, used_at, door
        from link where token_hash = $1";
    LIVE = "select id, person_id, purpose, created_at, expires_at, revoked_at, used_at, door
        from link where person_id = $1 and purpose = $2 and revoked_at is null and used_at is null and expires_at > $3
            and coalesce(door, '') = $4
        order by expires_at desc, id desc limit 1";
    GET = "select id, person_id, purpose, created_at, expires_at, revoked_at, used_at, door from link where id = $1";
    USE_UP = "update link set used_at = $2 where id = $1 and used_at is null and revoked_at is null";
    REVOKE_ALL = "update link set revoked_at = $2 where person_id = $1 and revoked_at is null";
    REVOKE = "update link set revoked_at = $3 where person_id = $1 and purpose = $2 and revoked_at is null";
}

list_statements! {
    LIVE_OF from 3 = "select id, person_id, purpose, created_at, expires_at, revoked_at, used_at, door
        from link where purpose = $1 and expires_at > $2 and revoked_at is null and used_at is null and door is null
            and person_id in (#) order by expires_at, id";
}

impl Links<'_> {
    /// The links of these people for one purpose that live after `after`, the longest-lived last.
    pub async fn live_of(
        &mut self,
        people: &[PersonId],
        purpose: LinkPurpose,
        after: Timestamp,
    ) -> Result<Vec<Link>, StorageError> {
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let mut found = Vec::with_capacity(ids.len());
        for (sql, binds) in cut(&LIVE_OF, &ids) {
            let query = sqlx::query_as(sql)
                .bind(to_json(&purpose)?)
                .bind(after.millis());
            let query = binds.fold(query, QueryAs::bind);
            let rows: Vec<Row> = query.fetch_all(self.0.conn()).await?;
            for row in rows {
                found.push(Link::try_from(row)?);
            }
        }
        Ok(found)
    }

    /// Keeps new links, each under the hash of its token.
    pub async fn insert_all(
        &mut self,
        links: impl Iterator<Item = (Link, String)>,
    ) -> Result<(), StorageError> {
        const COLUMNS: [&str; 7] = [
            "id",
            "token_hash",
            "person_id",
            "purpose",
            "created_at",
            "expires_at",
            "door",
        ];
        let mut rows = Vec::new();
        for (link, token_hash) in links {
            rows.push(vec![
                Cell::Text(link.id.to_string()),
                Cell::Text(token_hash),
                Cell::Text(link.person_id.to_string()),
                Cell::Text(to_json(&link.purpose)?),
                Cell::Int(link.created_at.millis()),
                Cell::Int(link.expires_at.millis()),
                Cell::MaybeText(link.door.map(|door| door.as_str().to_owned())),
            ]);
        }
        bulk::insert(self.0, "link", &COLUMNS, rows.into_iter()).await
    }

    /// Keeps a new link under the hash of its token.
    pub async fn insert(&mut self, link: &Link, token_hash: &str) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(link.id.to_string())
            .bind(token_hash.to_owned())
            .bind(link.person_id.to_string())
            .bind(to_json(&link.purpose)?)
            .bind(link.created_at.millis())
            .bind(link.expires_at.millis())
            .bind(link.door.map(|door| door.as_str().to_owned()));
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The link whose token has this hash.
    pub async fn by_hash(&mut self, token_hash: &str) -> Result<Option<Link>, StorageError> {
        let row: Option<Row> = sqlx::query_as(BY_HASH)
            .bind(token_hash.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Link::try_from).transpose()
    }

    /// A link by id.
    pub async fn get(&mut self, id: LinkId) -> Result<Option<Link>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Link::try_from).transpose()
    }

    /// The link of a person for a purpose that lives longest after `after`. Links for a door of their own, like those of
    /// a table of the day, are not given to anybody else.
    pub async fn live(
        &mut self,
        person_id: PersonId,
        purpose: LinkPurpose,
        after: Timestamp,
    ) -> Result<Option<Link>, StorageError> {
        self.live_by(person_id, purpose, None, after).await
    }

    /// The link of a person for a purpose and a door that lives longest after `after`.
    pub async fn live_by(
        &mut self,
        person_id: PersonId,
        purpose: LinkPurpose,
        door: Option<Door>,
        after: Timestamp,
    ) -> Result<Option<Link>, StorageError> {
        let query = sqlx::query_as(LIVE)
            .bind(person_id.to_string())
            .bind(to_json(&purpose)?)
            .bind(after.millis())
            .bind(door.map_or("", Door::as_str).to_owned());
        let row: Option<Row> = query.fetch_optional(self.0.conn()).await?;
        row.map(Link::try_from).transpose()
    }

    /// Uses up a link that works once; false if it was already used up or taken back.
    pub async fn use_up(&mut self, id: LinkId, now: Timestamp) -> Result<bool, StorageError> {
        let done = sqlx::query(USE_UP)
            .bind(id.to_string())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes back every link of a person.
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

    /// Takes back every link of a person for a purpose.
    pub async fn revoke(
        &mut self,
        person_id: PersonId,
        purpose: LinkPurpose,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(REVOKE)
            .bind(person_id.to_string())
            .bind(to_json(&purpose)?)
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}
