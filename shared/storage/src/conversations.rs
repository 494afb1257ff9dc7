//! Chats: where each exchange stands, and every turn of it.

use portrea_domain::conversation::{ChatChannel, Conversation, Delivery, Speaker, Turn};
use portrea_domain::{ConversationId, PersonId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse, parse_opt};
use crate::tx::Tx;

/// Conversations at rest.
#[derive(Debug)]
pub struct Conversations<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    channel: String,
    address: String,
    person_id: Option<String>,
    state: String,
    version: i64,
    closed: i64,
}

impl TryFrom<Row> for Conversation {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            channel: parse(&row.channel)?,
            address: row.address,
            person_id: parse_opt(row.person_id.as_deref())?,
            state: row.state,
            version: row.version,
            closed: row.closed != 0,
        })
    }
}

type TurnRow = (String, i64, String, String, String, i64);

statements! {
    TAKE = "insert into conversation (id, channel, address, person_id, state, version, closed, created_at)
        values ($1, $2, $3, null, '', 1, 0, $4)
        on conflict (channel, address) do update set version = conversation.version + 1
        returning id, channel, address, person_id, state, version, cast(closed as bigint) as closed";
    BY_ADDRESS = "select id, channel, address, person_id, state, version, cast(closed as bigint) as closed
        from conversation where channel = $1 and address = $2";
    OF_PERSON = "select id, channel, address, person_id, state, version, cast(closed as bigint) as closed
        from conversation where person_id = $1 order by id";
    SAVE = "update conversation set state = $2, person_id = $3, closed = $4 where id = $1";
    LAST_TURN = "select coalesce(max(n), 0) from turn where conversation_id = $1";
    ADD_TURN = "insert into turn (conversation_id, n, speaker, body, delivery, at) values ($1, $2, $3, $4, $5, $6)";
    TURNS = "select conversation_id, n, speaker, body, delivery, at from turn
        where conversation_id = $1 order by n desc limit $2";
    PENDING = "select t.conversation_id, t.n, t.speaker, t.body, t.delivery, t.at
        from turn t join conversation c on c.id = t.conversation_id
        where t.delivery = 'pending' and c.channel = $1 and c.closed = 0
            and t.n = (select min(u.n) from turn u where u.conversation_id = t.conversation_id and u.delivery = 'pending')
        order by t.at, t.conversation_id limit $2";
    DELIVERED = "update turn set delivery = $3 where conversation_id = $1 and n = $2";
    GET = "select id, channel, address, person_id, state, version, cast(closed as bigint) as closed
        from conversation where id = $1";
}

impl Conversations<'_> {
    /// Takes the chat at an address for this transaction alone, made if missing (under `id`).
    pub async fn take(
        &mut self,
        id: ConversationId,
        channel: ChatChannel,
        address: &str,
        now: Timestamp,
    ) -> Result<Conversation, StorageError> {
        let query = sqlx::query_as(TAKE)
            .bind(id.to_string())
            .bind(channel.as_str().to_owned())
            .bind(address.to_owned())
            .bind(now.millis());
        let row: Row = query.fetch_one(self.0.conn()).await?;
        row.try_into()
    }

    /// The chat at an address.
    pub async fn by_address(
        &mut self,
        channel: ChatChannel,
        address: &str,
    ) -> Result<Option<Conversation>, StorageError> {
        let row: Option<Row> = sqlx::query_as(BY_ADDRESS)
            .bind(channel.as_str().to_owned())
            .bind(address.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Conversation::try_from).transpose()
    }

    /// A chat by id.
    pub async fn get(&mut self, id: ConversationId) -> Result<Option<Conversation>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Conversation::try_from).transpose()
    }

    /// The chats of a person.
    pub async fn of_person(&mut self, id: PersonId) -> Result<Vec<Conversation>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_PERSON)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Conversation::try_from).collect()
    }

    /// Writes where a chat taken by [`Self::take`] stands now.
    pub async fn save(&mut self, conversation: &Conversation) -> Result<(), StorageError> {
        let query = sqlx::query(SAVE)
            .bind(conversation.id.to_string())
            .bind(conversation.state.clone())
            .bind(conversation.person_id.map(|id| id.to_string()))
            .bind(i64::from(conversation.closed));
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Adds what was said, in order.
    pub async fn say(
        &mut self,
        id: ConversationId,
        said: &[(Speaker, String, Delivery)],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let (last,): (i64,) = sqlx::query_as(LAST_TURN)
            .bind(id.to_string())
            .fetch_one(self.0.conn())
            .await?;
        for (n, (speaker, body, delivery)) in (last + 1..).zip(said) {
            let query = sqlx::query(ADD_TURN)
                .bind(id.to_string())
                .bind(n)
                .bind(speaker.as_str().to_owned())
                .bind(body.clone())
                .bind(delivery.as_str().to_owned())
                .bind(now.millis());
            query.execute(self.0.conn()).await?;
        }
        Ok(())
    }

    /// The last turns of a chat, oldest first.
    pub async fn turns(
        &mut self,
        id: ConversationId,
        limit: i64,
    ) -> Result<Vec<Turn>, StorageError> {
        let rows: Vec<TurnRow> = sqlx::query_as(TURNS)
            .bind(id.to_string())
            .bind(limit)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().rev().map(turn).collect()
    }

    /// The next turn to deliver of each chat of a channel, the longest waiting first.
    pub async fn pending(
        &mut self,
        channel: ChatChannel,
        limit: i64,
    ) -> Result<Vec<Turn>, StorageError> {
        let query = sqlx::query_as(PENDING)
            .bind(channel.as_str().to_owned())
            .bind(limit);
        let rows: Vec<TurnRow> = query.fetch_all(self.0.conn()).await?;
        rows.into_iter().map(turn).collect()
    }

    /// Records what became of a turn.
    pub async fn delivered(
        &mut self,
        id: ConversationId,
        n: i64,
        delivery: Delivery,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(DELIVERED)
            .bind(id.to_string())
            .bind(n)
            .bind(delivery.as_str().to_owned());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}

fn turn((conversation, n, speaker, body, delivery, at): TurnRow) -> Result<Turn, StorageError> {
    Ok(Turn {
        conversation_id: parse(&conversation)?,
        n,
        speaker: parse(&speaker)?,
        body,
        delivery: parse(&delivery)?,
        at: Timestamp::from_millis(at),
    })
}
