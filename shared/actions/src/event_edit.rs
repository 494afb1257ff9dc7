//! Changing what people read about a meeting, and how many it can hold. Date and place are moved instead.

use portrea_domain::EventId;
use portrea_domain::event::Hosting;

use crate::app::App;
use crate::error::ActionError;
use crate::event_plan::check_hosting;
use crate::seating::{call_waiting, room_of};

/// What is said of a meeting from now on.
#[derive(Clone, Debug)]
pub struct EventEdit {
    /// Its title.
    pub title: String,
    /// What will happen, one line per item.
    pub programme: String,
    /// How people are received.
    pub hosting: Hosting,
}

/// Changes a meeting; seats that become free go to those who wait. Gives how many were called.
pub async fn edit_event(app: &App, event: EventId, edit: EventEdit) -> Result<usize, ActionError> {
    let now = app.now();
    let title = edit.title.trim().to_owned();
    if title.is_empty() {
        return Err(ActionError::refused("Donnez un titre à la réunion."));
    }
    check_hosting(&edit.hosting)?;
    let mut tx = app.storage.begin().await?;
    tx.events().take(event).await?;
    let mut event = tx.events().require(event).await?;
    if event.is_cancelled() || event.ends_at <= now {
        return Err(ActionError::refused(
            "Cette réunion est passée ou annulée\u{a0}: elle ne change plus.",
        ));
    }
    let seated = room_of(&mut tx, &event).await?.seated;
    if let Some(capacity) = edit.hosting.capacity
        && capacity < seated
    {
        return Err(ActionError::refused(format!(
            "{seated} personnes ont déjà une place\u{a0}: le nombre de places ne peut pas descendre au-dessous.",
        )));
    }
    (event.title, event.programme, event.hosting) = (title, edit.programme, edit.hosting);
    tx.events().save(&event).await?;
    let called = if event.is_open(now) {
        call_waiting(&mut tx, app, &event).await?
    } else {
        0
    };
    tx.commit().await?;
    tracing::info!(event.id = %event.id, called, "event.edited");
    Ok(called)
}
