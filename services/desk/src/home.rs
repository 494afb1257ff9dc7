//! `/bureau`: the portraits somebody runs or watches over.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::freshness::{self, Freshness};
use portrea_domain::listing::Listing;
use portrea_domain::portrait::Portrait;
use portrea_domain::territory::Territory;
use portrea_render::french;
use portrea_web::{Desk, Html, Page, PageError};

use crate::access::{portraits_of, territory_name};
use crate::interests::{Wish, wishes};
use crate::meeting::{self, Turnout};
use crate::words::{counted, number};

#[derive(Template)]
#[template(path = "pages/desk/home.html")]
struct Home {
    page: Page,
    cards: Vec<Card>,
    interests: Vec<Wish>,
}

/// One portrait at a glance.
struct Card {
    id: String,
    name: String,
    phase: &'static str,
    meeting: Option<Meeting>,
    /// « 12 lieux à jour sur 34 ».
    listings: String,
}

struct Meeting {
    title: String,
    when: String,
    is_past: bool,
    /// « 8 réponses sur 23 invitations ».
    answers: String,
}

/// The portraits somebody may see, even when there is only one.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
) -> Result<impl IntoResponse, PageError> {
    let mut cards = Vec::new();
    for portrait in portraits_of(&app, &desk).await? {
        cards.push(card(&app, &portrait).await?);
    }
    Ok(Html(Home {
        interests: wishes(&app, &desk).await?,
        page: desk.page(&app),
        cards,
    }))
}

async fn card(app: &App, portrait: &Portrait) -> Result<Card, PageError> {
    let now = app.now();
    let mut tx = app.storage.read().await?;
    let name = territory_name(&mut tx, &portrait.epci).await?;
    let events = tx.events().of_portrait(portrait.id).await?;
    let mut meeting = None;
    if let Some(event) = meeting::shown(&events, now) {
        let turnout = Turnout::of(&tx.invitations().of_event(event.id).await?);
        meeting = Some(Meeting {
            title: event.title.clone(),
            when: french::day(event.starts_at, portrait.zone),
            is_past: event.ends_at <= now,
            answers: answers(turnout),
        });
    }
    let listings = tx
        .listings()
        .of_territory(&Territory::Epci(portrait.epci.clone()))
        .await?;
    let listings = inventory(&listings, now);
    Ok(Card {
        id: portrait.id.to_string(),
        name,
        phase: portrait.phase.label(),
        meeting,
        listings,
    })
}

fn answers(turnout: Turnout) -> String {
    match turnout.invited {
        0 => "personne n’est encore invité".to_owned(),
        invited => format!(
            "{} sur {}",
            counted(turnout.answered(), "réponse", "réponses"),
            counted(invited, "invitation", "invitations")
        ),
    }
}

fn inventory(listings: &[Listing], now: Timestamp) -> String {
    let open: Vec<&Listing> = listings
        .iter()
        .filter(|listing| !listing.is_closed())
        .collect();
    let is_fresh = |listing: &&&Listing| freshness::of_listing(listing, now) == Freshness::Fresh;
    match open.len() {
        0 => "aucun lieu connu".to_owned(),
        known => {
            let fresh = open.iter().filter(is_fresh).count();
            format!(
                "{} à jour sur {}",
                counted(fresh, "lieu", "lieux"),
                number(known)
            )
        }
    }
}
