//! Letters that were printed: what was on them, and by whom.

use portrea_domain::{
    LetterBatchId, LinkId, MessageId, PersonId, PortraitId, ShortCodeId, Timestamp,
};
use sqlx::FromRow;

use crate::error::{StorageError, parse};
use crate::tx::Tx;

/// Printed letters at rest.
#[derive(Debug)]
pub struct PaperLetters<'t>(pub(crate) &'t mut Tx);

/// Letters printed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperBatch {
    /// Identity.
    pub id: LetterBatchId,
    /// The portrait that writes.
    pub portrait_id: PortraitId,
    /// What the référent says in them.
    pub words: String,
    /// Who printed them.
    pub printed_by: PersonId,
    /// When.
    pub printed_at: Timestamp,
}

/// A letter that was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperLetterRow {
    /// The message it carries.
    pub message_id: MessageId,
    /// The letters it was printed with.
    pub batch_id: LetterBatchId,
    /// To whom.
    pub person_id: PersonId,
    /// The code printed on it.
    pub short_code_id: ShortCodeId,
    /// What its QR code opens.
    pub link_id: LinkId,
}

#[derive(FromRow)]
struct BatchRow {
    id: String,
    portrait_id: String,
    words: String,
    printed_by: String,
    printed_at: i64,
}

#[derive(FromRow)]
#[expect(clippy::struct_field_names, reason = "the columns of the table")]
struct Row {
    message_id: String,
    batch_id: String,
    person_id: String,
    short_code_id: String,
    link_id: String,
}

impl TryFrom<BatchRow> for PaperBatch {
    type Error = StorageError;
    fn try_from(row: BatchRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            portrait_id: parse(&row.portrait_id)?,
            words: row.words,
            printed_by: parse(&row.printed_by)?,
            printed_at: Timestamp::from_millis(row.printed_at),
        })
    }
}

impl TryFrom<Row> for PaperLetterRow {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            message_id: parse(&row.message_id)?,
            batch_id: parse(&row.batch_id)?,
            person_id: parse(&row.person_id)?,
            short_code_id: parse(&row.short_code_id)?,
            link_id: parse(&row.link_id)?,
        })
    }
}

statements! {
    INSERT_BATCH = "insert into letter_batch (id, portrait_id, words, printed_by, printed_at) values ($1, $2, $3, $4, $5)";
    INSERT = "insert into paper_letter (message_id, batch_id, person_id, short_code_id, link_id) values ($1, $2, $3, $4, $5)";
    BATCH = "select id, portrait_id, words, printed_by, printed_at from letter_batch where id = $1";
    BATCHES = "select id, portrait_id, words, printed_by, printed_at from letter_batch
        where portrait_id = $1 order by printed_at desc, id desc";
    OF_BATCH = "select message_id, batch_id, person_id, short_code_id, link_id from paper_letter
        where batch_id = $1 order by message_id";
}

impl PaperLetters<'_> {
    /// Opens a batch.
    pub async fn insert_batch(&mut self, batch: &PaperBatch) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT_BATCH)
            .bind(batch.id.to_string())
            .bind(batch.portrait_id.to_string())
            .bind(batch.words.clone())
            .bind(batch.printed_by.to_string())
            .bind(batch.printed_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Keeps what was printed for one person.
    pub async fn insert(&mut self, letter: &PaperLetterRow) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(letter.message_id.to_string())
            .bind(letter.batch_id.to_string())
            .bind(letter.person_id.to_string())
            .bind(letter.short_code_id.to_string())
            .bind(letter.link_id.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A batch by id.
    pub async fn batch(&mut self, id: LetterBatchId) -> Result<Option<PaperBatch>, StorageError> {
        let row: Option<BatchRow> = sqlx::query_as(BATCH)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(PaperBatch::try_from).transpose()
    }

    /// The batches of a portrait, latest first.
    pub async fn batches(&mut self, id: PortraitId) -> Result<Vec<PaperBatch>, StorageError> {
        let rows: Vec<BatchRow> = sqlx::query_as(BATCHES)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(PaperBatch::try_from).collect()
    }

    /// The letters printed together, in the order of the list.
    pub async fn of_batch(
        &mut self,
        id: LetterBatchId,
    ) -> Result<Vec<PaperLetterRow>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_BATCH)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(PaperLetterRow::try_from).collect()
    }
}
