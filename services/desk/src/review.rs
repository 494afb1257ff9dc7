//! `/bureau/portraits/{id}/a-valider`: what waits for the référent, one card for a listing and a person.

mod act;
pub(crate) mod cards;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use portrea_actions::{App, REASON_MAX};
use portrea_domain::portrait::Portrait;
use portrea_web::{Desk, Html, Page, PageError};
use serde::Deserialize;

use crate::access::{portrait_for, territory_name};
use crate::words::counted;
pub(crate) use act::act;
use cards::{Card, Queue};

#[derive(Template)]
#[template(path = "pages/desk/review.html")]
struct ReviewPage {
    page: Page,
    id: String,
    territory: String,
    count: String,
    cards: Vec<Card>,
    done: Option<&'static str>,
    error: Option<Fault>,
    reason_max: usize,
}

/// What could not be done, beside what was typed.
#[derive(Clone, Debug)]
struct Fault {
    /// The card.
    card: String,
    /// What to do about it.
    words: String,
    /// The reason that was typed.
    reason: String,
    /// The correction that was typed, and for which change.
    correction: Option<(String, String)>,
}

/// What brought somebody to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Arrival {
    #[serde(default)]
    fait: String,
}

/// What waits.
pub(crate) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let mut page = page(&app, &desk, &portrait, None).await?;
    page.done = match arrival.fait.as_str() {
        "accepte" => Some("C’est accepté, et public."),
        "refuse" => {
            Some("C’est refusé. La personne en lira la raison, si nous pouvons lui écrire.")
        }
        "corrige" => Some("C’est corrigé, et public."),
        "demande" => Some("C’est noté\u{a0}: le lieu sera interrogé là-dessus en premier."),
        "deja" => Some("C’était déjà décidé."),
        _ => None,
    };
    Ok(Html(page).into_response())
}

/// How many cards wait in a portrait.
pub(crate) async fn count(app: &App, portrait: &Portrait) -> Result<usize, PageError> {
    let mut tx = app.storage.read().await?;
    Ok(Queue::load(&mut tx, portrait).await?.len())
}

async fn page(
    app: &App,
    desk: &Desk,
    portrait: &Portrait,
    error: Option<Fault>,
) -> Result<ReviewPage, PageError> {
    let mut tx = app.storage.read().await?;
    let queue = Queue::load(&mut tx, portrait).await?;
    let territory = territory_name(&mut tx, &portrait.epci).await?;
    let cards = queue.cards(&mut tx, portrait).await?;
    Ok(ReviewPage {
        page: desk.page(app),
        id: portrait.id.to_string(),
        territory,
        count: counted(cards.len(), "carte attend", "cartes attendent"),
        cards,
        done: None,
        error,
        reason_max: REASON_MAX,
    })
}

impl ReviewPage {
    /// What was wrong with a card.
    fn fault(&self, card: &Card) -> Option<&Fault> {
        self.error.as_ref().filter(|fault| fault.card == card.key)
    }

    /// Whether a correction of a change was typed and not taken.
    fn is_corrected(&self, item: &cards::Item) -> bool {
        let typed = self
            .error
            .as_ref()
            .and_then(|fault| fault.correction.as_ref());
        typed.is_some_and(|(revision, _)| *revision == item.revision)
    }

    /// What was typed as a correction of a change, else what its author said.
    fn correction<'c>(&'c self, item: &'c cards::Item) -> &'c str {
        let typed = self
            .error
            .as_ref()
            .and_then(|fault| fault.correction.as_ref());
        match typed {
            Some((revision, text)) if *revision == item.revision => text,
            _ => &item.text,
        }
    }
}
