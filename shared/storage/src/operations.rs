//! What keeps the house running: claimed ticks, heartbeats, rate limits, settings and the change counter.

use portrea_domain::Timestamp;
use portrea_domain::mail_names::MailNames;

use crate::error::StorageError;
use crate::tx::Tx;

/// The setting that holds mail after a restore, `1` when it does.
pub const OUTBOX_HELD: &str = "outbox.held";
/// The setting that pauses mail, `1` when it does.
pub const OUTBOX_PAUSED: &str = "outbox.paused";
/// The setting that keeps what the names of the sender say.
const MAIL_NAMES: &str = "mail.names";

/// Operations at rest.
#[derive(Debug)]
pub struct Operations<'t>(pub(crate) &'t mut Tx);

statements! {
    CLAIM_TICK = "insert into tick (job, scheduled_at, claimed_at) values ($1, $2, $3)
        on conflict (job, scheduled_at) do nothing";
    LAST_TICK = "select max(scheduled_at) from tick where job = $1";
    BEAT = "insert into heartbeat (job, at) values ($1, $2) on conflict (job) do update set at = excluded.at";
    BEATS = "select job, at from heartbeat order by job";
    HIT = "insert into rate_limit (name, subject, period, count) values ($1, $2, $3, 1)
        on conflict (name, subject, period) do update set count = rate_limit.count + 1 returning count";
    HITS = "select count from rate_limit where name = $1 and subject = $2 and period = $3";
    FORGET_LIMITS = "delete from rate_limit where period < $1";
    GENERATION = "select value from generation where name = 'public'";
    BUMP = "update generation set value = value + 1 where name = 'public'";
    SETTING = "select value from setting where name = $1";
    SET_SETTING = "insert into setting (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value";
}

impl Operations<'_> {
    /// Takes a tick of a periodic job; false when another instance has it.
    pub async fn claim_tick(
        &mut self,
        job: &str,
        scheduled_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(CLAIM_TICK)
            .bind(job.to_owned())
            .bind(scheduled_at.millis())
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// The last tick anybody took of a job.
    pub async fn last_tick(&mut self, job: &str) -> Result<Option<Timestamp>, StorageError> {
        let (at,): (Option<i64>,) = sqlx::query_as(LAST_TICK)
            .bind(job.to_owned())
            .fetch_one(self.0.conn())
            .await?;
        Ok(at.map(Timestamp::from_millis))
    }

    /// A sign of life of a job.
    pub async fn beat(&mut self, job: &str, now: Timestamp) -> Result<(), StorageError> {
        sqlx::query(BEAT)
            .bind(job.to_owned())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// The last sign of life of every job.
    pub async fn beats(&mut self) -> Result<Vec<(String, Timestamp)>, StorageError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(BEATS).fetch_all(self.0.conn()).await?;
        Ok(rows
            .into_iter()
            .map(|(job, at)| (job, Timestamp::from_millis(at)))
            .collect())
    }

    /// Counts one more use of a limited thing by a subject within a period (a number of the caller's choice).
    pub async fn hit(
        &mut self,
        name: &str,
        subject: &str,
        period: i64,
    ) -> Result<i64, StorageError> {
        let query = sqlx::query_as(HIT)
            .bind(name.to_owned())
            .bind(subject.to_owned())
            .bind(period);
        let (count,): (i64,) = query.fetch_one(self.0.conn()).await?;
        Ok(count)
    }

    /// How often a subject used a limited thing within a period.
    pub async fn hits(
        &mut self,
        name: &str,
        subject: &str,
        period: i64,
    ) -> Result<i64, StorageError> {
        let row: Option<(i64,)> = sqlx::query_as(HITS)
            .bind(name.to_owned())
            .bind(subject.to_owned())
            .bind(period)
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map_or(0, |(count,)| count))
    }

    /// Forgets counts of periods before `period`.
    pub async fn forget_limits(&mut self, period: i64) -> Result<(), StorageError> {
        sqlx::query(FORGET_LIMITS)
            .bind(period)
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// The change counter of what is public.
    pub async fn generation(&mut self) -> Result<i64, StorageError> {
        let (value,): (i64,) = sqlx::query_as(GENERATION).fetch_one(self.0.conn()).await?;
        Ok(value)
    }

    /// Something public changes with this transaction.
    pub async fn bump(&mut self) -> Result<(), StorageError> {
        sqlx::query(BUMP).execute(self.0.conn()).await?;
        Ok(())
    }

    /// A setting of the house.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(SETTING)
            .bind(name.to_owned())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map(|(value,)| value))
    }

    /// What the names of the sender said when a mailer last looked.
    pub async fn mail_names(&mut self) -> Result<Option<MailNames>, StorageError> {
        let kept = self.setting(MAIL_NAMES).await?;
        // What an older version kept is as good as nothing: a mailer looks again soon.
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps what the names of the sender say.
    pub async fn keep_mail_names(&mut self, names: &MailNames) -> Result<(), StorageError> {
        let text = serde_json::to_string(names).map_err(StorageError::corrupt)?;
        self.set_setting(MAIL_NAMES, &text).await
    }

    /// Changes a setting of the house.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StorageError> {
        sqlx::query(SET_SETTING)
            .bind(name.to_owned())
            .bind(value.to_owned())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }
}
