//! What a phone kept while it had no network, heard at last.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use portrea_actions::{ActionError, App, Tick, add_walk_in, check_in};
use portrea_domain::attendance::{Noted, Way};
use portrea_domain::{CheckInId, PersonId, Timestamp};
use portrea_web::{Desk, PageError};
use serde::{Deserialize, Serialize};

use super::Door;
use super::walk_in::Typed;

/// Most ticks heard at once: a phone sends the rest after.
const MOST: usize = 500;

/// What a phone sends: everything it kept, whether it was heard before or not.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    csrf: String,
    #[serde(default)]
    ticks: Vec<KeptTick>,
    #[serde(default)]
    walk_ins: Vec<KeptWalkIn>,
}

#[derive(Debug, Deserialize)]
struct KeptTick {
    id: CheckInId,
    person: PersonId,
    came: bool,
    badge: bool,
    /// Milliseconds, by the clock of the phone.
    at: i64,
}

#[derive(Debug, Deserialize)]
struct KeptWalkIn {
    id: CheckInId,
    name: String,
    organisation: String,
    email: String,
    agrees: bool,
    at: i64,
}

/// What the phone may forget, and what must be told to whoever holds it.
#[derive(Debug, Default, Serialize)]
struct Heard {
    /// Ids that need not be sent again.
    done: Vec<CheckInId>,
    /// What could not be taken, in French words.
    refused: Vec<Refused>,
}

#[derive(Debug, Serialize)]
struct Refused {
    id: CheckInId,
    words: String,
}

/// `POST …/presence/synchroniser`: the same ticks may come any number of times.
pub(crate) async fn hear(
    State(app): State<App>,
    desk: Desk,
    Path((portrait, event)): Path<(String, String)>,
    kept: Result<Json<Kept>, JsonRejection>,
) -> Result<Response, PageError> {
    let Ok(Json(kept)) = kept else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    desk.check(&app, Some(&kept.csrf))?;
    let door = Door::open(&app, &desk, &portrait, &event).await?;
    let ticks: Vec<Tick> = kept.ticks.iter().take(MOST).map(KeptTick::read).collect();
    let mut heard = Heard::default();
    if !ticks.is_empty() {
        check_in(&app, door.event.id, &ticks, desk.person.id).await?;
        heard.done.extend(ticks.iter().map(|tick| tick.id));
    }
    for walk_in in kept.walk_ins.into_iter().take(MOST) {
        let id = walk_in.id;
        match note(&app, &door, walk_in, desk.person.id).await {
            Ok(()) => heard.done.push(id),
            Err(ActionError::Refused(words)) => heard.refused.push(Refused { id, words }),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Json(heard).into_response())
}

async fn note(
    app: &App,
    door: &Door,
    walk_in: KeptWalkIn,
    by: PersonId,
) -> Result<(), ActionError> {
    let typed = Typed {
        name: walk_in.name,
        organisation: walk_in.organisation,
        email: walk_in.email,
        agrees: walk_in.agrees,
    };
    let walk_in = typed
        .walk_in(walk_in.id, Timestamp::from_millis(walk_in.at))
        .map_err(ActionError::Refused)?;
    add_walk_in(app, door.event.id, &walk_in, by).await?;
    Ok(())
}

impl KeptTick {
    fn read(&self) -> Tick {
        Tick {
            id: self.id,
            person_id: self.person,
            what: if self.came {
                Noted::Came
            } else {
                Noted::Undone
            },
            way: if self.badge { Way::Badge } else { Way::List },
            at: Timestamp::from_millis(self.at),
        }
    }
}
