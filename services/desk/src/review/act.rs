//! What the buttons of a card do.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use portrea_actions::{
    ActionError, App, Decision, Ruling, accept_listing, accept_suggestion, decide_revisions,
    decline_listing, give_door_link, link_url, refuse_suggestion,
};
use portrea_domain::ListingId;
use portrea_domain::link::LinkPurpose;
use portrea_domain::observation::Door;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_web::{Desk, Html, PageError, Posted};

use super::{Fault, page};
use crate::access::portrait_for;

/// How long the form opened to correct a listing stays open.
const FORM_HOURS: i64 = 12;

/// `POST …/a-valider`: takes, refuses or corrects a card or one of its fields, or opens the form of its listing.
pub(crate) async fn act(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, PageError> {
    desk.check(&app, posted.get("csrf"))?;
    let portrait = portrait_for(&app, &desk, &id).await?;
    let listing = parse(posted.get("fiche"))?;
    within(&app, &portrait, listing).await?;
    if posted.get("geste") == Some("fiche") {
        return open_form(&app, &desk, listing).await;
    }
    match decide(&app, &desk, listing, &posted).await {
        Ok(done) => {
            let address = format!("/bureau/portraits/{}/a-valider?fait={done}", portrait.id);
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let fault = fault(error, &posted)?;
            let page = page(&app, &desk, &portrait, Some(fault)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

async fn decide(
    app: &App,
    desk: &Desk,
    listing: ListingId,
    posted: &Posted,
) -> Result<&'static str, ActionError> {
    let by = desk.person.id;
    let reason = posted.get("raison").unwrap_or_default();
    let gesture = posted.get("geste").unwrap_or_default();
    let missing = || ActionError::Missing("decision");
    let done = |was_open: bool, words| if was_open { words } else { "deja" };
    match (posted.get("quoi").unwrap_or_default(), gesture) {
        ("place", "accepter") => accept_listing(app, by, listing).await.map(|_| "accepte"),
        ("place", "refuser") => decline_listing(app, by, listing, reason)
            .await
            .map(|_| "refuse"),
        ("suggestion", "accepter") => {
            let id = posted.get("signalement").and_then(|id| id.parse().ok());
            let is_new = accept_suggestion(app, by, id.ok_or_else(missing)?).await?;
            let words = if posted.get("valeur").is_some() {
                "accepte"
            } else {
                "demande"
            };
            Ok(done(is_new, words))
        }
        ("suggestion", "refuser") => {
            let id = posted.get("signalement").and_then(|id| id.parse().ok());
            let is_new = refuse_suggestion(app, by, id.ok_or_else(missing)?, reason).await?;
            Ok(done(is_new, "refuse"))
        }
        ("changes", gesture) => {
            let (decision, words) = match gesture {
                "accepter" => (Decision::Accept, "accepte"),
                "refuser" => (Decision::Refuse(reason.to_owned()), "refuse"),
                "corriger" => (Decision::Correct(posted.all("correction")), "corrige"),
                _ => return Err(missing()),
            };
            let ids = posted.all("revision");
            let ruling = Ruling {
                referent: by,
                listing,
                revisions: ids.iter().filter_map(|id| id.parse().ok()).collect(),
                decision,
                seen: posted.get("vu").and_then(|vu| vu.parse().ok()).unwrap_or(0),
            };
            let decided = decide_revisions(app, &ruling).await?;
            Ok(done(decided > 0, words))
        }
        _ => Err(missing()),
    }
}

/// What was refused, beside what was typed; other errors are given back.
fn fault(error: ActionError, posted: &Posted) -> Result<Fault, PageError> {
    let words = match error {
        ActionError::Refused(words) => words,
        ActionError::Fields(errors) => {
            let words: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            words.join(" ")
        }
        ActionError::Missing(_) => return Err(PageError::NotFound),
        other => return Err(other.into()),
    };
    let text = |name: &str| posted.get(name).unwrap_or_default().to_owned();
    Ok(Fault {
        card: text("carte"),
        words,
        reason: text("raison"),
        correction: posted
            .get("correction")
            .map(|typed| (text("revision"), typed.to_owned())),
    })
}

fn parse(text: Option<&str>) -> Result<ListingId, PageError> {
    let text = text.unwrap_or_default();
    text.parse().map_err(|_no_id| PageError::NotFound)
}

/// A listing of another territory is nobody's business here.
async fn within(app: &App, portrait: &Portrait, id: ListingId) -> Result<(), PageError> {
    let mut tx = app.storage.read().await?;
    let code = tx
        .listings()
        .get(id)
        .await?
        .and_then(|listing| listing.commune());
    let area = Territory::Epci(portrait.epci.clone());
    let communes = tx.geography().communes_of(&area).await?;
    let is_here = communes
        .iter()
        .any(|commune| Some(&commune.code) == code.as_ref());
    is_here.then_some(()).ok_or(PageError::NotFound)
}

/// Opens the form of a listing for the référent: what they write there passes at once.
async fn open_form(app: &App, desk: &Desk, listing: ListingId) -> Result<Response, PageError> {
    let until = app.now().plus_hours(FORM_HOURS);
    let purpose = LinkPurpose::Form(listing);
    let link = give_door_link(app, desk.person.id, purpose, Door::Desk, until).await?;
    let address = link_url(app, &link);
    let path = address.strip_prefix(app.house.public_url.as_str());
    Ok(Redirect::to(path.unwrap_or(&address)).into_response())
}
