//! The journal of mailers: many messages taken, handed to the wire and settled with few statements, so that one commit
//! serves many mails.

use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::person::Person;
use portrea_domain::{CampaignId, InvitationId, LinkId, ListingId, MessageId, PersonId, Timestamp};
use sqlx::FromRow;
use sqlx::query::Query;
use sqlx::query::QueryAs;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, from_json, parse, to_json};
use crate::lists::cut;
use crate::tx::Tx;

/// The journal at rest.
#[derive(Debug)]
pub struct Journal<'t>(pub(crate) &'t mut Tx);

/// A person to write to, and whether their address works as far as anybody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub person: Person,
    /// Their address bounced.
    pub bounced: bool,
}

#[derive(FromRow)]
struct ReaderRow {
    id: String,
    name: String,
    email: Option<String>,
    fictional: i64,
    bounced: i64,
}

/// Where something a message is about stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing<Id> {
    /// The thing.
    pub id: Id,
    /// Whether it still waits for what the message asks.
    pub open: bool,
}

list_statements! {
    READERS from 1 = "select p.id, p.name, p.email, cast(p.fictional as bigint) as fictional,
            (select count(*) from bounced_address b where b.email = p.email and (b.hard = 1 or b.soft >= 5)) as bounced
        from person p where p.id in (#)";
    HAND from 3 = "update message set state = 'handed', attempts = attempts + 1, updated_at = $2
        where slot = $1 and state = 'claimed' and id in (#) returning id";
    ACCEPT from 2 = "update message set state = 'accepted', due_at = $1, reason = '', slot = null, updated_at = $1
        where state = 'handed' and id in (#)";
    NOTICE from 2 = "update contact set noticed_at = $1 where noticed_at is null
        and person_id in (select person_id from message where stream <> 'service' and id in (#))";
    INVITATIONS from 1 = "select id, cast(case when reply is null then 1 else 0 end as bigint) from invitation where id in (#)";
    PASSED_ON from 1 = "select id, cast(case when delegated_from is null then 0 else 1 end as bigint)
        from invitation where id in (#)";
    ASKED from 2 = "select person_id, id, updated_at from message where solicits = 1 and updated_at > $1
        and state in ('handed', 'accepted', 'uncertain') and person_id in (#) order by updated_at";
    PROMPTS from 1 = "select message_id, cast(max(case when answered_at is null then 1 else 0 end) as bigint)
        from prompt where message_id in (#) group by message_id";
    LISTINGS from 1 = "select id, cast(1 as bigint) from listing where id in (#)";
    LINKS from 1 = "select id, cast(case when used_at is null and revoked_at is null then 1 else 0 end as bigint)
        from link where id in (#)";
}

statements! {
    SETTLE = "update message set state = $3, due_at = $4, reason = $5, slot = null, updated_at = $6
        where id = $1 and slot = $2 and state in ('claimed', 'handed')";
    RETURN_UNTRIED = "update message set state = 'queued', attempts = attempts - 1, slot = null, reason = $2,
        updated_at = $3 where id = $1 and slot = $4 and state = 'handed'";
    RELEASE = "update message set state = 'queued', slot = null, updated_at = $2 where slot = $1 and state = 'claimed'";
    IN_DOUBT = "select id, purpose, not_after, doubts from message where slot = $1 and state = 'handed'";
    SLOTS_IN_USE = "select distinct slot from message where slot is not null and state in ('claimed', 'handed')";
    DOUBTS = "select doubts from message where id = $1";
    AGAIN = "update message set state = 'queued', doubts = doubts + 1, due_at = $2, slot = null, updated_at = $2,
        reason = 'envoyé de nouveau après un doute' where id = $1 and state in ('handed', 'uncertain')";
    OLDEST_DUE = "select min(due_at) from message where channel = $1 and state = 'queued' and due_at <= $2";
    BY_CAMPAIGN = "select c.label, m.state, count(*) from message m join campaign c on c.id = m.campaign_id
        where m.channel = $1 group by c.id, c.label, c.created_at, m.state order by c.created_at, c.id, m.state";
    STANDING_SETTINGS = "select name, value from setting where name like 'outbox.%'";
    REOPEN = "update message set state = 'queued', due_at = $2, slot = null, reason = '', attempts = 0, updated_at = $2
        where person_id = $1 and channel = 'mail' and not_after > $2
            and (state = 'refused' or (state = 'suppressed' and reason in ($3, $4)))";
    NOTE_RETURNED = "update message set state = 'refused', reason = $2, updated_at = $3
        where id = $1 and state in ('accepted', 'uncertain')";
    HELD_SLOT_PG = "select count(*) from pg_locks where locktype = 'advisory' and granted
        and cast(classid as bigint) = $1 and cast(objid as bigint) = $2 and cast(pid as bigint) = $3";
}

/// A message that was in the hands of the wire when its mailer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InDoubt {
    /// The message.
    pub id: MessageId,
    /// What it is about.
    pub purpose: Purpose,
    /// Not after.
    pub not_after: Timestamp,
    /// How often it was sent again on purpose.
    pub doubts: i64,
}

impl Journal<'_> {
    /// The people behind these ids, in no order; those who are gone are left out.
    pub async fn readers(&mut self, ids: &[PersonId]) -> Result<Vec<Reader>, StorageError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut readers = Vec::with_capacity(ids.len());
        for (sql, binds) in cut(&READERS, &ids) {
            let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
            let rows: Vec<ReaderRow> = query.fetch_all(self.0.conn()).await?;
            for row in rows {
                readers.push(Reader {
                    person: Person {
                        id: parse(&row.id)?,
                        name: row.name,
                        email: row.email.as_deref().map(parse).transpose()?,
                        fictional: row.fictional != 0,
                    },
                    bounced: row.bounced > 0,
                });
            }
        }
        Ok(readers)
    }

    /// Commits to an attempt for each of these messages, before the wire; gives those that still were this mailer's.
    pub async fn hand(
        &mut self,
        ids: &[MessageId],
        slot: i64,
        now: Timestamp,
    ) -> Result<Vec<MessageId>, StorageError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut handed = Vec::with_capacity(ids.len());
        for (sql, binds) in cut(&HAND, &ids) {
            let query = sqlx::query_as(sql).bind(slot).bind(now.millis());
            let query = binds.fold(query, QueryAs::bind);
            let rows: Vec<(String,)> = query.fetch_all(self.0.conn()).await?;
            for (id,) in rows {
                handed.push(parse(&id)?);
            }
        }
        Ok(handed)
    }

    /// Records that a server took these mails. Those nobody asked for say where the address was found (article 14 of the
    /// GDPR): their readers count as told.
    pub async fn accept(&mut self, ids: &[MessageId], now: Timestamp) -> Result<(), StorageError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        for statement in [&ACCEPT, &NOTICE] {
            for (sql, binds) in cut(statement, &ids) {
                let query = sqlx::query(sql).bind(now.millis());
                let query = binds.fold(query, Query::bind);
                query.execute(self.0.conn()).await?;
            }
        }
        Ok(())
    }

    /// Records where a message in this mailer’s hands stands now and, if it waits again, until when. What is not in its
    /// hands any more stays as it is.
    pub async fn settle(
        &mut self,
        id: MessageId,
        slot: i64,
        state: MessageState,
        due_at: Timestamp,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(SETTLE)
            .bind(id.to_string())
            .bind(slot)
            .bind(state.as_str().to_owned())
            .bind(due_at.millis())
            .bind(reason.to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Puts a message back as if it had not been tried: nothing was said about it.
    pub async fn return_untried(
        &mut self,
        id: MessageId,
        slot: i64,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(RETURN_UNTRIED)
            .bind(id.to_string())
            .bind(reason.to_owned())
            .bind(now.millis())
            .bind(slot);
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Lets everything wait again that the holder of a slot took and did not hand.
    pub async fn release(&mut self, slot: i64, now: Timestamp) -> Result<u64, StorageError> {
        let query = sqlx::query(RELEASE).bind(slot).bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected())
    }

    /// What the former holder of a slot left in the hands of the wire.
    pub async fn in_doubt(&mut self, slot: i64) -> Result<Vec<InDoubt>, StorageError> {
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(IN_DOUBT)
            .bind(slot)
            .fetch_all(self.0.conn())
            .await?;
        let in_doubt = |(id, purpose, not_after, doubts): (String, String, i64, i64)| {
            Ok(InDoubt {
                id: parse(&id)?,
                purpose: from_json(&purpose)?,
                not_after: Timestamp::from_millis(not_after),
                doubts,
            })
        };
        rows.into_iter().map(in_doubt).collect()
    }

    /// The slots under which something was taken or handed.
    pub async fn slots_in_use(&mut self) -> Result<Vec<i64>, StorageError> {
        let rows: Vec<(i64,)> = sqlx::query_as(SLOTS_IN_USE)
            .fetch_all(self.0.conn())
            .await?;
        Ok(rows.into_iter().map(|(slot,)| slot).collect())
    }

    /// How often a message was sent again on purpose.
    pub async fn doubts(&mut self, id: MessageId) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(DOUBTS)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map_or(0, |(doubts,)| doubts))
    }

    /// Sends a message of unknown fate again: the caller knows that twice does no harm.
    pub async fn again(&mut self, id: MessageId, now: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(AGAIN).bind(id.to_string()).bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Which of these invitations are still there, and wait for an answer.
    pub async fn invitations(
        &mut self,
        ids: &[InvitationId],
    ) -> Result<Vec<Standing<InvitationId>>, StorageError> {
        standing(self.0, &INVITATIONS, ids).await
    }

    /// Which of these invitations were passed on by somebody who cannot come.
    pub async fn passed_on(
        &mut self,
        ids: &[InvitationId],
    ) -> Result<Vec<Standing<InvitationId>>, StorageError> {
        standing(self.0, &PASSED_ON, ids).await
    }

    /// When something was asked of these people since `since`, by every territory, campaign and channel, in order.
    pub async fn asked_since(
        &mut self,
        people: &[PersonId],
        since: Timestamp,
    ) -> Result<Vec<(PersonId, MessageId, Timestamp)>, StorageError> {
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let mut asked = Vec::new();
        for (sql, binds) in cut(&ASKED, &ids) {
            let query = sqlx::query_as(sql).bind(since.millis());
            let query = binds.fold(query, QueryAs::bind);
            let rows: Vec<(String, String, i64)> = query.fetch_all(self.0.conn()).await?;
            for (person, message, at) in rows {
                asked.push((
                    parse(&person)?,
                    parse(&message)?,
                    Timestamp::from_millis(at),
                ));
            }
        }
        Ok(asked)
    }

    /// Which of these messages ask something, and whether some of it is not answered yet.
    pub async fn prompts(
        &mut self,
        ids: &[MessageId],
    ) -> Result<Vec<Standing<MessageId>>, StorageError> {
        standing(self.0, &PROMPTS, ids).await
    }

    /// Which of these listings are still there.
    pub async fn listings(
        &mut self,
        ids: &[ListingId],
    ) -> Result<Vec<Standing<ListingId>>, StorageError> {
        standing(self.0, &LISTINGS, ids).await
    }

    /// Which of these links are still there, and open.
    pub async fn links(&mut self, ids: &[LinkId]) -> Result<Vec<Standing<LinkId>>, StorageError> {
        standing(self.0, &LINKS, ids).await
    }

    /// Since when the oldest due message of a channel waits.
    pub async fn oldest_due(
        &mut self,
        channel: Channel,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StorageError> {
        let (at,): (Option<i64>,) = sqlx::query_as(OLDEST_DUE)
            .bind(channel.as_str().to_owned())
            .bind(now.millis())
            .fetch_one(self.0.conn())
            .await?;
        Ok(at.map(Timestamp::from_millis))
    }

    /// How many messages of each campaign stand where: its label, the state, the count; oldest campaign first.
    pub async fn by_campaign(
        &mut self,
        channel: Channel,
    ) -> Result<Vec<(String, String, i64)>, StorageError> {
        let query = sqlx::query_as(BY_CAMPAIGN).bind(channel.as_str().to_owned());
        Ok(query.fetch_all(self.0.conn()).await?)
    }

    /// The settings that hold or pause sending, read in one go.
    pub async fn settings(&mut self) -> Result<Vec<(String, String)>, StorageError> {
        Ok(sqlx::query_as(STANDING_SETTINGS)
            .fetch_all(self.0.conn())
            .await?)
    }

    /// Queues again, once, what an address that did not work kept from a person and whose time is not over: mails
    /// refused, or stopped for one of these two reasons.
    pub async fn reopen(
        &mut self,
        person: PersonId,
        stopped_for: [&str; 2],
        now: Timestamp,
    ) -> Result<u64, StorageError> {
        let query = sqlx::query(REOPEN)
            .bind(person.to_string())
            .bind(now.millis())
            .bind(stopped_for[0].to_owned())
            .bind(stopped_for[1].to_owned());
        Ok(query.execute(self.0.conn()).await?.rows_affected())
    }

    /// A mail that a server had taken came back: it was refused after all.
    pub async fn note_returned(
        &mut self,
        id: MessageId,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(NOTE_RETURNED)
            .bind(id.to_string())
            .bind(reason.to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Whether an advisory lock is held by a connection of PostgreSQL, asked within this transaction.
    pub(crate) async fn holds_lock(
        &mut self,
        class: i32,
        key: i32,
        pid: i32,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query_as(HELD_SLOT_PG)
            .bind(i64::from(class))
            .bind(i64::from(key))
            .bind(i64::from(pid));
        let (count,): (i64,) = query.fetch_one(self.0.conn()).await?;
        Ok(count > 0)
    }

    /// Queues many messages of one campaign, each under a key that was never used. For campaigns whose list is made in
    /// this very transaction.
    pub async fn queue_new(
        &mut self,
        campaign: CampaignId,
        messages: impl Iterator<Item = (Message, String)>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        const COLUMNS: [&str; 16] = [
            "id",
            "unique_key",
            "person_id",
            "channel",
            "stream",
            "purpose",
            "campaign_id",
            "due_at",
            "not_after",
            "state",
            "attempts",
            "reason",
            "created_at",
            "updated_at",
            "doubts",
            "solicits",
        ];
        let mut rows = Vec::new();
        for (message, key) in messages {
            rows.push(vec![
                Cell::Text(message.id.to_string()),
                Cell::Text(key),
                Cell::Text(message.person_id.to_string()),
                Cell::Text(message.channel.as_str().to_owned()),
                Cell::Text(message.purpose.stream().as_str().to_owned()),
                Cell::Text(to_json(&message.purpose)?),
                Cell::Text(campaign.to_string()),
                Cell::Int(message.due_at.millis()),
                Cell::Int(message.not_after.millis()),
                Cell::Text("queued".to_owned()),
                Cell::Int(0),
                Cell::Text(String::new()),
                Cell::Int(now.millis()),
                Cell::Int(now.millis()),
                Cell::Int(0),
                Cell::Int(i64::from(message.purpose.is_solicitation())),
            ]);
        }
        bulk::insert(self.0, "message", &COLUMNS, rows.into_iter()).await
    }
}

async fn standing<Id>(
    tx: &mut Tx,
    statement: &crate::lists::ListStatement,
    ids: &[Id],
) -> Result<Vec<Standing<Id>>, StorageError>
where
    Id: ToString + std::str::FromStr,
    Id::Err: std::fmt::Display,
{
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut found = Vec::with_capacity(ids.len());
    for (sql, binds) in cut(statement, &ids) {
        let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
        let rows: Vec<(String, i64)> = query.fetch_all(tx.conn()).await?;
        for (id, open) in rows {
            found.push(Standing {
                id: parse(&id)?,
                open: open != 0,
            });
        }
    }
    Ok(found)
}
