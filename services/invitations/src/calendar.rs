//! The calendar file of whoever comes or may come, for those who would rather not wait for the mail.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::App;
use portrea_post::calendar_file;
use portrea_web::PageError;

use crate::access::Access;

/// `GET /i/{token}/agenda.ics`: the meeting, when the answer is yes or maybe.
pub(crate) async fn download(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    if access.event.is_cancelled() {
        return Err(PageError::NotFound);
    }
    let link = format!("{}{}", app.house.public_url, access.address(""));
    let mut tx = app.storage.read().await?;
    let file = calendar_file(
        &mut tx,
        &app,
        &access.row,
        &access.event,
        &access.portrait,
        &link,
    )
    .await?
    .ok_or(PageError::NotFound)?;
    let text = file.to_ics().map_err(|error| {
        tracing::error!(%error, "invitation.calendar");
        PageError::Internal
    })?;
    let heads = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"invitation.ics\"",
        ),
    ];
    Ok((heads, text).into_response())
}
