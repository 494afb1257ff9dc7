//! Groups of communes that asked for their portrait on the public page, for whoever watches over their région.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{App, handle_interest, open_portrait};
use portrea_domain::InterestId;
use portrea_domain::clock::PARIS;
use portrea_domain::portrait::Phase;
use portrea_web::{Desk, PageError, Posted};

use crate::access::territory_name;
use crate::mailings::moment;
use crate::words::name_of;

/// One of them, as the desk shows it.
pub(crate) struct Wish {
    /// Identity.
    pub(crate) id: String,
    /// The code of the group of communes.
    pub(crate) code: String,
    /// What it is called.
    pub(crate) territory: String,
    /// Who said so.
    pub(crate) name: String,
    /// What they are there.
    pub(crate) function: String,
    /// Where to answer.
    pub(crate) email: Option<String>,
    /// What they added.
    pub(crate) message: String,
    /// When.
    pub(crate) when: String,
    /// Whether it has no portrait yet.
    pub(crate) can_open: bool,
}

/// Those somebody may deal with, oldest first.
pub(crate) async fn wishes(app: &App, desk: &Desk) -> Result<Vec<Wish>, PageError> {
    let open = app.storage.read().await?.interests().open().await?;
    let mut wishes = Vec::new();
    for interest in open {
        if !desk.watches(app, &interest.epci).await? {
            continue;
        }
        let mut tx = app.storage.read().await?;
        let person = tx.people().require(interest.person_id).await?;
        wishes.push(Wish {
            id: interest.id.to_string(),
            code: interest.epci.to_string(),
            territory: territory_name(&mut tx, &interest.epci).await?,
            name: name_of(&person),
            email: person.email.as_ref().map(ToString::to_string),
            function: interest.function,
            message: interest.message,
            when: moment(interest.at, app.now(), PARIS),
            can_open: tx.portraits().by_epci(&interest.epci).await?.is_none(),
        });
    }
    Ok(wishes)
}

/// `POST /bureau/interets/{id}`: opens the portrait (`faire=ouvrir`) or only notes that it is dealt with.
pub(crate) async fn handle(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let id: InterestId = id.parse().map_err(|_no_id| PageError::NotFound)?;
    let found = app.storage.read().await?.interests().get(id).await?;
    let interest = found.ok_or(PageError::NotFound)?;
    if !desk.watches(&app, &interest.epci).await? {
        return Err(PageError::Forbidden);
    }
    let mut next = "/bureau".to_owned();
    if posted.get("faire") == Some("ouvrir") {
        let portrait = open_portrait(&app, &interest.epci, Phase::Contact).await?;
        next = format!("/bureau/portraits/{}", portrait.id);
    }
    handle_interest(&app, id, desk.person.id).await?;
    Ok(Redirect::to(&next).into_response())
}
