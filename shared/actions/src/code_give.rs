//! Giving a person a short code: a link for paper and telephone.

use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::observation::Door;
use portrea_domain::short_code::ShortCode;
use portrea_domain::{LinkId, PersonId, ShortCodeId, Timestamp};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::token::hash_token;

/// A code that ends this much sooner than wanted is given again all the same.
const SLACK_DAYS: i64 = 1;

/// Gives a person a code for a purpose, in a transaction of its own.
pub async fn give_code(
    app: &App,
    person: PersonId,
    purpose: LinkPurpose,
    expires_at: Timestamp,
) -> Result<ShortCode, StorageError> {
    let mut tx = app.storage.begin().await?;
    let code = give_code_in(&mut tx, app, person, purpose, expires_at).await?;
    tx.commit().await?;
    Ok(code)
}

/// Gives a person a code for a purpose: the one they have if it lives as long, else a new one.
pub async fn give_code_in(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    purpose: LinkPurpose,
    expires_at: Timestamp,
) -> Result<ShortCode, StorageError> {
    let now = app.now();
    let long_enough = expires_at.plus_days(-SLACK_DAYS).max(now);
    if let Some(code) = tx.short_codes().live(person, purpose, long_enough).await? {
        return Ok(code);
    }
    loop {
        let code = ShortCode {
            id: mint!(app, ShortCodeId),
            person_id: person,
            purpose,
            created_at: now,
            expires_at,
            revoked_at: None,
        };
        let secret = &app.house.secret;
        let hash = secret.short_code_hash(&secret.short_code(code.id));
        // Two codes out of 150 thousand million may be the same one: the next is not.
        if tx.short_codes().insert(&code, &hash).await? {
            return Ok(code);
        }
    }
}

/// Gives a link whose answers come through a door of their own, until a moment: a table of the day, a telephone call.
pub async fn give_door_link(
    app: &App,
    person: PersonId,
    purpose: LinkPurpose,
    door: Door,
    expires_at: Timestamp,
) -> Result<Link, StorageError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let held = tx
        .links()
        .live_by(
            person,
            purpose,
            Some(door),
            expires_at.plus_hours(-1).max(now),
        )
        .await?;
    if let Some(link) = held {
        return Ok(link);
    }
    let link = Link {
        id: mint!(app, LinkId),
        person_id: person,
        purpose,
        created_at: now,
        expires_at,
        revoked_at: None,
        used_at: None,
        door: Some(door),
    };
    tx.links()
        .insert(&link, &hash_token(&app.house.secret.link_token(link.id)))
        .await?;
    tx.commit().await?;
    Ok(link)
}
