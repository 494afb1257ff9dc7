//! Sends that a référent prepares, decides and calls back.

use portrea_domain::mailing::{Decision, Mailing, MailingKind, MailingState, Wording};
use portrea_domain::message::MessageState;
use portrea_domain::{CampaignId, PersonId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::outbox::FateCount;
use crate::tx::Tx;

/// Sends at rest.
#[derive(Debug)]
pub struct Mailings<'t>(pub(crate) &'t mut Tx);

/// What became of one person's part in a send: their message, and whether they answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptFate {
    /// Who.
    pub person_id: PersonId,
    /// Their name; may be empty.
    pub name: String,
    /// What was asked.
    pub step: String,
    /// Where the message that carries it stands; none when nothing carries it.
    pub state: Option<MessageState>,
    /// Why, in the words kept with it.
    pub reason: String,
    /// When it left, was stopped, or is due.
    pub at: Timestamp,
    /// When it was answered, by whatever door.
    pub answered_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    portrait_id: String,
    event_id: String,
    kind: String,
    selection: String,
    subject: String,
    body: String,
    leaves_at: Option<i64>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    size: i64,
    called_back_at: Option<i64>,
    created_at: i64,
}

impl TryFrom<Row> for Mailing {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        let by: Option<PersonId> = parse_opt(row.decided_by.as_deref())?;
        let decision = by.zip(row.decided_at).map(|(by, at)| Decision {
            by,
            at: Timestamp::from_millis(at),
            size: row.size,
        });
        let state = match (decision, row.called_back_at) {
            (Some(decision), Some(at)) => MailingState::CalledBack {
                decision,
                at: Timestamp::from_millis(at),
            },
            (Some(decision), None) => MailingState::Decided(decision),
            (None, _) => MailingState::Draft,
        };
        let wording = (!row.subject.is_empty() || !row.body.is_empty()).then_some(Wording {
            subject: row.subject,
            body: row.body,
        });
        Ok(Self {
            id: parse(&row.id)?,
            portrait_id: parse(&row.portrait_id)?,
            event_id: parse(&row.event_id)?,
            kind: parse::<MailingKind>(&row.kind)?,
            selection: from_json(&row.selection)?,
            wording,
            leaves_at: row.leaves_at.map(Timestamp::from_millis),
            state,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}

#[derive(FromRow)]
struct FateRow {
    person_id: String,
    name: String,
    step: String,
    state: Option<String>,
    reason: Option<String>,
    due_at: Option<i64>,
    updated_at: Option<i64>,
    created_at: i64,
    answered_at: Option<i64>,
}

impl TryFrom<FateRow> for PromptFate {
    type Error = StorageError;
    fn try_from(row: FateRow) -> Result<Self, StorageError> {
        let state: Option<MessageState> = parse_opt(row.state.as_deref())?;
        let at = match state {
            Some(MessageState::Queued) => row.due_at,
            _ => row.updated_at,
        };
        Ok(Self {
            person_id: parse(&row.person_id)?,
            name: row.name,
            step: row.step,
            state,
            reason: row.reason.unwrap_or_default(),
            at: Timestamp::from_millis(at.unwrap_or(row.created_at)),
            answered_at: row.answered_at.map(Timestamp::from_millis),
        })
    }
}

statements! {
    INSERT = "insert into mailing (campaign_id, event_id, kind, selection, subject, body, leaves_at, size, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
    GET = "select m.campaign_id as id, c.portrait_id, m.event_id, m.kind, m.selection, m.subject, m.body, m.leaves_at,
            m.decided_by, m.decided_at, m.size, m.called_back_at, m.created_at
        from mailing m join campaign c on c.id = m.campaign_id where m.campaign_id = $1";
    OF_PORTRAIT = "select m.campaign_id as id, c.portrait_id, m.event_id, m.kind, m.selection, m.subject, m.body,
            m.leaves_at, m.decided_by, m.decided_at, m.size, m.called_back_at, m.created_at
        from mailing m join campaign c on c.id = m.campaign_id where c.portrait_id = $1
        order by m.created_at desc, m.campaign_id desc";
    REDRAFT = "update mailing set kind = $2, selection = $3, subject = $4, body = $5, leaves_at = $6
        where campaign_id = $1 and decided_at is null";
    DECIDE = "update mailing set decided_by = $2, decided_at = $3, size = $4
        where campaign_id = $1 and decided_at is null";
    CALL_BACK = "update mailing set called_back_at = $2
        where campaign_id = $1 and decided_at is not null and called_back_at is null";
    DELETE_DRAFT = "delete from mailing where campaign_id = $1 and decided_at is null";
    FATES = "select p.person_id, e.name, p.step, m.state, m.reason, m.due_at, m.updated_at, p.created_at, p.answered_at
        from prompt p join person e on e.id = p.person_id left join message m on m.id = p.message_id
        where p.campaign_id = $1 order by e.name, p.person_id, p.step";
    FATE_COUNTS = "select m.state, count(*) from prompt p join message m on m.id = p.message_id
        where p.campaign_id = $1 group by m.state order by m.state";
}

impl Mailings<'_> {
    /// Keeps a new draft; its campaign must be there.
    pub async fn insert(&mut self, mailing: &Mailing) -> Result<(), StorageError> {
        let (subject, body) = words(mailing.wording.as_ref());
        sqlx::query(INSERT)
            .bind(mailing.id.to_string())
            .bind(mailing.event_id.to_string())
            .bind(mailing.kind.as_str().to_owned())
            .bind(to_json(&mailing.selection)?)
            .bind(subject)
            .bind(body)
            .bind(mailing.leaves_at.map(Timestamp::millis))
            .bind(mailing.created_at.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Writes what changed in a draft; false when it is decided already.
    pub async fn redraft(&mut self, mailing: &Mailing) -> Result<bool, StorageError> {
        let (subject, body) = words(mailing.wording.as_ref());
        let done = sqlx::query(REDRAFT)
            .bind(mailing.id.to_string())
            .bind(mailing.kind.as_str().to_owned())
            .bind(to_json(&mailing.selection)?)
            .bind(subject)
            .bind(body)
            .bind(mailing.leaves_at.map(Timestamp::millis))
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// A send by the campaign it is.
    pub async fn get(&mut self, id: CampaignId) -> Result<Option<Mailing>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Mailing::try_from).transpose()
    }

    /// A send that must be there.
    pub async fn require(&mut self, id: CampaignId) -> Result<Mailing, StorageError> {
        self.get(id).await?.ok_or(StorageError::Missing("mailing"))
    }

    /// The sends of a portrait, latest first, drafts included.
    pub async fn of_portrait(&mut self, id: PortraitId) -> Result<Vec<Mailing>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_PORTRAIT)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Mailing::try_from).collect()
    }

    /// Notes that a send is decided; false when it was already.
    pub async fn decide(
        &mut self,
        id: CampaignId,
        by: PersonId,
        size: i64,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query(DECIDE)
            .bind(id.to_string())
            .bind(by.to_string())
            .bind(now.millis())
            .bind(size)
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that a send is called back; false when it was not decided, or is called back already.
    pub async fn call_back(
        &mut self,
        id: CampaignId,
        now: Timestamp,
    ) -> Result<bool, StorageError> {
        let done = sqlx::query(CALL_BACK)
            .bind(id.to_string())
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Throws a draft away; false when it is decided already.
    pub async fn delete_draft(&mut self, id: CampaignId) -> Result<bool, StorageError> {
        let done = sqlx::query(DELETE_DRAFT)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// What became of each person's part in a campaign, whatever message carries it.
    pub async fn fates(&mut self, id: CampaignId) -> Result<Vec<PromptFate>, StorageError> {
        let rows: Vec<FateRow> = sqlx::query_as(FATES)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(PromptFate::try_from).collect()
    }

    /// How many parts of a campaign met which fate.
    pub async fn fate_counts(&mut self, id: CampaignId) -> Result<Vec<FateCount>, StorageError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(FATE_COUNTS)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        crate::outbox::fate_counts(rows)
    }
}

fn words(wording: Option<&Wording>) -> (String, String) {
    wording
        .map(|wording| (wording.subject.clone(), wording.body.clone()))
        .unwrap_or_default()
}
