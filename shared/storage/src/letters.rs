//! Mails worded by a person, and what each says to one reader alone.

use portrea_domain::letter::{Fields, WordedLetter};
use portrea_domain::{LetterId, MessageId, PersonId, PortraitId, Timestamp};
use sqlx::FromRow;
use sqlx::query::QueryAs;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, from_json, parse, to_json};
use crate::lists::cut;
use crate::tx::Tx;

/// Letters at rest.
#[derive(Debug)]
pub struct Letters<'t>(pub(crate) &'t mut Tx);

/// What is known of a reader, for letters: themselves, and as a contact of the portrait when they are one.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ContactNote {
    /// Who, as text.
    person_id: String,
    /// Their given name, where it is known apart; may be empty.
    pub given_name: String,
    /// The body they speak for.
    pub organisation: String,
    /// Name of their first commune; may be empty.
    pub commune: String,
    /// Where their address was found; may be empty.
    pub source: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    campaign_id: String,
    stream: String,
    subject: String,
    body: String,
    html: String,
    extras: String,
    portrait_id: String,
}

statements! {
    INSERT = "insert into letter (id, campaign_id, stream, subject, body, html, extras, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET = "select l.id, l.campaign_id, l.stream, l.subject, l.body, l.html, l.extras, c.portrait_id
        from letter l join campaign c on c.id = l.campaign_id where l.id = $1";
}

list_statements! {
    NOTES from 2 = "select p.id as person_id, p.given_name, coalesce(c.organisation, '') as organisation,
            coalesce(m.name, '') as commune, coalesce(c.source, '') as source
        from person p left join contact c on c.person_id = p.id and c.portrait_id = $1
            left join commune m on m.code = substr(c.communes, 1, 5)
        where p.id in (#)";
    FIELDS from 1 = "select message_id, fields from letter_field where message_id in (#)";
}

impl Letters<'_> {
    /// Keeps a letter.
    pub async fn insert(
        &mut self,
        letter: &WordedLetter,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(letter.id.to_string())
            .bind(letter.campaign_id.to_string())
            .bind(letter.stream.as_str().to_owned())
            .bind(letter.subject.clone())
            .bind(letter.body.clone())
            .bind(letter.html.clone().unwrap_or_default())
            .bind(to_json(&letter.extras)?)
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A letter by id.
    pub async fn get(&mut self, id: LetterId) -> Result<Option<WordedLetter>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(WordedLetter {
            id: parse(&row.id)?,
            campaign_id: parse(&row.campaign_id)?,
            portrait_id: parse(&row.portrait_id)?,
            stream: parse(&row.stream)?,
            subject: row.subject,
            body: row.body,
            html: (!row.html.is_empty()).then_some(row.html),
            extras: from_json(&row.extras)?,
        }))
    }

    /// What is known of these people, as contacts of a portrait if they are.
    pub async fn notes(
        &mut self,
        portrait: PortraitId,
        people: &[PersonId],
    ) -> Result<Vec<(PersonId, ContactNote)>, StorageError> {
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let mut found = Vec::with_capacity(ids.len());
        for (sql, binds) in cut(&NOTES, &ids) {
            let query = sqlx::query_as(sql).bind(portrait.to_string());
            let query = binds.fold(query, QueryAs::bind);
            let rows: Vec<ContactNote> = query.fetch_all(self.0.conn()).await?;
            for note in rows {
                found.push((parse(&note.person_id)?, note));
            }
        }
        Ok(found)
    }

    /// Keeps what letters say to their readers alone.
    pub async fn keep_fields(
        &mut self,
        fields: impl Iterator<Item = (MessageId, Fields)>,
    ) -> Result<(), StorageError> {
        let mut rows = Vec::new();
        for (id, fields) in fields {
            rows.push(vec![
                Cell::Text(id.to_string()),
                Cell::Text(to_json(&fields)?),
            ]);
        }
        bulk::insert(
            self.0,
            "letter_field",
            &["message_id", "fields"],
            rows.into_iter(),
        )
        .await
    }

    /// What these messages say to their readers alone.
    pub async fn fields(
        &mut self,
        ids: &[MessageId],
    ) -> Result<Vec<(MessageId, Fields)>, StorageError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut found = Vec::with_capacity(ids.len());
        for (sql, binds) in cut(&FIELDS, &ids) {
            let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
            let rows: Vec<(String, String)> = query.fetch_all(self.0.conn()).await?;
            for (id, fields) in rows {
                found.push((parse(&id)?, from_json(&fields)?));
            }
        }
        Ok(found)
    }
}
