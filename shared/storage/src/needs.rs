//! What people eat and need on the day of a meeting, until it is over.

use portrea_domain::need::{Diet, Help, Need};
use portrea_domain::{EventId, InvitationId, Timestamp};
use sqlx::FromRow;

use crate::error::{StorageError, parse_list, write_list};
use crate::tx::Tx;

/// Needs at rest.
#[derive(Debug)]
pub struct Needs<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    meal: i64,
    diets: String,
    diet_note: String,
    helps: String,
    help_note: String,
}

impl TryFrom<Row> for Need {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            meal: row.meal != 0,
            diets: parse_list(&row.diets)?,
            diet_note: row.diet_note,
            helps: parse_list(&row.helps)?,
            help_note: row.help_note,
        })
    }
}

statements! {
    KEEP = "insert into invitation_need (invitation_id, event_id, meal, diets, diet_note, helps, help_note, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (invitation_id) do update set meal = excluded.meal, diets = excluded.diets,
            diet_note = excluded.diet_note, helps = excluded.helps, help_note = excluded.help_note, at = excluded.at";
    GET = "select cast(meal as bigint) as meal, diets, diet_note, helps, help_note from invitation_need
        where invitation_id = $1";
    OF_COMING = "select cast(n.meal as bigint) as meal, n.diets, n.diet_note, n.helps, n.help_note
        from invitation_need n join invitation i on i.id = n.invitation_id
        where n.event_id = $1 and i.seat = 'seated' order by n.invitation_id";
    ERASE = "delete from invitation_need where invitation_id = $1";
    ERASE_OVER = "delete from invitation_need where event_id in
        (select id from event where ends_at <= $1 or cancelled_at is not null)";
}

impl Needs<'_> {
    /// Keeps what one person needs, in place of what they said before.
    pub async fn keep(
        &mut self,
        id: InvitationId,
        event: EventId,
        need: &Need,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(KEEP)
            .bind(id.to_string())
            .bind(event.to_string())
            .bind(i64::from(need.meal))
            .bind(write_list(&need.diets, Diet::as_str))
            .bind(need.diet_note.clone())
            .bind(write_list(&need.helps, Help::as_str))
            .bind(need.help_note.clone())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// What one person needs.
    pub async fn get(&mut self, id: InvitationId) -> Result<Option<Need>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Need::try_from).transpose()
    }

    /// What those who have a seat need, without their names.
    pub async fn of_coming(&mut self, event: EventId) -> Result<Vec<Need>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(OF_COMING)
            .bind(event.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Need::try_from).collect()
    }

    /// Forgets what one person needs.
    pub async fn erase(&mut self, id: InvitationId) -> Result<(), StorageError> {
        sqlx::query(ERASE)
            .bind(id.to_string())
            .execute(self.0.conn())
            .await?;
        Ok(())
    }

    /// Forgets what was needed at meetings that are over or called off; gives how many people it was about.
    pub async fn erase_over(&mut self, now: Timestamp) -> Result<u64, StorageError> {
        let done = sqlx::query(ERASE_OVER)
            .bind(now.millis())
            .execute(self.0.conn())
            .await?;
        Ok(done.rows_affected())
    }
}
