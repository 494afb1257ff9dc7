//! Meetings.

use portrea_domain::event::{Event, EventState, Feature, FormerDate, Hosting};
use portrea_domain::{EventId, InvitationId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse, parse_list, write_list};
use crate::tx::Tx;

/// Meetings at rest.
#[derive(Debug)]
pub struct Events<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    portrait_id: String,
    kind: String,
    title: String,
    starts_at: i64,
    ends_at: i64,
    place: String,
    programme: String,
    sequence: i64,
    access: String,
    features: String,
    capacity: Option<i64>,
    meal: i64,
    cancelled_at: Option<i64>,
    cancel_reason: String,
    moves: i64,
    moved_at: Option<i64>,
}

impl TryFrom<Row> for Event {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            portrait_id: parse(&row.portrait_id)?,
            kind: parse(&row.kind)?,
            title: row.title,
            starts_at: Timestamp::from_millis(row.starts_at),
            ends_at: Timestamp::from_millis(row.ends_at),
            place: row.place,
            programme: row.programme,
            hosting: Hosting {
                capacity: row.capacity,
                meal: row.meal != 0,
                access: row.access,
                features: parse_list(&row.features)?,
            },
            state: match row.cancelled_at {
                None => EventState::Planned,
                Some(at) => EventState::Cancelled {
                    at: Timestamp::from_millis(at),
                    reason: row.cancel_reason,
                },
            },
            moves: row.moves,
            moved_at: row.moved_at.map(Timestamp::from_millis),
            sequence: row.sequence,
        })
    }
}

statements! {
    INSERT = "insert into event (id, portrait_id, kind, title, starts_at, ends_at, place, programme, sequence, created_at,
            access, features, capacity, meal)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    GET = "select id, portrait_id, kind, title, starts_at, ends_at, place, programme, sequence, access, features, capacity,
            cast(meal as bigint) as meal, cancelled_at, cancel_reason, moves, moved_at from event where id = $1";
    OF_PORTRAIT = "select id, portrait_id, kind, title, starts_at, ends_at, place, programme, sequence, access, features,
            capacity, cast(meal as bigint) as meal, cancelled_at, cancel_reason, moves, moved_at
        from event where portrait_id = $1 order by starts_at, id";
    TAKE = "update event set queue = queue + 1 where id = $1 returning queue";
    TAKE_OF_INVITATION = "update event set queue = queue + 1
        where id = (select event_id from invitation where id = $1) returning queue";
    SAVE = "update event set title = $2, starts_at = $3, ends_at = $4, place = $5, programme = $6, sequence = $7, access = $8,
            features = $9, capacity = $10, meal = $11, cancelled_at = $12, cancel_reason = $13, moves = $14, moved_at = $15
        where id = $1";
    KEEP_MOVE = "insert into event_move (event_id, n, starts_at, ends_at, place, at) values ($1, $2, $3, $4, $5, $6)";
    MOVES = "select starts_at, ends_at, place from event_move where event_id = $1 order by n";
}

impl Events<'_> {
    /// Takes a meeting for this transaction alone: two decisions about its seats wait for each other. Gives the next
    /// rank of its waiting list.
    pub async fn take(&mut self, id: EventId) -> Result<i64, StorageError> {
        self.rank(TAKE, id.to_string()).await
    }

    /// Takes the meeting of an invitation, as [`Self::take`] does.
    pub async fn take_of_invitation(&mut self, id: InvitationId) -> Result<i64, StorageError> {
        self.rank(TAKE_OF_INVITATION, id.to_string()).await
    }

    async fn rank(&mut self, sql: &'static str, id: String) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(sql)
            .bind(id)
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(rank,)| rank)
            .ok_or(StorageError::Missing("event"))
    }

    /// Writes a meeting that was taken as it is now.
    pub async fn save(&mut self, event: &Event) -> Result<(), StorageError> {
        let (cancelled_at, reason) = match &event.state {
            EventState::Planned => (None, String::new()),
            EventState::Cancelled { at, reason } => (Some(at.millis()), reason.clone()),
        };
        let query = sqlx::query(SAVE)
            .bind(event.id.to_string())
            .bind(event.title.clone())
            .bind(event.starts_at.millis())
            .bind(event.ends_at.millis())
            .bind(event.place.clone())
            .bind(event.programme.clone())
            .bind(event.sequence)
            .bind(event.hosting.access.clone())
            .bind(write_list(&event.hosting.features, Feature::as_str))
            .bind(event.hosting.capacity)
            .bind(i64::from(event.hosting.meal))
            .bind(cancelled_at)
            .bind(reason)
            .bind(event.moves)
            .bind(event.moved_at.map(Timestamp::millis));
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Keeps the date and place a meeting had until now, before it is moved for the `n`th time.
    pub async fn keep_move(
        &mut self,
        former: &Event,
        n: i64,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(KEEP_MOVE)
            .bind(former.id.to_string())
            .bind(n)
            .bind(former.starts_at.millis())
            .bind(former.ends_at.millis())
            .bind(former.place.clone())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The dates and places a meeting had before, oldest first.
    pub async fn former(&mut self, id: EventId) -> Result<Vec<FormerDate>, StorageError> {
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(MOVES)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let former = |(starts_at, ends_at, place): (i64, i64, String)| FormerDate {
            starts_at: Timestamp::from_millis(starts_at),
            ends_at: Timestamp::from_millis(ends_at),
            place,
        };
        Ok(rows.into_iter().map(former).collect())
    }

    /// Plans a meeting.
    pub async fn insert(&mut self, event: &Event, now: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(event.id.to_string())
            .bind(event.portrait_id.to_string())
            .bind(event.kind.as_str().to_owned())
            .bind(event.title.clone())
            .bind(event.starts_at.millis())
            .bind(event.ends_at.millis())
            .bind(event.place.clone())
            .bind(event.programme.clone())
            .bind(event.sequence)
            .bind(now.millis())
            .bind(event.hosting.access.clone())
            .bind(write_list(&event.hosting.features, Feature::as_str))
            .bind(event.hosting.capacity)
            .bind(i64::from(event.hosting.meal));
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A meeting by id.
    pub async fn get(&mut self, id: EventId) -> Result<Option<Event>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Event::try_from).transpose()
    }

    /// A meeting that must be there.
    pub async fn require(&mut self, id: EventId) -> Result<Event, StorageError> {
        self.get(id).await?.ok_or(StorageError::Missing("event"))
    }

    /// The meetings of a portrait, in order of date.
    pub async fn of_portrait(&mut self, id: PortraitId) -> Result<Vec<Event>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_PORTRAIT)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Event::try_from).collect()
    }
}
