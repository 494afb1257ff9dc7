//! Changes as a référent reads them: which wait, what became of each, and in what order those that stand were applied.

use portrea_domain::document::Path;
use portrea_domain::observation::{Observation, Revision, RevisionState};
use portrea_domain::{ListingId, MessageId, PersonId, RevisionId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::tx::Tx;

/// Changes under review.
#[derive(Debug)]
pub struct Reviews<'t>(pub(crate) &'t mut Tx);

/// A change, who said it, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The change.
    pub revision: Revision,
    /// What became of it.
    pub state: RevisionState,
    /// The moment it was said at: by whom, about what, by which door.
    pub observation: Observation,
    /// When a référent decided about it, if one had to.
    pub decided_at: Option<Timestamp>,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// Why it was refused.
    pub reason: String,
    /// The change it takes back.
    pub undoes: Option<RevisionId>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    observation_id: String,
    path: String,
    old_value: Option<String>,
    new_value: Option<String>,
    state: String,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    reason: String,
    undoes: Option<String>,
    listing_id: String,
    person_id: Option<String>,
    door: String,
    source: String,
    at: i64,
}

impl TryFrom<Row> for Review {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let value = |text: Option<String>| text.as_deref().map(from_json).transpose();
        let observation = Observation {
            id: parse(&row.observation_id)?,
            listing_id: parse(&row.listing_id)?,
            person_id: parse_opt(row.person_id.as_deref())?,
            door: parse(&row.door)?,
            source: row.source,
            at: Timestamp::from_millis(row.at),
        };
        Ok(Self {
            revision: Revision {
                id: parse(&row.id)?,
                observation_id: observation.id,
                path: Path::try_from(row.path).map_err(StorageError::corrupt)?,
                old: value(row.old_value)?,
                new: value(row.new_value)?,
            },
            state: parse(&row.state)?,
            observation,
            decided_at: row.decided_at.map(Timestamp::from_millis),
            decided_by: parse_opt(row.decided_by.as_deref())?,
            reason: row.reason,
            undoes: parse_opt(row.undoes.as_deref())?,
        })
    }
}

statements! {
    GET = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at, r.decided_by, r.reason,
            r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id where r.id = $1";
    WAITING = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at, r.decided_by,
            r.reason, r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id
        where o.listing_id = $1 and r.state = 'waiting' order by o.n, o.id, r.n";
    WAITING_IN_EPCI = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at,
            r.decided_by, r.reason, r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id join listing l on l.id = o.listing_id
            join commune c on c.code = l.commune
        where c.epci = $1 and r.state = 'waiting' order by o.at, o.id, r.n";
    OF_LISTING = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at, r.decided_by,
            r.reason, r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id
        where o.listing_id = $1 order by o.n desc, o.id desc, r.n";
    TOLD = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at, r.decided_by,
            r.reason, r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id where r.told = $1 order by o.listing_id, o.at, r.n";
    LATEST_AT = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at, r.decided_by,
            r.reason, r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id
        where o.listing_id = $1 and r.path = $2 and r.state = 'accepted'
        order by coalesce(r.applied_n, o.n) desc, o.id desc, r.n desc limit 1";
    SINCE = "select r.id, r.observation_id, r.path, r.old_value, r.new_value, r.state, r.decided_at, r.decided_by,
            r.reason, r.undoes, o.listing_id, o.person_id, o.door, o.source, o.at
        from revision r join observation o on o.id = r.observation_id
        where o.listing_id = $1 and r.state = 'accepted' and coalesce(r.applied_n, o.n) > $2
        order by coalesce(r.applied_n, o.n) desc, o.id desc, r.n desc";
    SETTLE = "update revision set state = $2, decided_by = $3, decided_at = $4, reason = $5
        where id = $1 and state = 'waiting'";
    APPLY = "update revision set state = 'accepted', old_value = $2, decided_by = $3, decided_at = $4,
            applied_n = (select l.version from observation o join listing l on l.id = o.listing_id
                where o.id = revision.observation_id)
        where id = $1 and state = 'waiting'";
    NOTE_UNDONE = "update revision set undoes = $2 where id = $1";
    TELL = "update revision set told = $2 where id = $1";
    VERSION = "select version from listing where id = $1";
}

impl Reviews<'_> {
    /// A change by its id.
    pub async fn get(&mut self, id: RevisionId) -> Result<Option<Review>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Review::try_from).transpose()
    }

    /// The changes of a listing that wait, oldest first.
    pub async fn waiting(&mut self, id: ListingId) -> Result<Vec<Review>, StorageError> {
        self.list(WAITING, id.to_string()).await
    }

    /// The changes that wait in an EPCI, oldest first.
    pub async fn waiting_in_epci(&mut self, epci: &str) -> Result<Vec<Review>, StorageError> {
        self.list(WAITING_IN_EPCI, epci.to_owned()).await
    }

    /// Everything that was ever said about a listing, field by field: what was said last comes first.
    pub async fn of_listing(&mut self, id: ListingId) -> Result<Vec<Review>, StorageError> {
        self.list(OF_LISTING, id.to_string()).await
    }

    /// The refused changes that a message tells of.
    pub async fn told_by(&mut self, id: MessageId) -> Result<Vec<Review>, StorageError> {
        self.list(TOLD, id.to_string()).await
    }

    /// The accepted changes of a listing since it had a version, the last applied first: taken back one by one, they
    /// lead to what stood then.
    pub async fn since(
        &mut self,
        id: ListingId,
        version: i64,
    ) -> Result<Vec<Review>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(SINCE)
            .bind(id.to_string())
            .bind(version)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Review::try_from).collect()
    }

    /// The accepted change that gave a field the value that stands.
    pub async fn latest_at(
        &mut self,
        id: ListingId,
        path: &Path,
    ) -> Result<Option<Review>, StorageError> {
        let row: Option<Row> = sqlx::query_as(LATEST_AT)
            .bind(id.to_string())
            .bind(path.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Review::try_from).transpose()
    }

    /// How often a listing was written: what a page shows of it is as of that version.
    pub async fn version(&mut self, id: ListingId) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(VERSION)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(version,)| version)
            .ok_or(StorageError::Missing("listing"))
    }

    /// Notes that a change that waited stands from now on, instead of what the revision now says was there. The listing
    /// is taken by [`crate::Tx::listings`]`.lock`. False when it no longer waited.
    pub async fn apply(
        &mut self,
        revision: &Revision,
        by: PersonId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(APPLY)
            .bind(revision.id.to_string())
            .bind(revision.old.as_ref().map(to_json).transpose()?)
            .bind(by.to_string())
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Notes what became of a change that waited, without applying it. False when it no longer waited.
    pub async fn settle(
        &mut self,
        id: RevisionId,
        state: RevisionState,
        by: Option<PersonId>,
        now: Timestamp,
        reason: &str,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(SETTLE)
            .bind(id.to_string())
            .bind(state.as_str().to_owned())
            .bind(by.map(|by| by.to_string()))
            .bind(now.millis())
            .bind(reason.to_owned());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Notes that a change takes another one back.
    pub async fn note_undone(
        &mut self,
        id: RevisionId,
        undoes: RevisionId,
    ) -> Result<(), StorageError> {
        self.note(NOTE_UNDONE, id, undoes.to_string()).await
    }

    /// Notes which message tells the author of a change what became of it.
    pub async fn tell(&mut self, id: RevisionId, message: MessageId) -> Result<(), StorageError> {
        self.note(TELL, id, message.to_string()).await
    }

    async fn note(
        &mut self,
        sql: &'static str,
        id: RevisionId,
        what: String,
    ) -> Result<(), StorageError> {
        sqlx::query(sql)
            .bind(id.to_string())
            .bind(what)
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    async fn list(&mut self, sql: &'static str, id: String) -> Result<Vec<Review>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(id)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Review::try_from).collect()
    }
}
