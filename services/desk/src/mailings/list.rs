//! `…/envois`: every send of a portrait, what the house sends by itself, and what can be prepared.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use portrea_actions::App;
use portrea_domain::event::Event;
use portrea_domain::mailing::{Decision, Mailing, MailingState};
use portrea_domain::portrait::Portrait;
use portrea_domain::{CampaignId, Timestamp};
use portrea_render::french;
use portrea_storage::{StorageError, Tx};
use portrea_web::{Desk, Html, Page, PageError};

use super::draft::how_many;
use super::fates::Counts;
use super::when::moment;
use crate::access::{portrait_for, territory_name};
use crate::words::name_of;

#[derive(Template)]
#[template(path = "pages/desk/mailings/list.html")]
struct ListPage {
    page: Page,
    id: String,
    territory: String,
    meetings: Vec<Meeting>,
    sends: Vec<Send>,
    automatic: Vec<Automatic>,
}

/// A meeting to come.
struct Meeting {
    id: String,
    title: String,
    when: String,
}

/// One send.
struct Send {
    id: String,
    kind: &'static str,
    meeting: String,
    /// « brouillon », « décidé », « rappelé ».
    state: &'static str,
    size: String,
    /// When and by whom.
    when: String,
    fates: String,
}

/// What the house sends by itself.
struct Automatic {
    label: String,
    fates: String,
}

/// The list.
pub(super) async fn show(
    State(app): State<App>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, PageError> {
    let portrait = portrait_for(&app, &desk, &id).await?;
    let now = app.now();
    let mut tx = app.storage.read().await?;
    let events = tx.events().of_portrait(portrait.id).await?;
    let mut sends = Vec::new();
    for mailing in tx.mailings().of_portrait(portrait.id).await? {
        sends.push(send(&mut tx, &portrait, &events, mailing, now).await?);
    }
    let open = events.iter().filter(|event| event.is_open(now));
    Ok(Html(ListPage {
        page: desk.page(&app),
        id: portrait.id.to_string(),
        territory: territory_name(&mut tx, &portrait.epci).await?,
        meetings: open
            .map(|event| Meeting {
                id: event.id.to_string(),
                title: event.title.clone(),
                when: french::span(event.starts_at, event.ends_at, portrait.zone),
            })
            .collect(),
        sends,
        automatic: automatic(&mut tx, &portrait, &events).await?,
    }))
}

async fn send(
    tx: &mut Tx,
    portrait: &Portrait,
    events: &[Event],
    mailing: Mailing,
    now: Timestamp,
) -> Result<Send, StorageError> {
    let fates = tx.mailings().fates(mailing.id).await?;
    let event = events.iter().find(|event| event.id == mailing.event_id);
    let (state, size, at, by) = match mailing.state {
        MailingState::Draft => ("brouillon", None, mailing.created_at, None),
        MailingState::Decided(Decision { by, at, size }) => {
            let by = tx.people().get(by).await?;
            ("décidé", usize::try_from(size).ok(), at, by)
        }
        MailingState::CalledBack { at, .. } => ("rappelé", Some(fates.len()), at, None),
    };
    let by = by.map_or_else(String::new, |person| format!(", par {}", name_of(&person)));
    Ok(Send {
        id: mailing.id.to_string(),
        kind: mailing.kind.label(),
        meeting: event.map(|event| event.title.clone()).unwrap_or_default(),
        state,
        size: size.map_or_else(String::new, |size| how_many(mailing.kind, size)),
        when: format!("{}{by}", moment(at, now, portrait.zone)),
        fates: Counts::of(&fates).line(),
    })
}

/// The campaigns the house runs by itself, when they wrote to somebody.
async fn automatic(
    tx: &mut Tx,
    portrait: &Portrait,
    events: &[Event],
) -> Result<Vec<Automatic>, StorageError> {
    let mut kinds: Vec<String> = events
        .iter()
        .map(|event| format!("reminders:{}", event.id))
        .collect();
    kinds.extend(["describe".to_owned(), "freshness".to_owned()]);
    let mut found = Vec::new();
    for kind in kinds {
        let Some(id) = tx.campaigns().latest(portrait.id, &kind).await? else {
            continue;
        };
        found.push(Automatic {
            label: tx.campaigns().label(id).await?.unwrap_or_default(),
            fates: fates(tx, id).await?,
        });
    }
    Ok(found)
}

async fn fates(tx: &mut Tx, id: CampaignId) -> Result<String, StorageError> {
    let fates = tx.mailings().fates(id).await?;
    Ok(Counts::of(&fates).line())
}
