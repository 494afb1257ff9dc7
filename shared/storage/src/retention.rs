//! Erasing what was kept long enough.

use portrea_domain::retention::Kept;
use portrea_domain::{PersonId, Timestamp};

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// What is kept for a time, at rest.
#[derive(Debug)]
pub struct Retention<'t>(pub(crate) &'t mut Tx);

/// People looked at in one go.
const SOME: i64 = 200;
const HOUR_MS: i64 = 3_600_000;

statements! {
    LINKS = "delete from link where (expires_at < $1 or revoked_at < $1)
        and id not in (select link_id from paper_letter)";
    CODES = "delete from short_code where (expires_at < $1 or revoked_at < $1)
        and id not in (select short_code_id from paper_letter)";
    SESSIONS = "delete from session where expires_at < $1";
    DRAFTS = "delete from draft where updated_at < $1";
    TYPED = "delete from typed_answer where typed_at < $1";
    NEEDS = "delete from invitation_need where event_id in
        (select id from event where ends_at < $1 or cancelled_at < $1)";
    CONSENTS = "delete from minutes_consent where event_id in (select id from event where ends_at < $1)";
    IMPORT_DRAFTS = "delete from contact_import where state = 'draft' and created_at < $1";
    IMPORT_CHANGES = "delete from contact_import_change
        where import_id in (select id from contact_import where done_at < $1)";
    TURNS = "delete from turn where at < $1";
    SILENT_CHATS = "delete from conversation where created_at < $1
        and not exists (select 1 from turn t where t.conversation_id = conversation.id)";
    INBOX = "delete from inbox where processed_at < $1
        and update_id < (select max(i.update_id) from inbox i where i.channel = inbox.channel)";
    LETTER_FIELDS = "delete from letter_field where message_id in (select id from message
        where updated_at < $1 and state not in ('queued', 'claimed', 'handed'))";
    SOFT_BOUNCES = "delete from bounced_address where hard = 0 and at < $1";
    SUGGESTIONS = "delete from suggestion where state <> 'open' and decided_at < $1";
    DOUBTS = "delete from doubt where settled_at < $1";
    INTERESTS = "delete from interest where at < $1";
    LIMITS = "delete from rate_limit where period < $1";
    TICKS = "delete from tick where scheduled_at < $1
        and scheduled_at < (select max(t.scheduled_at) from tick t where t.job = tick.job)";
    SILENT = "select p.id, p.email, f.told_at from person p left join farewell f on f.person_id = p.id
        where p.created_at < $1 and (p.name <> '' or p.email is not null or p.phone <> '' or p.postal_address <> '')
            and (f.told_at is null or f.told_at < $2) and (f.stayed_at is null or f.stayed_at < $1)
            and not exists (select 1 from role_grant g where g.person_id = p.id)
            and not exists (select 1 from contact c where c.person_id = p.id and c.created_at >= $1)
            and not exists (select 1 from observation o where o.person_id = p.id and o.at >= $1)
            and not exists (select 1 from draft d where d.person_id = p.id and d.updated_at >= $1)
            and not exists (select 1 from session s where s.person_id = p.id and s.created_at >= $1)
            and not exists (select 1 from link l where l.person_id = p.id and l.used_at >= $1)
            and not exists (select 1 from opposition o where o.person_id = p.id and o.at >= $1)
            and not exists (select 1 from nomination n where n.person_id = p.id and n.at >= $1)
            and not exists (select 1 from public_contact w where w.person_id = p.id and w.at >= $1)
            and not exists (select 1 from check_in k where k.person_id = p.id and k.at >= $1)
            and not exists (select 1 from invitation i where i.person_id = p.id and i.created_at >= $1)
            and not exists (select 1 from invitation_reply r join invitation i on i.id = r.invitation_id
                where i.person_id = p.id and r.at >= $1)
            and not exists (select 1 from conversation c join turn t on t.conversation_id = c.id
                where c.person_id = p.id and t.at >= $1)
        order by p.id limit $3";
    TELL = "insert into farewell (person_id, told_at, stayed_at) values ($1, $2, null)
        on conflict (person_id) do update set told_at = excluded.told_at";
    TOLD_AT = "select told_at from farewell where person_id = $1";
    STAY = "insert into farewell (person_id, told_at, stayed_at) values ($1, null, $2)
        on conflict (person_id) do update set told_at = null, stayed_at = excluded.stayed_at";
    TOLD_IN_VAIN = "update farewell set told_at = null where told_at < $1";
    GONE = "delete from farewell where person_id = $1";
}

/// Somebody who gave no sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Who.
    pub person_id: PersonId,
    /// Whether they can be told by mail.
    pub has_address: bool,
    /// When they were told that they will be erased, if they were.
    pub told_at: Option<Timestamp>,
}

impl Retention<'_> {
    /// Erases what was kept since before `cutoff`; gives how many rows went. People are not erased here.
    pub async fn erase(&mut self, kept: Kept, cutoff: Timestamp) -> Result<u64, StorageError> {
        let statements: &[&'static str] = match kept {
            Kept::Links => &[LINKS],
            Kept::Codes => &[CODES],
            Kept::Sessions => &[SESSIONS],
            Kept::Drafts => &[DRAFTS, TYPED],
            Kept::Needs => &[NEEDS],
            Kept::Consents => &[CONSENTS],
            Kept::ImportDrafts => &[IMPORT_DRAFTS],
            Kept::ImportChanges => &[IMPORT_CHANGES],
            Kept::Chats => &[TURNS, SILENT_CHATS],
            Kept::Inbox => &[INBOX],
            Kept::LetterFields => &[LETTER_FIELDS],
            Kept::SoftBounces => &[SOFT_BOUNCES],
            Kept::Doubts => &[DOUBTS],
            Kept::Interests => &[INTERESTS],
            Kept::Suggestions => &[SUGGESTIONS],
            Kept::Limits => &[LIMITS],
            Kept::Ticks => &[TICKS],
            Kept::People => &[],
        };
        let cutoff = match kept {
            // Tries are counted by the hour.
            Kept::Limits => cutoff.millis() / HOUR_MS,
            _ => cutoff.millis(),
        };
        let mut rows = 0;
        for sql in statements {
            let done = sqlx::query(*sql)
                .bind(cutoff)
                .execute(self.0.conn())
                .await?;
            rows += done.rows_affected();
        }
        Ok(rows)
    }

    /// Some people without a sign of life since `cutoff`: not told yet, or told before `told_before`. Whoever runs a
    /// portrait is not among them.
    pub async fn silent(
        &mut self,
        cutoff: Timestamp,
        told_before: Timestamp,
    ) -> Result<Vec<Silent>, StorageError> {
        let rows: Vec<(String, Option<String>, Option<i64>)> = sqlx::query_as(SILENT)
            .bind(cutoff.millis())
            .bind(told_before.millis())
            .bind(SOME)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(id, email, told_at)| {
                Ok(Silent {
                    person_id: parse(&id)?,
                    has_address: email.is_some(),
                    told_at: told_at.map(Timestamp::from_millis),
                })
            })
            .collect()
    }

    /// Notes that a person is told that they will be erased.
    pub async fn tell(&mut self, person: PersonId, now: Timestamp) -> Result<(), StorageError> {
        self.note(TELL, person, now).await
    }

    /// When a person was told that they will be erased.
    pub async fn told_at(&mut self, person: PersonId) -> Result<Option<Timestamp>, StorageError> {
        let row: Option<(Option<i64>,)> = sqlx::query_as(TOLD_AT)
            .bind(person.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.and_then(|(at,)| at).map(Timestamp::from_millis))
    }

    /// Notes that a person wants to stay.
    pub async fn stay(&mut self, person: PersonId, now: Timestamp) -> Result<(), StorageError> {
        self.note(STAY, person, now).await
    }

    /// Forgets who was told before `cutoff` and gave a sign of life since: they are told again another time.
    pub async fn forget_told(&mut self, cutoff: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(TOLD_IN_VAIN).bind(cutoff.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Forgets what was told to a person who is erased.
    pub async fn forget_person(&mut self, person: PersonId) -> Result<(), StorageError> {
        let query = sqlx::query(GONE).bind(person.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    async fn note(
        &mut self,
        sql: &'static str,
        person: PersonId,
        at: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(sql).bind(person.to_string()).bind(at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }
}
