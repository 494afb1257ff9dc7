//! `…/envois/{mailing}`: a draft to read and decide, or what became of a decided send.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portrea_actions::App;
use portrea_domain::mailing::MailingState;
use portrea_web::{Desk, PageError};
use serde::Deserialize;

use super::held::Held;
use super::{draft, sent};

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Arrival {
    /// A trial was just asked for.
    essai: Option<String>,
}

/// The page of a send.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, mailing)): Path<(String, String)>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let held = Held::load(&app, &desk, &id, &mailing).await?;
    let words = arrival.essai.map(|_| {
        "L’essai part dans un instant à votre adresse. Ses liens n’ouvrent rien.".to_owned()
    });
    page(
        &app,
        &desk,
        held,
        Said {
            words,
            refusal: None,
        },
    )
    .await
}

/// What is said atop the page.
#[derive(Default)]
pub(super) struct Said {
    /// What was just done.
    pub(super) words: Option<String>,
    /// Why nothing was done.
    pub(super) refusal: Option<String>,
}

/// The page again, saying why nothing was done.
pub(super) async fn refused(
    app: &App,
    desk: &Desk,
    held: Held,
    status: StatusCode,
    words: String,
) -> Result<Response, PageError> {
    let said = Said {
        refusal: Some(words),
        words: None,
    };
    Ok((status, page(app, desk, held, said).await?).into_response())
}

async fn page(app: &App, desk: &Desk, held: Held, said: Said) -> Result<Response, PageError> {
    match held.mailing.state {
        MailingState::Draft => Ok(draft::page(app, desk, held, said).await?.into_response()),
        MailingState::Decided(_) | MailingState::CalledBack { .. } => {
            Ok(sent::page(app, desk, held, said).await?.into_response())
        }
    }
}
