//! `/bureau/portraits/{id}`: where a portrait stands, who answered, who is missing, what ages.

mod ageing;
mod answered;
mod dossier;
mod figures;
pub(crate) mod inventory;
mod missing;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use portrea_actions::{App, plan_freshness_of, prepare_invitations};
use portrea_domain::EventId;
use portrea_domain::portrait::Phase;
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError};

use crate::access::portrait_for;
use crate::doubts::{self, DoubtLine};
use crate::meeting::Turnout;
use crate::phase;
use crate::review;
use crate::words::{Long, counted};
use ageing::AgeingRow;
use answered::AnsweredRow;
use dossier::Dossier;
use figures::{ListingFigures, Tile, doors, fates, turnout};
use missing::MissingRow;

#[derive(Template)]
#[template(path = "pages/desk/portrait.html")]
struct PortraitPage {
    page: Page,
    id: String,
    name: String,
    opened: String,
    phase: Phase,
    in_motion: &'static str,
    next_phase: Option<Phase>,
    /// The meeting people can still be invited to.
    to_come: Option<String>,
    meeting: Option<Meeting>,
    turnout: Vec<Tile>,
    doubts: Vec<DoubtLine>,
    listings: Vec<Tile>,
    can_invite: bool,
    to_invite: String,
    /// « 3 choses attendent votre accord »; nothing when nothing does.
    to_review: Option<String>,
    answered: Long<AnsweredRow>,
    missing: Long<MissingRow>,
    /// Whether somebody missing is not reached by mail.
    to_call: bool,
    ageing: Long<AgeingRow>,
    fates: Vec<(&'static str, String)>,
    doors: Vec<(&'static str, String)>,
}

/// The meeting the answers are about.
struct Meeting {
    id: EventId,
    title: String,
    when: String,
    place: String,
    is_past: bool,
}

/// The portrait.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let dossier = Dossier::load(&app, portrait).await?;
    let plan = plan_freshness_of(&app, &dossier.portrait).await?;
    let to_invite = match dossier.to_come {
        Some(event) => prepare_invitations(&app, event).await?.recipients.len(),
        None => 0,
    };
    let waiting = review::count(&app, &dossier.portrait).await?;
    let missing = missing::rows(&dossier);
    let doubts = doubts::lines(&mut app.storage.read().await?, &dossier.portrait).await?;
    Ok(Html(PortraitPage {
        page: desk.page(&app),
        id: dossier.portrait.id.to_string(),
        name: dossier.territory.clone(),
        opened: french::date(dossier.portrait.opened_at, dossier.portrait.zone),
        phase: dossier.portrait.phase,
        in_motion: phase::in_motion(dossier.portrait.phase),
        next_phase: phase::after(dossier.portrait.phase),
        to_come: dossier.to_come.map(|event| event.to_string()),
        meeting: meeting(&dossier),
        doubts,
        turnout: turnout(Turnout::of(&dossier.invitations)),
        listings: ListingFigures::of(&dossier.listings, dossier.now).tiles(),
        to_invite: counted(to_invite, "invitation", "invitations"),
        can_invite: to_invite > 0,
        to_review: (waiting > 0).then(|| counted(waiting, "chose attend", "choses attendent")),
        answered: Long::new(answered::rows(&dossier)),
        to_call: missing.iter().any(|row| !row.mail.fine),
        missing: Long::new(missing),
        ageing: Long::new(ageing::rows(&dossier, &plan)),
        fates: fates(&dossier.messages),
        doors: doors(&dossier.doors),
    }))
}

fn meeting(dossier: &Dossier) -> Option<Meeting> {
    let (event, zone) = (dossier.event.as_ref()?, dossier.portrait.zone);
    Some(Meeting {
        id: event.id,
        title: event.title.clone(),
        when: french::span(event.starts_at, event.ends_at, zone),
        place: event.place.clone(),
        is_past: event.ends_at <= dossier.now,
    })
}
