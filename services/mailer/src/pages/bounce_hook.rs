//! `POST /courriels/rebonds`: what a mail provider says of mails that came back, signed.
//!
//! ```json
//! {"events": [{"message": "<Message-ID>", "recipient": "a@exemple.fr", "kind": "hard", "reason": "550 5.1.1 …"}]}
//! ```
//!
//! `message` or `recipient` may be missing, not both; `kind` is `hard` (does not exist) or `soft` (not this time). Two
//! headers go with it: `X-Portrea-Timestamp`, seconds since 1970, at most five minutes away; and `X-Portrea-Signature`,
//! `sha256=` and the HMAC-SHA-256, in hexadecimal, of the timestamp, a dot and the body, under `PORTREA_BOUNCE_SECRET`. A
//! request is taken once: the same one again is answered 409.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use portrea_actions::{App, BounceKind, note_bounced_address, note_bounced_message};
use portrea_domain::MessageId;
use portrea_domain::person::EmailAddress;
use portrea_storage::StorageError;
use ring::hmac;
use serde::Deserialize;

/// How far the clock of the sender may be from ours.
const TOLERANCE_SECONDS: i64 = 300;
/// The longest words kept.
const REASON_CHARS: usize = 300;

/// The key that requests are signed with.
#[derive(Clone)]
pub(super) struct HookKey(Arc<hmac::Key>);

impl HookKey {
    pub(super) fn new(secret: &str) -> Self {
        Self(Arc::new(hmac::Key::new(
            hmac::HMAC_SHA256,
            secret.as_bytes(),
        )))
    }
}

#[derive(Deserialize)]
struct Notice {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    message: Option<String>,
    recipient: Option<EmailAddress>,
    kind: Kind,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Hard,
    Soft,
}

/// Takes a signed notice.
pub(super) async fn take(
    State(app): State<App>,
    Extension(key): Extension<HookKey>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let Some((signature, seconds)) = signature(&app, &key, &headers, &body) else {
        return (
            StatusCode::UNAUTHORIZED,
            "the signature or its time is wrong\n",
        );
    };
    let Ok(notice) = serde_json::from_slice::<Notice>(&body) else {
        return (
            StatusCode::BAD_REQUEST,
            "the notice cannot be read: see the documentation\n",
        );
    };
    match is_new(&app, &signature, seconds).await {
        Ok(true) => {}
        Ok(false) => return (StatusCode::CONFLICT, "this notice was taken already\n"),
        Err(error) => return failed(&error),
    }
    for event in notice.events {
        if let Err(error) = note(&app, event).await {
            return failed(&error);
        }
    }
    (StatusCode::OK, "noted\n")
}

fn failed(error: &StorageError) -> (StatusCode, &'static str) {
    tracing::error!(%error, "mail.bounce_hook");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "not noted whole: sign it anew and send it again\n",
    )
}

/// The signature and its time in seconds, when it is right and of now.
fn signature(app: &App, key: &HookKey, headers: &HeaderMap, body: &[u8]) -> Option<(String, i64)> {
    let value = |name: &str| headers.get(name)?.to_str().ok();
    let timestamp = value("x-portrea-timestamp")?;
    let given = value("x-portrea-signature")?.strip_prefix("sha256=")?;
    let seconds: i64 = timestamp.parse().ok()?;
    let distance = (app.now().millis().div_euclid(1_000) - seconds).abs();
    let signed = [timestamp.as_bytes(), b".", body].concat();
    let tag = bytes_of(given)?;
    (distance <= TOLERANCE_SECONDS && hmac::verify(&key.0, &signed, &tag).is_ok())
        .then(|| (given.to_ascii_lowercase(), seconds))
}

/// Whether this signature was never seen. It is remembered for a day, with the limits of the hour it was made in: by then
/// its time is long over.
async fn is_new(app: &App, signature: &str, seconds: i64) -> Result<bool, StorageError> {
    let mut tx = app.storage.begin().await?;
    let hour = seconds.div_euclid(3_600);
    let times = tx.operations().hit("bounce_hook", signature, hour).await?;
    tx.commit().await?;
    Ok(times == 1)
}

async fn note(app: &App, event: Event) -> Result<(), StorageError> {
    let kind = match event.kind {
        Kind::Hard => BounceKind::Hard,
        Kind::Soft => BounceKind::Soft,
    };
    let reason: String = event.reason.chars().take(REASON_CHARS).collect();
    let message = event.message.as_deref().and_then(message_of);
    match (message, event.recipient) {
        (Some(id), recipient) => {
            let failed: Vec<EmailAddress> = recipient.into_iter().collect();
            note_bounced_message(app, id, &failed, kind, &reason).await?;
        }
        (None, Some(recipient)) => {
            note_bounced_address(app, &recipient, kind, &reason).await?;
        }
        (None, None) => {}
    }
    Ok(())
}

/// The message of `<id@host>`, or of the id alone.
fn message_of(text: &str) -> Option<MessageId> {
    let bare = text.trim().trim_matches(['<', '>']);
    bare.split('@').next()?.parse().ok()
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    if !hexadecimal.is_ascii() {
        return None;
    }
    hexadecimal
        .as_bytes()
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            (pair.len() == 2)
                .then(|| u8::from_str_radix(pair, 16).ok())
                .flatten()
        })
        .collect()
}
