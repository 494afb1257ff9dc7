//! The outbox: messages that wait, leave, and keep their fate.

use portrea_domain::message::{Channel, Message, MessageState, Purpose, Stream};
use portrea_domain::person::EmailAddress;
use portrea_domain::{CampaignId, MessageId, PersonId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::open::Dialect;
use crate::tx::Tx;

/// Messages at rest.
#[derive(Debug)]
pub struct Outbox<'t>(pub(crate) &'t mut Tx);

/// A message taken by a mailer.
pub type Claimed = Message;

/// Which messages are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those that people asked for this very minute: keys to the desk, confirmations.
    AskedFor,
}

/// How many messages of a campaign met which fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FateCount {
    /// The fate.
    pub state: MessageState,
    /// How many.
    pub count: i64,
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: String,
    person_id: String,
    channel: String,
    purpose: String,
    campaign_id: Option<String>,
    due_at: i64,
    not_after: i64,
    state: String,
    attempts: i64,
    reason: String,
}

impl TryFrom<Row> for Message {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            person_id: parse(&row.person_id)?,
            channel: parse(&row.channel)?,
            purpose: from_json(&row.purpose)?,
            campaign_id: parse_opt(row.campaign_id.as_deref())?,
            due_at: Timestamp::from_millis(row.due_at),
            not_after: Timestamp::from_millis(row.not_after),
            state: parse(&row.state)?,
            attempts: row.attempts,
            reason: row.reason,
        })
    }
}

statements! {
    INSERT = "insert into message (id, unique_key, person_id, channel, stream, purpose, campaign_id, due_at, not_after,
            state, slot, attempts, reason, created_at, updated_at, solicits)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', null, 0, '', $10, $10, $11) on conflict (unique_key) do nothing";
    INSERT_TO_ADDRESS = "insert into message (id, unique_key, person_id, channel, stream, purpose, campaign_id, due_at,
            not_after, state, slot, attempts, reason, created_at, updated_at, solicits)
        select $1, $2, p.id, 'mail', $3, $4, null, $5, $6, 'queued', null, 0, '', $5, $5, 0
        from person p where p.email = $7 on conflict (unique_key) do nothing";
    CLAIM_SQLITE = "update message set state = 'claimed', slot = $1, updated_at = $2
        where state = 'queued' and id in (select id from message where channel = $3 and state = 'queued'
            and due_at <= $2 and (stream = 'service' or $5 = 0) order by due_at, id limit $4)
        returning id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason";
    CLAIM_PG = "update message set state = 'claimed', slot = $1, updated_at = $2
        where state = 'queued' and id in (select id from message where channel = $3 and state = 'queued'
            and due_at <= $2 and (stream = 'service' or $5 = 0) order by due_at, id limit $4 for update skip locked)
        returning id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason";
    HOLD_QUEUED = "update message set updated_at = updated_at where id in (select id from message
            where person_id = $1 and purpose = $2 and state = 'queued') and state = 'queued' returning id";
    PUT_OFF = "update message set not_after = $2, updated_at = $3 where state in ('queued', 'claimed')
        and id in (select message_id from prompt where step = $1)";
    GET = "select id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason
        from message where id = $1";
    SETTLE = "update message set state = $2, due_at = $3, reason = $4, slot = null, updated_at = $5
        where id = $1 and state in ('queued', 'claimed', 'handed')";
    NOTICED = "update contact set noticed_at = $2 where noticed_at is null
        and person_id = (select person_id from message where id = $1 and stream <> 'service')";
    BY_STATE = "select state, count(*) from message where campaign_id = $1 group by state order by state";
    BY_STATE_ALL = "select state, count(*) from message where channel = $1 group by state order by state";
    NEXT_DUE = "select min(due_at) from message where channel = $1 and state = 'queued'";
    NEXT_DUE_OF_SERVICE = "select min(due_at) from message where channel = $1 and state = 'queued' and stream = 'service'";
    OF_PERSON = "select id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason
        from message where person_id = $1 order by created_at, id";
    OF_CAMPAIGN = "select id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason
        from message where campaign_id = $1 order by created_at, id";
    OF_KIND = "select id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason
        from message where campaign_id in (select id from campaign where portrait_id = $1 and kind = $2)
        order by created_at, id";
}

impl Outbox<'_> {
    /// Queues a message under a key; false when a message with that key already is (or was) there.
    pub async fn queue(
        &mut self,
        message: &Message,
        unique_key: &str,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let stream: Stream = message.purpose.stream();
        let query = sqlx::query(INSERT)
            .bind(message.id.to_string())
            .bind(unique_key.to_owned())
            .bind(message.person_id.to_string())
            .bind(message.channel.as_str().to_owned())
            .bind(stream.as_str().to_owned())
            .bind(to_json(&message.purpose)?)
            .bind(message.campaign_id.map(|id| id.to_string()))
            .bind(message.due_at.millis())
            .bind(message.not_after.millis())
            .bind(now.millis())
            .bind(i64::from(message.purpose.is_solicitation()));
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Queues a mail that was asked for under a key, to whoever has an address. Nothing tells whether anybody has: the
    /// statement is the same, and so is the time it takes.
    pub async fn queue_to_address(
        &mut self,
        (id, purpose): (MessageId, &Purpose),
        email: &EmailAddress,
        unique_key: &str,
        (now, not_after): (Timestamp, Timestamp),
    ) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT_TO_ADDRESS)
            .bind(id.to_string())
            .bind(unique_key.to_owned())
            .bind(purpose.stream().as_str().to_owned())
            .bind(to_json(purpose)?)
            .bind(now.millis())
            .bind(not_after.millis())
            .bind(email.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The message of a person with this purpose that waits for its time: it does not leave before this work is visible.
    pub async fn hold_queued(
        &mut self,
        person: PersonId,
        purpose: &Purpose,
    ) -> Result<Option<MessageId>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(HOLD_QUEUED)
            .bind(person.to_string())
            .bind(to_json(purpose)?)
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id,)| parse(&id)).transpose()
    }

    /// Takes up to `limit` due messages for the mailer that holds `slot`.
    pub async fn claim(
        &mut self,
        slot: i64,
        channel: Channel,
        now: Timestamp,
        limit: i64,
        which: Which,
    ) -> Result<Vec<Claimed>, StorageError> {
        let sql = match self.0.dialect {
            Dialect::Sqlite => CLAIM_SQLITE,
            Dialect::Postgres => CLAIM_PG,
        };
        let query = sqlx::query_as(sql)
            .bind(slot)
            .bind(now.millis())
            .bind(channel.as_str().to_owned())
            .bind(limit)
            .bind(i64::from(which == Which::AskedFor));
        let rows: Vec<Row> = query.fetch_all(self.0.conn()).await?;
        rows.into_iter().map(Message::try_from).collect()
    }

    /// Gives the messages that ask something and have not left yet another last moment.
    pub async fn put_off(
        &mut self,
        step: &str,
        not_after: Timestamp,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(PUT_OFF)
            .bind(step.to_owned())
            .bind(not_after.millis())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A message by id.
    pub async fn get(&mut self, id: MessageId) -> Result<Option<Message>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Message::try_from).transpose()
    }

    /// Records where a message in hand stands now and, if it waits again, until when. What was settled meanwhile stays.
    pub async fn settle(
        &mut self,
        id: MessageId,
        state: MessageState,
        due_at: Timestamp,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(SETTLE)
            .bind(id.to_string())
            .bind(state.as_str().to_owned())
            .bind(due_at.millis())
            .bind(reason.to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        if state == MessageState::Accepted {
            self.note_notice(id, now).await?;
        }
        Ok(())
    }

    /// A mail nobody asked for says where the address was found (article 14 of the GDPR): once a server has taken one,
    /// its reader counts as told.
    async fn note_notice(&mut self, id: MessageId, now: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(NOTICED).bind(id.to_string()).bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The fates of a campaign's messages.
    pub async fn fates(&mut self, campaign: CampaignId) -> Result<Vec<FateCount>, StorageError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(BY_STATE)
            .bind(campaign.to_string())
            .fetch_all(self.0.conn())
            .await?;
        fate_counts(rows)
    }

    /// The fates of every message of a channel.
    pub async fn all_fates(&mut self, channel: Channel) -> Result<Vec<FateCount>, StorageError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(BY_STATE_ALL)
            .bind(channel.as_str().to_owned())
            .fetch_all(self.0.conn())
            .await?;
        fate_counts(rows)
    }

    /// When the next waiting message of a channel is due.
    pub async fn next_due(
        &mut self,
        channel: Channel,
        which: Which,
    ) -> Result<Option<Timestamp>, StorageError> {
        let sql = match which {
            Which::All => NEXT_DUE,
            Which::AskedFor => NEXT_DUE_OF_SERVICE,
        };
        let (at,): (Option<i64>,) = sqlx::query_as(sql)
            .bind(channel.as_str().to_owned())
            .fetch_one(self.0.conn())
            .await?;
        Ok(at.map(Timestamp::from_millis))
    }

    /// Everything a person was or will be told, oldest first.
    pub async fn of_person(&mut self, id: PersonId) -> Result<Vec<Message>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_PERSON)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Message::try_from).collect()
    }

    /// The messages of a campaign, oldest first.
    pub async fn of_campaign(&mut self, id: CampaignId) -> Result<Vec<Message>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_CAMPAIGN)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Message::try_from).collect()
    }

    /// The messages of every campaign of a kind in a portrait, oldest first.
    pub async fn of_kind(
        &mut self,
        portrait: PortraitId,
        kind: &str,
    ) -> Result<Vec<Message>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_KIND)
            .bind(portrait.to_string())
            .bind(kind.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Message::try_from).collect()
    }
}

pub(crate) fn fate_counts(rows: Vec<(String, i64)>) -> Result<Vec<FateCount>, StorageError> {
    rows.into_iter()
        .map(|(state, count)| {
            Ok(FateCount {
                state: parse(&state)?,
                count,
            })
        })
        .collect()
}
