//! What readers say of listings.

use std::collections::BTreeSet;

use portrea_domain::document::Path;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::suggestion::{Suggestion, SuggestionState};
use portrea_domain::{ListingId, MessageId, PersonId, SuggestionId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, from_json, parse, parse_opt, to_json};
use crate::tx::Tx;

/// Suggestions at rest.
#[derive(Debug)]
pub struct Suggestions<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    listing_id: String,
    person_id: Option<String>,
    section: String,
    path: Option<String>,
    grounds: String,
    words: String,
    proposed: Option<String>,
    state: String,
    created_at: i64,
    decided_at: Option<i64>,
    reason: String,
}

impl TryFrom<Row> for Suggestion {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            listing_id: parse(&row.listing_id)?,
            person_id: parse_opt(row.person_id.as_deref())?,
            section: parse(&row.section)?,
            path: row
                .path
                .map(Path::try_from)
                .transpose()
                .map_err(StorageError::corrupt)?,
            grounds: parse(&row.grounds)?,
            words: row.words,
            proposed: row.proposed.as_deref().map(from_json).transpose()?,
            state: parse(&row.state)?,
            created_at: Timestamp::from_millis(row.created_at),
            decided_at: row.decided_at.map(Timestamp::from_millis),
            reason: row.reason,
        })
    }
}

statements! {
    INSERT = "insert into suggestion (id, listing_id, person_id, section, path, grounds, words, proposed, state,
            created_at, decided_by, decided_at, reason, told)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, null, null, '', null)";
    GET = "select id, listing_id, person_id, section, path, grounds, words, proposed, state, created_at, decided_at, reason
        from suggestion where id = $1";
    OPEN_IN_EPCI = "select s.id, s.listing_id, s.person_id, s.section, s.path, s.grounds, s.words, s.proposed, s.state,
            s.created_at, s.decided_at, s.reason
        from suggestion s join listing l on l.id = s.listing_id join commune c on c.code = l.commune
        where c.epci = $1 and s.state = 'open' order by s.created_at, s.id";
    TOLD = "select id, listing_id, person_id, section, path, grounds, words, proposed, state, created_at, decided_at, reason
        from suggestion where told = $1 order by created_at, id";
    DECIDE = "update suggestion set state = $2, decided_by = $3, decided_at = $4, reason = $5, told = $6
        where id = $1 and state = 'open'";
    DOUBTED_IN_EPCI = "select s.listing_id, s.section from suggestion s join listing l on l.id = s.listing_id
            join commune c on c.code = l.commune
            join listing_section v on v.listing_id = s.listing_id and v.section = s.section
        where c.epci = $1 and s.state = 'accepted' and s.proposed is null
            and (v.verified_at is null or v.verified_at < s.decided_at)";
    FORGET_PERSON = "update suggestion set person_id = null, words = '' where person_id = $1";
}

impl Suggestions<'_> {
    /// Keeps what a reader says.
    pub async fn insert(&mut self, suggestion: &Suggestion) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(suggestion.id.to_string())
            .bind(suggestion.listing_id.to_string())
            .bind(suggestion.person_id.map(|id| id.to_string()))
            .bind(suggestion.section.as_str().to_owned())
            .bind(suggestion.path.as_ref().map(ToString::to_string))
            .bind(suggestion.grounds.as_str().to_owned())
            .bind(suggestion.words.clone())
            .bind(suggestion.proposed.as_ref().map(to_json).transpose()?)
            .bind(suggestion.created_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A suggestion by its id.
    pub async fn get(&mut self, id: SuggestionId) -> Result<Option<Suggestion>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Suggestion::try_from).transpose()
    }

    /// The suggestions that wait in an EPCI, oldest first.
    pub async fn open_in_epci(&mut self, epci: &str) -> Result<Vec<Suggestion>, StorageError> {
        self.list(OPEN_IN_EPCI, epci.to_owned()).await
    }

    /// The suggestions a message tells of.
    pub async fn told_by(&mut self, id: MessageId) -> Result<Vec<Suggestion>, StorageError> {
        self.list(TOLD, id.to_string()).await
    }

    /// Notes what became of a suggestion, and which message tells its sender. False when it no longer waited.
    pub async fn decide(
        &mut self,
        id: SuggestionId,
        state: SuggestionState,
        by: PersonId,
        now: Timestamp,
        reason: &str,
        told: Option<MessageId>,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(DECIDE)
            .bind(id.to_string())
            .bind(state.as_str().to_owned())
            .bind(by.to_string())
            .bind(now.millis())
            .bind(reason.to_owned())
            .bind(told.map(|id| id.to_string()));
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// The sections of an EPCI that a reader doubts with reason, and nobody verified since.
    pub async fn doubted_in_epci(
        &mut self,
        epci: &str,
    ) -> Result<BTreeSet<(ListingId, SectionKey)>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(DOUBTED_IN_EPCI)
            .bind(epci.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.iter()
            .map(|(listing, section)| Ok((parse(listing)?, parse(section)?)))
            .collect()
    }

    /// Forgets who sent suggestions, and their words.
    pub async fn forget_person(&mut self, id: PersonId) -> Result<(), StorageError> {
        sqlx::query(FORGET_PERSON)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    async fn list(
        &mut self,
        sql: &'static str,
        id: String,
    ) -> Result<Vec<Suggestion>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(id)
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Suggestion::try_from).collect()
    }
}
