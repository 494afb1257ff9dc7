//! What somebody who comes eats and needs on the day: asked after the answer, kept until the meeting is over.

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, state_need};
use portrea_domain::need::{Diet, Help, Need};
use portrea_web::{PageError, Posted};

use crate::access::Access;

/// `POST /i/{token}/besoins`: keeps it, in place of what was said before.
pub(crate) async fn keep(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    if access.is_over(&app) {
        return Ok(Redirect::to(&access.address("")));
    }
    state_need(&app, access.row.invitation.id, read(&posted)).await?;
    Ok(Redirect::to(&access.address("?avis=besoins")))
}

/// What was posted; boxes that are none of ours are passed over.
fn read(posted: &Posted) -> Need {
    let text = |name| posted.get(name).unwrap_or_default().to_owned();
    let codes = |name| posted.all(name);
    Need {
        meal: posted.get("meal") == Some("yes"),
        diets: codes("diet")
            .iter()
            .filter_map(|code| code.parse::<Diet>().ok())
            .collect(),
        diet_note: text("diet_note"),
        helps: codes("help")
            .iter()
            .filter_map(|code| code.parse::<Help>().ok())
            .collect(),
        help_note: text("help_note"),
    }
}
