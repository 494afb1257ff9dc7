//! Invitations and every answer given to them.

use portrea_domain::invitation::{Answered, Invitation, Reply, Seat};
use portrea_domain::observation::Door;
use portrea_domain::person::Person;
use portrea_domain::{EventId, InvitationId, PersonId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse, parse_opt};
use crate::tx::Tx;

/// Invitations at rest.
#[derive(Debug)]
pub struct Invitations<'t>(pub(crate) &'t mut Tx);

/// An invitation and the person invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// The invitation.
    pub invitation: Invitation,
    /// Who is invited.
    pub person: Person,
}

#[derive(FromRow)]
struct Row {
    id: String,
    event_id: String,
    person_id: String,
    delegated_from: Option<String>,
    reply: Option<String>,
    replied_at: Option<i64>,
    door: Option<String>,
    replies: i64,
    seat: Option<String>,
    version: i64,
    name: String,
    email: Option<String>,
    fictional: i64,
}

impl TryFrom<Row> for InvitationRow {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let person = Person {
            id: parse(&row.person_id)?,
            name: row.name,
            email: parse_opt(row.email.as_deref())?,
            fictional: row.fictional != 0,
        };
        let answer = match (row.reply, row.replied_at, row.door) {
            (Some(reply), Some(at), Some(door)) => Some(Answered {
                reply: parse(&reply)?,
                at: Timestamp::from_millis(at),
                door: parse(&door)?,
                count: row.replies,
            }),
            _ => None,
        };
        let invitation = Invitation {
            id: parse(&row.id)?,
            event_id: parse(&row.event_id)?,
            person_id: person.id,
            delegated_from: parse_opt(row.delegated_from.as_deref())?,
            answer,
            seat: parse_opt(row.seat.as_deref())?,
            version: row.version,
        };
        Ok(Self { invitation, person })
    }
}

statements! {
    INSERT = "insert into invitation (id, event_id, person_id, delegated_from, replies, created_at)
        values ($1, $2, $3, $4, 0, $5) on conflict (event_id, person_id) do nothing";
    GET = "select i.id, i.event_id, i.person_id, i.delegated_from, i.reply, i.replied_at, i.door, i.replies,
            i.seat, i.version, p.name, p.email, cast(p.fictional as bigint) as fictional
        from invitation i join person p on p.id = i.person_id where i.id = $1";
    OF_EVENT = "select i.id, i.event_id, i.person_id, i.delegated_from, i.reply, i.replied_at, i.door, i.replies,
            i.seat, i.version, p.name, p.email, cast(p.fictional as bigint) as fictional
        from invitation i join person p on p.id = i.person_id where i.event_id = $1 order by i.created_at, i.id";
    OF_PERSON_TO = "select id from invitation where event_id = $1 and person_id = $2";
    OF_PERSON = "select i.id, i.event_id, i.person_id, i.delegated_from, i.reply, i.replied_at, i.door, i.replies,
            i.seat, i.version, p.name, p.email, cast(p.fictional as bigint) as fictional
        from invitation i join person p on p.id = i.person_id where i.person_id = $1 order by i.created_at desc, i.id";
    LOCK = "update invitation set replies = replies where id = $1";
    ANSWER = "update invitation set reply = $2, replied_at = $3, door = $4, replies = replies + 1, version = version + 1
        where id = $1 returning replies";
    BUMP = "update invitation set version = version + 1 where id = $1 returning version";
    SIT = "update invitation set seat = $2, seat_rank = coalesce(seat_rank, $3), version = version + 1 where id = $1
        returning version";
    LEAVE = "update invitation set seat = null, seat_rank = null where id = $1";
    INHERIT = "update invitation set seat_rank = (select f.seat_rank from invitation f where f.id = invitation.delegated_from)
        where id = $1 and seat is null";
    SEATS = "select cast(coalesce(sum(case when seat = 'seated' then 1 else 0 end), 0) as bigint), count(*) from invitation
        where event_id = $1 and seat is not null";
    WAITING = "select id from invitation where event_id = $1 and seat = 'waiting' order by seat_rank, id limit $2";
    HELD_BEFORE = "select count(*) from invitation_reply where invitation_id = $1 and reply in ('yes', 'maybe') and n < $2";
    KEEP_ANSWER = "insert into invitation_reply (invitation_id, n, reply, door, at) values ($1, $2, $3, $4, $5)";
}

impl Invitations<'_> {
    /// Invites a person; false when they already are.
    pub async fn insert(
        &mut self,
        invitation: &Invitation,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(invitation.id.to_string())
            .bind(invitation.event_id.to_string())
            .bind(invitation.person_id.to_string())
            .bind(invitation.delegated_from.map(|id| id.to_string()))
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// An invitation and who is invited.
    pub async fn get(&mut self, id: InvitationId) -> Result<Option<InvitationRow>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(InvitationRow::try_from).transpose()
    }

    /// An invitation that must be there.
    pub async fn require(&mut self, id: InvitationId) -> Result<InvitationRow, StorageError> {
        self.get(id)
            .await?
            .ok_or(StorageError::Missing("invitation"))
    }

    /// Takes an invitation for this transaction alone, then reads it: two answers to it wait for each other.
    pub async fn lock(&mut self, id: InvitationId) -> Result<InvitationRow, StorageError> {
        sqlx::query(LOCK)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        self.require(id).await
    }

    /// Everybody invited to an event.
    pub async fn of_event(&mut self, id: EventId) -> Result<Vec<InvitationRow>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_EVENT)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(InvitationRow::try_from).collect()
    }

    /// The invitation of a person to a meeting.
    pub async fn of_person_to(
        &mut self,
        event: EventId,
        person: PersonId,
    ) -> Result<Option<InvitationRow>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(OF_PERSON_TO)
            .bind(event.to_string())
            .bind(person.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        match row {
            Some((id,)) => self.get(parse(&id)?).await,
            None => Ok(None),
        }
    }

    /// The invitations of a person, latest first.
    pub async fn of_person(&mut self, id: PersonId) -> Result<Vec<InvitationRow>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_PERSON)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(InvitationRow::try_from).collect()
    }

    /// Grows the version of an invitation: something changed that its calendar must be told.
    pub async fn bump(&mut self, id: InvitationId) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(BUMP)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(version,)| version)
            .ok_or(StorageError::Missing("invitation"))
    }

    /// Gives somebody a seat, or a place on the waiting list; they keep the rank they have, else they get this one.
    /// Gives the version of the invitation.
    pub async fn sit(
        &mut self,
        id: InvitationId,
        seat: Seat,
        rank: i64,
    ) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(SIT)
            .bind(id.to_string())
            .bind(seat.as_str().to_owned())
            .bind(rank)
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(version,)| version)
            .ok_or(StorageError::Missing("invitation"))
    }

    /// Somebody gives up their seat and their rank.
    pub async fn leave(&mut self, id: InvitationId) -> Result<(), StorageError> {
        sqlx::query(LEAVE)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Whoever comes instead of somebody stands where they stood.
    pub async fn inherit_rank(&mut self, id: InvitationId) -> Result<(), StorageError> {
        sqlx::query(INHERIT)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// How many have a seat at a meeting, and how many wait for one.
    pub async fn seats(&mut self, id: EventId) -> Result<(i64, i64), StorageError> {
        let (seated, all): (i64, i64) = sqlx::query_as(SEATS)
            .bind(id.to_string())
            .fetch_one(self.0.conn())
            .await?;
        Ok((seated, all - seated))
    }

    /// The first of the waiting list of a meeting.
    pub async fn waiting(
        &mut self,
        id: EventId,
        limit: i64,
    ) -> Result<Vec<InvitationId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(WAITING)
            .bind(id.to_string())
            .bind(limit)
            .fetch_all(self.0.conn())
            .await?;
        rows.iter().map(|(id,)| parse(id)).collect()
    }

    /// Whether a calendar may hold the meeting: the person said yes or maybe before their answer number `count`.
    pub async fn may_be_in_calendar(
        &mut self,
        id: InvitationId,
        count: i64,
    ) -> Result<bool, StorageError> {
        let (times,): (i64,) = sqlx::query_as(HELD_BEFORE)
            .bind(id.to_string())
            .bind(count)
            .fetch_one(self.0.conn())
            .await?;
        Ok(times > 0)
    }

    /// Keeps an answer, and makes it the last one.
    pub async fn answer(
        &mut self,
        id: InvitationId,
        reply: Reply,
        door: Door,
        now: Timestamp,
    ) -> Result<Answered, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(ANSWER)
            .bind(id.to_string())
            .bind(reply.as_str().to_owned())
            .bind(now.millis())
            .bind(door.as_str().to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        let (count,) = row.ok_or(StorageError::Missing("invitation"))?;
        let keep = sqlx::query(KEEP_ANSWER)
            .bind(id.to_string())
            .bind(count)
            .bind(reply.as_str().to_owned())
            .bind(door.as_str().to_owned())
            .bind(now.millis());
        keep.execute(self.0.conn()).await?;
        Ok(Answered {
            reply,
            at: now,
            door,
            count,
        })
    }
}
