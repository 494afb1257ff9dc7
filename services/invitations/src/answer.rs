//! Recording an answer: the only thing here that writes one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use portrea_actions::{ActionError, AnswerRequest, App, Delegate, answer_invitation};
use portrea_domain::invitation::Reply;
use portrea_domain::observation::Door;
use portrea_web::{Html, PageError, Posted};

use crate::access::Access;
use crate::delegate::{Faults, Typed};
use crate::page::{InvitationPage, Returned};

/// `POST /i/{token}`: notes the answer, unless it is the one that stands already.
pub(crate) async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    let access = Access::open_posted(&app, &token, &posted).await?;
    if access.is_over(&app) {
        return Ok(Redirect::to(&access.address("")).into_response());
    }
    let typed = Typed::posted(&posted);
    let Ok(reply) = posted.get("reply").unwrap_or_default().parse::<Reply>() else {
        return refuse(&app, &access, typed, Faults::default()).await;
    };
    let delegate = match reply {
        Reply::Yes | Reply::No | Reply::Maybe => None,
        Reply::Delegated => match typed.read(access.row.person.email.as_ref()) {
            Ok(delegate) => Some(delegate),
            Err(faults) => return refuse(&app, &access, typed, faults).await,
        },
    };
    record(&app, &access, reply, delegate).await?;
    Ok(Redirect::to(&access.address("?avis=note")).into_response())
}

async fn record(
    app: &App,
    access: &Access,
    reply: Reply,
    delegate: Option<Delegate>,
) -> Result<(), PageError> {
    let request = AnswerRequest {
        invitation_id: access.row.invitation.id,
        reply,
        delegate,
        door: Door::Form,
    };
    match answer_invitation(app, &request).await {
        Ok(_) => Ok(()),
        // Begun between the two readings: the page says so.
        Err(ActionError::Refused(_)) if access.is_over(app) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn refuse(
    app: &App,
    access: &Access,
    typed: Typed,
    faults: Faults,
) -> Result<Response, PageError> {
    let returned = Returned {
        unanswered: !faults.is_any(),
        typed,
        faults,
    };
    let page = InvitationPage::of(app, access, returned).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}
