//! What was asked of whom: one row per campaign, person, step and round, with one fate.

use portrea_domain::message::Prompt;
use portrea_domain::{MessageId, PersonId, PromptId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse, parse_opt};
use crate::tx::Tx;

/// Prompts at rest.
#[derive(Debug)]
pub struct Prompts<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    campaign_id: String,
    person_id: String,
    step: String,
    round: i64,
    message_id: Option<String>,
    answered_at: Option<i64>,
}

#[derive(FromRow)]
struct DatedRow {
    #[sqlx(flatten)]
    prompt: Row,
    created_at: i64,
}

impl TryFrom<Row> for Prompt {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            campaign_id: parse(&row.campaign_id)?,
            person_id: parse(&row.person_id)?,
            step: row.step,
            round: row.round,
            message_id: parse_opt(row.message_id.as_deref())?,
            answered_at: row.answered_at.map(Timestamp::from_millis),
        })
    }
}

statements! {
    INSERT = "insert into prompt (id, campaign_id, person_id, step, round, message_id, created_at, answered_at)
        values ($1, $2, $3, $4, $5, null, $6, null) on conflict (campaign_id, person_id, step, round) do nothing";
    ATTACH = "update prompt set message_id = $2 where id = $1";
    OF_MESSAGE = "select id, campaign_id, person_id, step, round, message_id, answered_at from prompt
        where message_id = $1 order by step";
    OF_STEP = "select id, campaign_id, person_id, step, round, message_id, answered_at from prompt
        where step = $1 order by created_at, id";
    BEGINNING_WITH = "select id, campaign_id, person_id, step, round, message_id, answered_at, created_at from prompt
        where step like $1 order by created_at, id";
    ANSWERED_BEGINNING_WITH = "update prompt set answered_at = $3 where step like $1 and person_id = $2
        and answered_at is null";
    ANSWERED = "update prompt set answered_at = $2 where step = $1 and answered_at is null";
    ANSWERED_BY = "update prompt set answered_at = $3 where step = $1 and person_id = $2 and answered_at is null";
    LAST = "select max(created_at) from prompt where person_id = $1";
}

impl Prompts<'_> {
    /// Asks something once; false when it already was asked in that campaign and round.
    pub async fn insert(&mut self, prompt: &Prompt, now: Timestamp) -> Result<bool, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(prompt.id.to_string())
            .bind(prompt.campaign_id.to_string())
            .bind(prompt.person_id.to_string())
            .bind(prompt.step.clone())
            .bind(prompt.round)
            .bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Puts a prompt in a message.
    pub async fn attach(&mut self, id: PromptId, message: MessageId) -> Result<(), StorageError> {
        sqlx::query(ATTACH)
            .bind(id.to_string())
            .bind(message.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// What a message asks.
    pub async fn of_message(&mut self, id: MessageId) -> Result<Vec<Prompt>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_MESSAGE)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Prompt::try_from).collect()
    }

    /// Every time something was asked, oldest first.
    pub async fn of_step(&mut self, step: &str) -> Result<Vec<Prompt>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_STEP)
            .bind(step.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Prompt::try_from).collect()
    }

    /// Every prompt whose step begins with this (no `%` nor `_` in it), and when it was asked, oldest first.
    pub async fn beginning_with(
        &mut self,
        start: &str,
    ) -> Result<Vec<(Prompt, Timestamp)>, StorageError> {
        let rows: Vec<DatedRow> = sqlx::query_as(BEGINNING_WITH)
            .bind(format!("{start}%"))
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    row.prompt.try_into()?,
                    Timestamp::from_millis(row.created_at),
                ))
            })
            .collect()
    }

    /// Notes that one person answered every question whose step begins with this.
    pub async fn answered_beginning_with(
        &mut self,
        start: &str,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        sqlx::query(ANSWERED_BEGINNING_WITH)
            .bind(format!("{start}%"))
            .bind(person.to_string())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Notes that a question is answered, whoever it was asked of.
    pub async fn answered(&mut self, step: &str, now: Timestamp) -> Result<(), StorageError> {
        sqlx::query(ANSWERED)
            .bind(step.to_owned())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Notes that one person answered a question.
    pub async fn answered_by(
        &mut self,
        step: &str,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(ANSWERED_BY)
            .bind(step.to_owned())
            .bind(person.to_string())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// When a person was last asked anything.
    pub async fn last_asked(
        &mut self,
        person: PersonId,
    ) -> Result<Option<Timestamp>, StorageError> {
        let (at,): (Option<i64>,) = sqlx::query_as(LAST)
            .bind(person.to_string())
            .fetch_one(self.0.conn())
            .await?;
        Ok(at.map(Timestamp::from_millis))
    }
}
