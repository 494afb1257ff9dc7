//! Answers sent one by one by the script of the form: as they are typed, or later, when the network is back.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use portrea_actions::{App, Edit, Typed, keep_answers};
use portrea_domain::Timestamp;
use portrea_domain::typing::Typing;
use portrea_web::{PageError, check_csrf};
use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::communes;
use crate::french;
use crate::overlay::Overlay;
use crate::sheet::Faults;
use crate::sheet_page::{sheet_at, sheet_names};
use crate::summary_page::mark;
use crate::texts::Texts;

/// Most answers heard at once: a phone sends the rest after.
const MOST: usize = 100;
/// Longest name of a device, far above what the script makes.
const LONGEST_NAME: usize = 64;
const GONE: &str = "Cette question n’existe plus.";
const UNREADABLE: &str = "Ces réponses n’ont pas pu être lues.";
/// An answer cannot have been typed longer ago than a phone keeps it, nor later than now.
const OLDEST_MS: i64 = 60 * 86_400_000;

/// What a phone sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    csrf: String,
    /// The name the device chose for itself.
    device: String,
    edits: Vec<SentEdit>,
}

/// What was typed for one question, or for several that belong together.
#[derive(Debug, Deserialize)]
struct SentEdit {
    /// Its place among what the device typed.
    n: i64,
    /// How long ago, in milliseconds: clocks of phones are wrong, their waits are not.
    ago_ms: i64,
    /// The page it was typed on: `contact`, `offer/{service}`.
    sheet: String,
    /// Names and texts, as a form would post them.
    fields: Vec<(String, String)>,
}

/// What the phone is told: by number, what could not be taken; and the marks of the draft before and now.
#[derive(Debug, Serialize)]
struct Heard {
    was: String,
    is: String,
    refused: Vec<Refused>,
}

#[derive(Debug, Serialize)]
struct Refused {
    n: i64,
    /// French words by key.
    faults: Faults,
}

/// `POST /f/{token}/reponses`: keeps answers in the draft; the same may come any number of times, in any order. 200 when
/// all were taken, 422 with words at the fields when some were not.
pub(crate) async fn keep(
    State(app): State<App>,
    Path(token): Path<String>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, PageError> {
    let access = Access::open(&app, &token).await?;
    let Ok(Json(sent)) = sent else {
        return Err(PageError::Refused(UNREADABLE.to_owned()));
    };
    check_csrf(&app, &access.scope(), Some(&sent.csrf))?;
    if !is_name(&sent.device) || sent.edits.len() > MOST {
        return Err(PageError::Refused(UNREADABLE.to_owned()));
    }
    let overlay = access.overlay();
    let now = app.now();
    let mut edits = Vec::new();
    let mut refused = Vec::new();
    for edit in &sent.edits {
        match edit
            .read(&app, &access, &overlay, &sent.device, now)
            .await?
        {
            Ok(read) => edits.extend(read),
            Err(faults) => refused.push(Refused { n: edit.n, faults }),
        }
    }
    let kept = keep_answers(&app, access.person(), access.listing.id, edits).await?;
    for (n, error) in kept.refused {
        let entry = error.path.as_entry();
        let key = entry.map_or(error.path.as_str(), |(_, _, key)| key);
        let faults = Faults::from([(key.to_owned(), french::fine(&error.message))]);
        refused.push(Refused { n, faults });
    }
    let status = if refused.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let heard = Heard {
        was: mark(&kept.before),
        is: mark(&kept.after),
        refused,
    };
    Ok((status, Json(heard)).into_response())
}

/// Whether a device could have chosen this name for itself.
fn is_name(device: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    !device.is_empty() && device.len() <= LONGEST_NAME && device.chars().all(is_plain)
}

impl SentEdit {
    /// The answers in it, or what is wrong with them.
    async fn read(
        &self,
        app: &App,
        access: &Access,
        overlay: &Overlay,
        device: &str,
        now: Timestamp,
    ) -> Result<Result<Vec<Edit>, Faults>, PageError> {
        let Ok(sheet) = sheet_at(&self.sheet) else {
            // Not an error of the page: the phone must be able to let go of it.
            return Ok(Err(Faults::from([(String::new(), GONE.to_owned())])));
        };
        let names = sheet_names(app, access, sheet, overlay).await?;
        let mut typed = Texts::default();
        for (name, text) in &self.fields {
            typed.add(name, text);
        }
        let typing = Typing {
            device: device.to_owned(),
            n: self.n,
            at: Timestamp::from_millis(now.millis() - self.ago_ms.clamp(0, OLDEST_MS)),
        };
        let (settled, doubts) = communes::settled(sheet, &overlay.document, &typed, &names);
        if !doubts.is_empty() {
            return Ok(Err(doubts));
        }
        let read = match sheet.read_posted(&overlay.document, &names, &settled) {
            Ok(read) => read,
            Err(faults) => return Ok(Err(faults)),
        };
        let edit = |(path, texts): (_, Option<Vec<String>>)| Edit {
            differs: texts.is_some(),
            typed: Typed {
                path,
                texts: texts.unwrap_or_default(),
            },
            typing: typing.clone(),
        };
        Ok(Ok(read.into_iter().map(edit).collect()))
    }
}
