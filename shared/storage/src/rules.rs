//! The rules of sending and the sequences of reminders, when a territory changed them.

use portrea_domain::holidays::HolidayArea;
use portrea_domain::sending::{Office, SendingRules};
use portrea_domain::sequence::Step;
use portrea_domain::{CampaignId, EventId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, to_json};
use crate::tx::Tx;

/// Rules at rest.
#[derive(Debug)]
pub struct Rules<'t>(pub(crate) &'t mut Tx);

/// What a sequence belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceOf {
    /// A meeting.
    Event(EventId),
    /// A portrait, from the beginning of its consolidation.
    Portrait(PortraitId),
}

impl SequenceOf {
    fn key(self) -> String {
        match self {
            Self::Event(id) => format!("event:{id}"),
            Self::Portrait(id) => format!("portrait:{id}"),
        }
    }
}

#[derive(FromRow)]
struct OfficeRow {
    zone: String,
    rules: Option<String>,
    departement: Option<String>,
}

impl TryFrom<OfficeRow> for Office {
    type Error = StorageError;
    fn try_from(row: OfficeRow) -> Result<Self, StorageError> {
        Ok(Self {
            zone: parse(&row.zone)?,
            area: HolidayArea::of_departement(row.departement.as_deref().unwrap_or_default()),
            rules: row
                .rules
                .as_deref()
                .map_or_else(|| Ok(SendingRules::default()), from_json)?,
        })
    }
}

statements! {
    OFFICE = "select p.zone, r.rules, (select min(c.departement) from commune c where c.epci = p.epci) as departement
        from portrait p left join sending_rules r on r.portrait_id = p.id where p.id = $1";
    OFFICE_OF_CAMPAIGN = "select p.zone, r.rules,
            (select min(c.departement) from commune c where c.epci = p.epci) as departement
        from campaign a join portrait p on p.id = a.portrait_id left join sending_rules r on r.portrait_id = p.id
        where a.id = $1";
    RULES = "select rules from sending_rules where portrait_id = $1";
    KEEP_RULES = "insert into sending_rules (portrait_id, rules, updated_at) values ($1, $2, $3)
        on conflict (portrait_id) do update set rules = excluded.rules, updated_at = excluded.updated_at";
    STEPS = "select steps from sequence where subject = $1";
    KEEP_STEPS = "insert into sequence (subject, steps, updated_at) values ($1, $2, $3)
        on conflict (subject) do update set steps = excluded.steps, updated_at = excluded.updated_at";
}

impl Rules<'_> {
    /// The office of a portrait: its clocks, its holidays, its rules.
    pub async fn office(&mut self, portrait: PortraitId) -> Result<Office, StorageError> {
        let row: Option<OfficeRow> = sqlx::query_as(OFFICE)
            .bind(portrait.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.ok_or(StorageError::Missing("portrait"))?.try_into()
    }

    /// The office of the portrait a campaign belongs to.
    pub async fn office_of_campaign(
        &mut self,
        campaign: CampaignId,
    ) -> Result<Option<Office>, StorageError> {
        let row: Option<OfficeRow> = sqlx::query_as(OFFICE_OF_CAMPAIGN)
            .bind(campaign.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Office::try_from).transpose()
    }

    /// The rules of a portrait; the house's when it never changed them.
    pub async fn of(&mut self, portrait: PortraitId) -> Result<SendingRules, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(RULES)
            .bind(portrait.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map_or_else(|| Ok(SendingRules::default()), |(rules,)| from_json(&rules))
    }

    /// Keeps the rules of a portrait.
    pub async fn keep(
        &mut self,
        portrait: PortraitId,
        rules: &SendingRules,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        sqlx::query(KEEP_RULES)
            .bind(portrait.to_string())
            .bind(to_json(rules)?)
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// The sequence of a meeting or a portrait, when it was changed.
    pub async fn sequence(&mut self, of: SequenceOf) -> Result<Option<Vec<Step>>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(STEPS)
            .bind(of.key())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(|(steps,)| from_json(&steps)).transpose()
    }

    /// Keeps a sequence.
    pub async fn keep_sequence(
        &mut self,
        of: SequenceOf,
        steps: &[Step],
        now: Timestamp,
    ) -> Result<(), StorageError> {
        sqlx::query(KEEP_STEPS)
            .bind(of.key())
            .bind(to_json(&steps)?)
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }
}
