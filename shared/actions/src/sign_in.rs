//! Signing in to the desk by a mailed key, and out again.

use portrea_domain::link::{LinkError, LinkPurpose};
use portrea_domain::person::{EmailAddress, Person};
use portrea_storage::StorageError;

use crate::app::App;
use crate::error::ActionError;
use crate::rate::within_limit;
use crate::referent_invite::send_key;
use crate::token::{hash_token, random_token};

const SESSION_DAYS: i64 = 14;
const KEYS_PER_HOUR: i64 = 5;

/// Sends a key to whoever has this address and a role. Says nothing of whether there is such a person, and sends no
/// more than a few an hour.
pub async fn ask_sign_in(app: &App, email: &EmailAddress) -> Result<(), ActionError> {
    if !within_limit(app, "sign_in", email.as_str(), KEYS_PER_HOUR).await? {
        return Ok(());
    }
    let mut tx = app.storage.begin().await?;
    let Some(person) = tx.people().by_email(email).await? else {
        return Ok(());
    };
    if !tx.people().grants(person.id).await?.is_empty() {
        send_key(&mut tx, app, person.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Uses up a key and opens a session; gives the token to keep in the browser.
pub async fn sign_in(app: &App, token: &str) -> Result<String, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let link = tx
        .links()
        .by_hash(&hash_token(token))
        .await?
        .ok_or(LinkError::Unknown)?;
    if link.purpose != LinkPurpose::SignIn {
        return Err(LinkError::Unknown.into());
    }
    link.check(now)?;
    if !tx.links().use_up(link.id, now).await? {
        return Err(LinkError::Revoked.into());
    }
    let session = random_token(&*app.entropy);
    tx.sessions()
        .insert(
            &hash_token(&session),
            link.person_id,
            now,
            now.plus_days(SESSION_DAYS),
        )
        .await?;
    tx.commit().await?;
    Ok(session)
}

/// Who a session belongs to, if it still lives.
pub async fn signed_in(app: &App, session: &str) -> Result<Option<Person>, StorageError> {
    let mut tx = app.storage.read().await?;
    match tx
        .sessions()
        .person(&hash_token(session), app.now())
        .await?
    {
        Some(id) => tx.people().get(id).await,
        None => Ok(None),
    }
}

/// Ends a session.
pub async fn sign_out(app: &App, session: &str) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.sessions().delete(&hash_token(session)).await?;
    tx.commit().await
}
