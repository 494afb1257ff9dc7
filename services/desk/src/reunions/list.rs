//! `/bureau/portraits/{id}/reunions`: every meeting of a portrait.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::event::Event;
use portrea_render::french;
use portrea_storage::{StorageError, Tx};
use portrea_web::{Desk, Html, Page, PageError};

use crate::access::{portrait_for, territory_name};
use crate::meeting::Turnout;
use crate::words::counted;

#[derive(Template)]
#[template(path = "pages/desk/reunions/list.html")]
struct List {
    page: Page,
    id: String,
    territory: String,
    to_come: Vec<Row>,
    /// Over or called off, latest first.
    over: Vec<Row>,
}

struct Row {
    id: String,
    title: String,
    kind: &'static str,
    when: String,
    place: String,
    state: &'static str,
    /// « 12 viennent sur 40 places, 3 en attente ».
    turnout: String,
}

/// Every meeting of a portrait.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let now = app.now();
    let mut tx = app.storage.read().await?;
    let (mut to_come, mut over) = (Vec::new(), Vec::new());
    for event in tx.events().of_portrait(portrait.id).await? {
        let row = row(&mut tx, &event, portrait.zone, now).await?;
        if event.ends_at > now && !event.is_cancelled() {
            to_come.push(row);
        } else {
            over.push(row);
        }
    }
    over.reverse();
    Ok(Html(List {
        page: desk.page(&app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        to_come,
        over,
    }))
}

async fn row(
    tx: &mut Tx,
    event: &Event,
    zone: chrono_tz::Tz,
    now: Timestamp,
) -> Result<Row, StorageError> {
    let turnout = Turnout::of(&tx.invitations().of_event(event.id).await?);
    let (seated, waiting) = tx.invitations().seats(event.id).await?;
    Ok(Row {
        id: event.id.to_string(),
        title: event.title.clone(),
        kind: event.kind.label(),
        when: french::span(event.starts_at, event.ends_at, zone),
        place: event.place.clone(),
        state: if event.is_cancelled() {
            "annulée"
        } else if event.ends_at <= now {
            "passée"
        } else if event.starts_at <= now {
            "en cours"
        } else if event.moves > 0 {
            "à venir, déplacée"
        } else {
            "à venir"
        },
        turnout: words(turnout, seated, waiting, event.hosting.capacity),
    })
}

/// How a meeting fills up, in words.
fn words(turnout: Turnout, seated: i64, waiting: i64, capacity: Option<i64>) -> String {
    if turnout.invited == 0 {
        return "personne n’est encore invité".to_owned();
    }
    let count = |number: i64| usize::try_from(number).unwrap_or_default();
    let seats = match capacity {
        Some(capacity) => format!(" pour {}", counted(count(capacity), "place", "places")),
        None => String::new(),
    };
    let waiting = match waiting {
        0 => String::new(),
        waiting => format!(", {waiting} en attente"),
    };
    format!(
        "{}{seats}{waiting}, {} sans réponse",
        counted(count(seated), "personne vient", "personnes viennent"),
        turnout.silent()
    )
}
