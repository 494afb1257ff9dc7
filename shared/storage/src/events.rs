//! Meetings.

use portrea_domain::event::{Event, EventState, Feature, Hosting};
use portrea_domain::{EventId, PortraitId, Timestamp};
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
}

impl Events<'_> {
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
