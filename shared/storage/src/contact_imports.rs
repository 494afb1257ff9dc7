//! Lists of contacts that were sent, and what taking them in changed.

use portrea_domain::contact_import::{ContactImport, ImportChange};
use portrea_domain::{ContactId, ImportId, PersonId, PortraitId, Timestamp};
use sqlx::FromRow;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, from_json, parse, to_json};
use crate::tx::Tx;

/// Lists of contacts at rest.
#[derive(Debug)]
pub struct ContactImports<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    portrait_id: String,
    person_id: String,
    state: String,
    label: String,
    source: String,
    remarks: String,
    created_at: i64,
    done_at: Option<i64>,
    undone_at: Option<i64>,
}

impl TryFrom<Row> for ContactImport {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            portrait_id: parse(&row.portrait_id)?,
            person_id: parse(&row.person_id)?,
            state: parse(&row.state)?,
            label: row.label,
            source: row.source,
            remarks: from_json(&row.remarks)?,
            created_at: Timestamp::from_millis(row.created_at),
            done_at: row.done_at.map(Timestamp::from_millis),
            undone_at: row.undone_at.map(Timestamp::from_millis),
        })
    }
}

#[derive(FromRow)]
struct ChangeRow {
    contact_id: String,
    person_id: String,
    created: i64,
    person_created: i64,
    fingerprint: String,
    changes: String,
}

impl TryFrom<ChangeRow> for ImportChange {
    type Error = StorageError;
    fn try_from(row: ChangeRow) -> Result<Self, StorageError> {
        Ok(Self {
            contact_id: parse(&row.contact_id)?,
            person_id: parse(&row.person_id)?,
            created: row.created != 0,
            person_created: row.person_created != 0,
            fingerprint: row.fingerprint,
            changes: from_json(&row.changes)?,
        })
    }
}

statements! {
    INSERT = "insert into contact_import (id, portrait_id, person_id, state, label, source, lines, layout, remarks,
            created_at, done_at, undone_at)
        values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, null, null)";
    GET = "select id, portrait_id, person_id, state, label, source, remarks, created_at, done_at, undone_at
        from contact_import where id = $1";
    OF_PORTRAIT = "select id, portrait_id, person_id, state, label, source, remarks, created_at, done_at, undone_at
        from contact_import where portrait_id = $1 order by created_at desc, id desc limit 50";
    CONTENT = "select lines, layout from contact_import where id = $1";
    EDIT = "update contact_import set source = $2, lines = $3, layout = $4 where id = $1 and state = 'draft'";
    NAMING = "select id, lines from contact_import where state = 'draft' and lower(lines) like '%' || $1 || '%'";
    REWRITE = "update contact_import set lines = $2 where id = $1 and state = 'draft'";
    DONE = "update contact_import set state = 'done', lines = '[]', done_at = $2 where id = $1 and state = 'draft'";
    UNDONE = "update contact_import set state = 'undone', undone_at = $2 where id = $1 and state = 'done'";
    LEAVE = "delete from contact_import where id = $1 and state = 'draft'";
    FORGET_DRAFTS = "delete from contact_import where state = 'draft' and created_at < $1";
    FORGET_CHANGES = "delete from contact_import_change
        where import_id in (select id from contact_import where done_at < $1)";
    FORGET_CHANGES_OF = "delete from contact_import_change where import_id = $1";
    FORGET_PERSON = "delete from contact_import_change where person_id = $1";
    CHANGES = "select contact_id, person_id, cast(created as bigint) as created,
            cast(person_created as bigint) as person_created, fingerprint, changes
        from contact_import_change where import_id = $1 order by contact_id";
    COUNT_CHANGES = "select cast(coalesce(sum(created), 0) as bigint), count(*) from contact_import_change where import_id = $1";
    LIVED = "select c.person_id from contact_import_change c where c.import_id = $1 and c.created = 1 and (
            exists (select 1 from invitation x where x.person_id = c.person_id and x.created_at >= $2)
            or exists (select 1 from message x where x.person_id = c.person_id and x.created_at >= $2)
            or exists (select 1 from prompt x where x.person_id = c.person_id and x.created_at >= $2)
            or exists (select 1 from observation x where x.person_id = c.person_id and x.at >= $2)
            or exists (select 1 from check_in x where x.person_id = c.person_id and x.received_at >= $2)
            or exists (select 1 from short_code x where x.person_id = c.person_id and x.created_at >= $2)
            or exists (select 1 from link x where x.person_id = c.person_id and x.created_at >= $2))";
    DELETE_CONTACT = "delete from contact where id = $1";
    DELETE_PERSON = "delete from person where id = $1
        and not exists (select 1 from contact x where x.person_id = person.id)
        and not exists (select 1 from contact_import x where x.person_id = person.id)
        and not exists (select 1 from check_in x where x.person_id = person.id)
        and not exists (select 1 from check_in x where x.noted_by = person.id)
        and not exists (select 1 from minutes_consent x where x.person_id = person.id)
        and not exists (select 1 from day_table x where x.person_id = person.id)
        and not exists (select 1 from short_code x where x.person_id = person.id)
        and not exists (select 1 from letter_batch x where x.printed_by = person.id)
        and not exists (select 1 from paper_letter x where x.person_id = person.id)
        and not exists (select 1 from conversation x where x.person_id = person.id)
        and not exists (select 1 from doubt x where x.person_id = person.id)
        and not exists (select 1 from draft x where x.person_id = person.id)
        and not exists (select 1 from farewell x where x.person_id = person.id)
        and not exists (select 1 from interest x where person.id in (x.person_id, x.handled_by))
        and not exists (select 1 from typed_answer x where x.person_id = person.id)
        and not exists (select 1 from interest x where x.person_id = person.id)
        and not exists (select 1 from interest x where x.handled_by = person.id)
        and not exists (select 1 from invitation x where x.person_id = person.id)
        and not exists (select 1 from link x where x.person_id = person.id)
        and not exists (select 1 from mailing x where x.decided_by = person.id)
        and not exists (select 1 from message x where x.person_id = person.id)
        and not exists (select 1 from nomination x where person.id in (x.person_id, x.named_by))
        and not exists (select 1 from observation x where x.person_id = person.id)
        and not exists (select 1 from public_contact x where x.person_id = person.id)
        and not exists (select 1 from revision x where x.decided_by = person.id)
        and not exists (select 1 from listing x where x.decided_by = person.id)
        and not exists (select 1 from interest x where person.id in (x.person_id, x.handled_by))
        and not exists (select 1 from suggestion x where person.id in (x.person_id, x.decided_by))
        and not exists (select 1 from opposition x where x.person_id = person.id)
        and not exists (select 1 from prompt x where x.person_id = person.id)
        and not exists (select 1 from role_grant x where x.person_id = person.id)
        and not exists (select 1 from session x where x.person_id = person.id)";
}

impl ContactImports<'_> {
    /// Keeps a list that was read, as JSON lines and layout.
    pub async fn insert(
        &mut self,
        import: &ContactImport,
        lines: &str,
        layout: &str,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(INSERT)
            .bind(import.id.to_string())
            .bind(import.portrait_id.to_string())
            .bind(import.person_id.to_string())
            .bind(import.label.clone())
            .bind(import.source.clone())
            .bind(lines.to_owned())
            .bind(layout.to_owned())
            .bind(to_json(&import.remarks)?)
            .bind(import.created_at.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// A list by id, without its content.
    pub async fn get(&mut self, id: ImportId) -> Result<Option<ContactImport>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(ContactImport::try_from).transpose()
    }

    /// The lists of a portrait, the latest first.
    pub async fn of_portrait(
        &mut self,
        id: PortraitId,
    ) -> Result<Vec<ContactImport>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_PORTRAIT)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(ContactImport::try_from).collect()
    }

    /// The lines and the layout of a list, as they were given.
    pub async fn content(&mut self, id: ImportId) -> Result<(String, String), StorageError> {
        let row: Option<(String, String)> = sqlx::query_as(CONTENT)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.ok_or(StorageError::Missing("import"))
    }

    /// Writes a draft again; false when it is no draft any more.
    pub async fn edit(
        &mut self,
        id: ImportId,
        source: &str,
        lines: &str,
        layout: &str,
    ) -> Result<bool, StorageError> {
        let query = sqlx::query(EDIT)
            .bind(id.to_string())
            .bind(source.to_owned())
            .bind(lines.to_owned())
            .bind(layout.to_owned());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// The list is taken in, and emptied; false when it already was.
    pub async fn done(&mut self, id: ImportId, now: Timestamp) -> Result<bool, StorageError> {
        let query = sqlx::query(DONE).bind(id.to_string()).bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Taking it in is undone; false when it was not taken in.
    pub async fn undone(&mut self, id: ImportId, now: Timestamp) -> Result<bool, StorageError> {
        let query = sqlx::query(UNDONE).bind(id.to_string()).bind(now.millis());
        Ok(query.execute(self.0.conn()).await?.rows_affected() == 1)
    }

    /// Leaves a draft: nothing stays of it.
    pub async fn leave(&mut self, id: ImportId) -> Result<(), StorageError> {
        sqlx::query(LEAVE)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Forgets drafts made before `drafts`, and what imports done before `changes` changed.
    pub async fn forget(
        &mut self,
        drafts: Timestamp,
        changes: Timestamp,
    ) -> Result<(), StorageError> {
        sqlx::query(FORGET_DRAFTS)
            .bind(drafts.millis())
            .execute(self.0.conn())
            .await?;
        sqlx::query(FORGET_CHANGES)
            .bind(changes.millis())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Forgets what an import changed: it cannot be undone any more.
    pub async fn forget_changes_of(&mut self, id: ImportId) -> Result<(), StorageError> {
        sqlx::query(FORGET_CHANGES_OF)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// The drafts whose lines hold a text in lower case, whoever they are for: id and lines. Some may hold only
    /// something like it.
    pub async fn drafts_naming(
        &mut self,
        text: &str,
    ) -> Result<Vec<(ImportId, String)>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(NAMING)
            .bind(text.to_owned())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter()
            .map(|(id, lines)| Ok((parse(&id)?, lines)))
            .collect()
    }

    /// Writes the lines of a draft again.
    pub async fn rewrite(&mut self, id: ImportId, lines: &str) -> Result<(), StorageError> {
        let query = sqlx::query(REWRITE)
            .bind(id.to_string())
            .bind(lines.to_owned());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Forgets what every import changed of a person.
    pub async fn forget_person(&mut self, id: PersonId) -> Result<(), StorageError> {
        sqlx::query(FORGET_PERSON)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Keeps what an import changed.
    pub async fn insert_changes(
        &mut self,
        id: ImportId,
        changes: impl Iterator<Item = &ImportChange>,
    ) -> Result<(), StorageError> {
        const COLUMNS: &[&str] = &[
            "import_id",
            "contact_id",
            "person_id",
            "created",
            "person_created",
            "fingerprint",
            "changes",
        ];
        let mut rows = Vec::new();
        for change in changes {
            rows.push(vec![
                Cell::Text(id.to_string()),
                Cell::Text(change.contact_id.to_string()),
                Cell::Text(change.person_id.to_string()),
                Cell::Int(i64::from(change.created)),
                Cell::Int(i64::from(change.person_created)),
                Cell::Text(change.fingerprint.clone()),
                Cell::Text(to_json(&change.changes)?),
            ]);
        }
        bulk::insert(self.0, "contact_import_change", COLUMNS, rows.into_iter()).await
    }

    /// What an import changed.
    pub async fn changes(&mut self, id: ImportId) -> Result<Vec<ImportChange>, StorageError> {
        let rows: Vec<ChangeRow> = sqlx::query_as(CHANGES)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(ImportChange::try_from).collect()
    }

    /// How many contacts an import created, and how many it touched.
    pub async fn counts(&mut self, id: ImportId) -> Result<(i64, i64), StorageError> {
        Ok(sqlx::query_as(COUNT_CHANGES)
            .bind(id.to_string())
            .fetch_one(self.0.conn())
            .await?)
    }

    /// The contacts an import created and to whom something happened since then: written to, invited, heard.
    pub async fn lived(
        &mut self,
        id: ImportId,
        since: Timestamp,
    ) -> Result<Vec<PersonId>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(LIVED)
            .bind(id.to_string())
            .bind(since.millis())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(|(id,)| parse(&id)).collect()
    }

    /// Deletes a contact that an import created.
    pub async fn delete_contact(&mut self, id: ContactId) -> Result<(), StorageError> {
        sqlx::query(DELETE_CONTACT)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Deletes a person that an import created, unless anything of the house refers to them.
    pub async fn delete_person(&mut self, id: PersonId) -> Result<(), StorageError> {
        sqlx::query(DELETE_PERSON)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Durability, Storage};

    /// A new table that refers to people must be named above, or undoing an import would break there.
    #[tokio::test]
    async fn a_person_something_refers_to_is_never_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/x.db", folder.path().display());
        let storage = Storage::open(&url, Durability::Relaxed).await.unwrap();
        storage.migrate().await.unwrap();
        let mut tx = storage.read().await.unwrap();
        let tables: Vec<(String,)> = sqlx::query_as(
            "select distinct m.name from sqlite_master m join pragma_foreign_key_list(m.name) f
             where m.type = 'table' and f.\"table\" = 'person'",
        )
        .fetch_all(tx.conn())
        .await
        .unwrap();
        assert!(tables.len() > 9);
        for (table,) in tables {
            assert!(
                DELETE_PERSON.contains(&format!("from {table} x")),
                "{table} is not asked about"
            );
        }
    }
}
