//! How much is asked of one person, and which waiting message can carry one more question.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::message::{Channel, Message, Purpose, StopReason, Stream};
use portrea_domain::{CampaignId, EventId, MessageId, PersonId, PortraitId, Timestamp};

use crate::error::{StorageError, from_json, parse, to_json};
use crate::outbox::Row;
use crate::tx::Tx;

/// Solicitations at rest.
#[derive(Debug)]
pub struct Solicitations<'t>(pub(crate) &'t mut Tx);

/// A waiting message that asks something of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The message.
    pub id: MessageId,
    /// What it is about.
    pub purpose: Purpose,
    /// When it is due.
    pub due_at: Timestamp,
    /// From when on it is too late.
    pub not_after: Timestamp,
}

statements! {
    LOCK = "update person set name = name where id = $1";
    SENT = "select updated_at from message where person_id = $1 and solicits = 1 and updated_at > $2 and id <> $3
        and state in ('handed', 'accepted', 'uncertain') order by updated_at";
    SENT_TO_CONTACTS = "select m.person_id, m.updated_at from message m join contact c on c.person_id = m.person_id
        where c.portrait_id = $1 and m.solicits = 1 and m.updated_at > $2
        and m.state in ('handed', 'accepted', 'uncertain') order by m.updated_at";
    OPPOSED = "select c.person_id from contact c join opposition o on o.person_id = c.person_id
        where c.portrait_id = $1 and o.stream = $2 order by c.person_id";
    WAITING = "select id, purpose, due_at, not_after from message where person_id = $1 and channel = $2 and solicits = 1
        and state = 'queued' and attempts = 0 and due_at between $3 and $4 order by due_at, id limit 1";
    DUE = "select id, person_id, channel, purpose, campaign_id, due_at, not_after, state, attempts, reason
        from message where channel = $1 and state = 'queued' and due_at <= $2 order by due_at, id limit $3";
    RETARGET = "update message set purpose = $2, due_at = $3, not_after = $4, updated_at = $5
        where id = $1 and state = 'queued'";
    STOP = "update message set state = 'suppressed', reason = $2, updated_at = $3 where id = $1 and state = 'queued'";
    DETACH = "update prompt set message_id = null where campaign_id = $1 and message_id = $2";
    OF_CAMPAIGN = "select distinct p.message_id from prompt p join message m on m.id = p.message_id
        where p.campaign_id = $1 and m.state = 'queued' order by p.message_id";
    OTHERS = "select count(*) from prompt where message_id = $1 and campaign_id <> $2";
    FORGET_UNSENT = "delete from invitation where event_id = $1 and reply is null and delegated_from is null
        and person_id in (select p.person_id from prompt p left join message m on m.id = p.message_id
            where p.campaign_id = $2 and p.step = $3
            and (m.id is null or (m.state = 'suppressed' and m.attempts = 0)))
        and id not in (select invitation_id from invitation_reply)
        and id not in (select d.delegated_from from invitation d where d.delegated_from is not null)";
}

impl Solicitations<'_> {
    /// Takes a person for this transaction alone: two decisions to ask them something wait for each other.
    pub async fn lock(&mut self, person: PersonId) -> Result<(), StorageError> {
        sqlx::query(LOCK)
            .bind(person.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// When something was asked of a person since `since`, in order, by every territory, campaign and channel; the
    /// message `but` is left out.
    pub async fn sent_since(
        &mut self,
        person: PersonId,
        since: Timestamp,
        but: MessageId,
    ) -> Result<Vec<Timestamp>, StorageError> {
        let rows: Vec<(i64,)> = sqlx::query_as(SENT)
            .bind(person.to_string())
            .bind(since.millis())
            .bind(but.to_string())
            .fetch_all(self.0.conn())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(at,)| Timestamp::from_millis(at))
            .collect())
    }

    /// When something was asked of each contact of a portrait since `since`, in order, whoever asked.
    pub async fn sent_to_contacts(
        &mut self,
        portrait: PortraitId,
        since: Timestamp,
    ) -> Result<BTreeMap<PersonId, Vec<Timestamp>>, StorageError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(SENT_TO_CONTACTS)
            .bind(portrait.to_string())
            .bind(since.millis())
            .fetch_all(self.0.conn())
            .await?;
        let mut sent: BTreeMap<PersonId, Vec<Timestamp>> = BTreeMap::new();
        for (person, at) in rows {
            let moments = sent.entry(parse(&person)?).or_default();
            moments.push(Timestamp::from_millis(at));
        }
        Ok(sent)
    }

    /// The contacts of a portrait who want no messages of a stream.
    pub async fn opposed(
        &mut self,
        portrait: PortraitId,
        stream: Stream,
    ) -> Result<BTreeSet<PersonId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(OPPOSED)
            .bind(portrait.to_string())
            .bind(stream.as_str().to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(|(id,)| parse(&id)).collect()
    }

    /// The first waiting message to a person that asks something and is due between two moments.
    pub async fn waiting(
        &mut self,
        person: PersonId,
        channel: Channel,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<Waiting>, StorageError> {
        let row: Option<(String, String, i64, i64)> = sqlx::query_as(WAITING)
            .bind(person.to_string())
            .bind(channel.as_str().to_owned())
            .bind(from.millis())
            .bind(to.millis())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(id, purpose, due_at, not_after)| {
            Ok(Waiting {
                id: parse(&id)?,
                purpose: from_json(&purpose)?,
                due_at: Timestamp::from_millis(due_at),
                not_after: Timestamp::from_millis(not_after),
            })
        })
        .transpose()
    }

    /// Waiting messages whose time has come, without taking them.
    pub async fn due(
        &mut self,
        channel: Channel,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<Message>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(DUE)
            .bind(channel.as_str().to_owned())
            .bind(now.millis())
            .bind(limit)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Message::try_from).collect()
    }

    /// Makes a waiting message carry something else, or leave at another time; false when it waits no longer.
    pub async fn retarget(
        &mut self,
        waiting: &Waiting,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query(RETARGET)
            .bind(waiting.id.to_string())
            .bind(to_json(&waiting.purpose)?)
            .bind(waiting.due_at.millis())
            .bind(waiting.not_after.millis())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Stops a waiting message; false when it waits no longer.
    pub async fn stop(
        &mut self,
        message: MessageId,
        why: StopReason,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query(STOP)
            .bind(message.to_string())
            .bind(why.label().to_owned())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The waiting messages that carry something of a campaign.
    pub async fn waiting_of(&mut self, id: CampaignId) -> Result<Vec<MessageId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(OF_CAMPAIGN)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(|(id,)| parse(&id)).collect()
    }

    /// Whether a message carries something of another campaign too.
    pub async fn carries_others(
        &mut self,
        message: MessageId,
        campaign: CampaignId,
    ) -> Result<bool, StorageError> {
        let (others,): (i64,) = sqlx::query_as(OTHERS)
            .bind(message.to_string())
            .bind(campaign.to_string())
            .fetch_one(self.0.conn())
            .await?;
        Ok(others > 0)
    }

    /// Takes what belongs to a campaign out of a message that carries more.
    pub async fn detach(
        &mut self,
        message: MessageId,
        campaign: CampaignId,
    ) -> Result<(), StorageError> {
        sqlx::query(DETACH)
            .bind(campaign.to_string())
            .bind(message.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Takes back the invitations of a campaign that nobody ever received: whoever they were for can be invited anew.
    pub async fn forget_unsent_invitations(
        &mut self,
        event: EventId,
        campaign: CampaignId,
        step: &str,
    ) -> Result<u64, StorageError> {
        let done = sqlx::query(FORGET_UNSENT)
            .bind(event.to_string())
            .bind(campaign.to_string())
            .bind(step.to_owned())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected())
    }
}
