//! The buttons of a send: try it on oneself, decide it, call it back, throw it away.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{
    ActionError, App, call_back_mailing, decide_mailing, discard_mailing, prepare_mailing,
    try_mailing,
};
use portrea_web::{Desk, PageError, Posted};

use super::held::Held;
use super::show::refused;

/// Goes on when something was done; shows the page with the reason when it was refused.
async fn then(
    app: &App,
    desk: &Desk,
    held: Held,
    done: Result<String, ActionError>,
) -> Result<Response, PageError> {
    match done {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(ActionError::Refused(words)) => {
            // What stands there now, not what stood there before the button was pressed.
            let (portrait, mailing) = (held.portrait.id.to_string(), held.mailing.id.to_string());
            let held = Held::load(app, desk, &portrait, &mailing).await?;
            refused(app, desk, held, StatusCode::CONFLICT, words).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST …/partir`: decides the list that was read.
pub(super) async fn decide(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let fingerprint = posted.get("fingerprint").unwrap_or_default();
    let done = decide_mailing(&app, held.mailing.id, desk.person.id, fingerprint).await;
    let address = held.address();
    then(&app, &desk, held, done.map(|_size| address)).await
}

/// `POST …/rappeler`: stops what has not left.
pub(super) async fn call_back(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let done = call_back_mailing(&app, held.mailing.id).await;
    let address = held.address();
    then(&app, &desk, held, done.map(|_stopped| address)).await
}

/// `POST …/essai`: sends to oneself what a reader of the list would get.
pub(super) async fn try_out(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let chosen = posted.get("lecteur").unwrap_or_default();
    let list = prepare_mailing(&app, held.mailing.id).await?;
    let reader = list
        .recipients
        .iter()
        .find(|row| row.person.id.to_string() == chosen);
    let Some(reader) = reader else {
        let words =
            "Choisissez dans la liste la personne dont vous voulez lire le mail.".to_owned();
        return refused(&app, &desk, held, StatusCode::UNPROCESSABLE_ENTITY, words).await;
    };
    let done = try_mailing(&app, held.mailing.id, reader.person.id, desk.person.id).await;
    let address = format!("{}?essai=oui", held.address());
    then(&app, &desk, held, done.map(|()| address)).await
}

/// `POST …/jeter`: throws the draft away.
pub(super) async fn discard(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let done = discard_mailing(&app, held.mailing.id).await;
    let address = format!("/bureau/portraits/{}/envois", held.portrait.id);
    then(&app, &desk, held, done.map(|()| address)).await
}
