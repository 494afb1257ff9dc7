//! What somebody who comes shows at the door: a code and a number, and whether they may be named in the minutes.

use axum::extract::{Path, State};
use axum::response::Redirect;
use portrea_actions::{App, agree_to_minutes};
use portrea_domain::invitation::{Reply, Seat};
use portrea_print::qr_svg;
use portrea_web::{PageError, Posted};

use crate::access::Access;

/// What is shown at the door.
pub(crate) struct Pass {
    /// The number, in groups.
    pub(crate) number: String,
    /// The code, as an image: it opens the list of whoever stands at the door, and nothing for anybody else.
    pub(crate) code: String,
    /// Whether they agreed to be named in the minutes.
    pub(crate) agrees: bool,
}

impl Pass {
    /// The pass of an invitation, once its answer is yes.
    pub(crate) async fn of(app: &App, access: &Access) -> Result<Option<Self>, PageError> {
        let invitation = &access.row.invitation;
        let comes = invitation.answer.map(|answer| answer.reply) == Some(Reply::Yes);
        // Whoever waits for a seat has nothing to show yet.
        if !comes || invitation.seat == Some(Seat::Waiting) || access.event.is_cancelled() {
            return Ok(None);
        }
        let address = format!("{}/bureau/badge/{}", app.house.public_url, invitation.id);
        let Ok(code) = qr_svg(&address, "Code à montrer à l’entrée") else {
            tracing::error!("invitation.pass: the address of the house is too long for a code");
            return Ok(None);
        };
        let mut tx = app.storage.read().await?;
        let agreed = tx.attendance().agreed(access.event.id).await?;
        Ok(Some(Self {
            number: app.house.secret.door_number(invitation.id),
            code,
            agrees: agreed.contains(&access.row.person.id),
        }))
    }
}

/// `POST /i/{token}/compte-rendu`: agrees to be named in the minutes, or no longer does.
pub(crate) async fn agree(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    let agrees = posted.get("accord") == Some("oui");
    agree_to_minutes(&app, access.event.id, access.row.person.id, agrees).await?;
    Ok(Redirect::to(&access.address("")))
}
