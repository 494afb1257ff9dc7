//! `/bureau/portraits/{id}/appels/{person}`: what to have at hand while telephoning somebody, as a page and on paper.

mod sheet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{AnswerFor, App, answer_for, give_code, give_door_link, link_url};
use portrea_domain::PersonId;
use portrea_domain::invitation::Reply;
use portrea_domain::link::LinkPurpose;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_print::{PhoneSheet, phone_sheet};
use portrea_web::{Desk, Html, Page, PageError, Posted};

use crate::access::{portrait_for, territory_name};
use crate::pdf::pdf;
use sheet::{Call, call};

/// How long a code dictated over the telephone works.
const CODE_DAYS: i64 = 60;
/// How long the form opened to write down what somebody says stays open.
const FORM_HOURS: i64 = 12;

/// Answers that take one word over the telephone.
const SAID: [Reply; 3] = [Reply::Yes, Reply::No, Reply::Maybe];

#[derive(Template)]
#[template(path = "pages/desk/day/call.html")]
struct CallPage {
    page: Page,
    id: String,
    territory: String,
    address: String,
    sheet: PhoneSheet,
    /// Whether there is a listing whose form can be filled in for them.
    has_listing: bool,
    /// Whether there is something a code could open.
    can_have_code: bool,
    /// The answers to write down, when a meeting is to come.
    answers: Vec<Reply>,
}

/// `GET …/appels/{person}`.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path((id, person)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (portrait, call) = open(&app, &desk, &id, &person).await?;
    let territory = {
        let mut tx = app.storage.read().await?;
        territory_name(&mut tx, &portrait.epci).await?
    };
    let page = CallPage {
        page: desk.page(&app),
        id: portrait.id.to_string(),
        territory,
        address: format!("/bureau/portraits/{}/appels/{}", portrait.id, call.person),
        has_listing: call.listing.is_some(),
        can_have_code: call.code_for.is_some(),
        answers: call.event.map_or_else(Vec::new, |_| SAID.to_vec()),
        sheet: call.sheet,
    };
    Ok(Html(page).into_response())
}

/// `GET …/appels/{person}/fiche.pdf`.
pub(crate) async fn paper(
    State(app): State<App>,
    desk: Desk,
    Path((id, person)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (_, call) = open(&app, &desk, &id, &person).await?;
    pdf("fiche-d-appel", phone_sheet(&call.sheet))
}

/// `POST …/appels/{person}`: writes down whether they come, gives them a code to dictate, or opens the form of their
/// listing to write down what they say.
pub(crate) async fn act(
    State(app): State<App>,
    desk: Desk,
    Path((id, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let (portrait, call) = open(&app, &desk, &id, &person).await?;
    let now = app.now();
    if posted.get("geste") == Some("formulaire") {
        let listing = call.listing.ok_or(PageError::NotFound)?;
        // The référent writes, and the door says that it was heard over the telephone.
        let purpose = LinkPurpose::Form(listing);
        let until = now.plus_hours(FORM_HOURS);
        let link = give_door_link(&app, desk.person.id, purpose, Door::Phone, until).await?;
        let address = link_url(&app, &link);
        let path = address.strip_prefix(app.house.public_url.as_str());
        return Ok(Redirect::to(path.unwrap_or(&address)));
    }
    let home = format!("/bureau/portraits/{}/appels/{}", portrait.id, call.person);
    if let Some(reply) = posted.get("reply") {
        let reply = reply.parse().ok().filter(|reply| SAID.contains(reply));
        let answer = AnswerFor {
            event_id: call.event.ok_or(PageError::NotFound)?,
            person_id: call.person,
            reply: reply.ok_or(PageError::NotFound)?,
            delegate: None,
            door: Door::Phone,
        };
        answer_for(&app, &answer).await?;
        return Ok(Redirect::to(&format!("{home}#noter")));
    }
    let purpose = call.code_for.ok_or(PageError::NotFound)?;
    give_code(&app, call.person, purpose, now.plus_days(CODE_DAYS)).await?;
    Ok(Redirect::to(&format!("{home}#code")))
}

async fn open(
    app: &App,
    desk: &Desk,
    id: &str,
    person: &str,
) -> Result<(Portrait, Call), PageError> {
    let portrait = portrait_for(app, desk, id).await?;
    let person: PersonId = person.parse().map_err(|_no_id| PageError::NotFound)?;
    let call = call(app, &portrait, person, &desk.person).await?;
    Ok((portrait, call))
}
