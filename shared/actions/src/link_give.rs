//! Giving a person a secret link.

use std::collections::HashMap;

use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::{LinkId, PersonId};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::token::hash_token;

/// A link with less than this left is not given again.
const LEAST_LIFE_DAYS: i64 = 30;

/// Gives a person a link for a purpose, in a transaction of its own.
pub async fn give_link(
    app: &App,
    person: PersonId,
    purpose: LinkPurpose,
) -> Result<Link, StorageError> {
    let mut tx = app.storage.begin().await?;
    let link = give_link_in(&mut tx, app, person, purpose).await?;
    tx.commit().await?;
    Ok(link)
}

/// Gives a person a link for a purpose: the one they have if it still lives long enough, else a new one.
/// A key to the desk is always new, because it works once.
pub async fn give_link_in(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    purpose: LinkPurpose,
) -> Result<Link, StorageError> {
    let now = app.now();
    if purpose != LinkPurpose::SignIn {
        let held = tx
            .links()
            .live(person, purpose, now.plus_days(LEAST_LIFE_DAYS))
            .await?;
        if let Some(link) = held {
            return Ok(link);
        }
    }
    let link = fresh(app, person, purpose);
    tx.links()
        .insert(&link, &hash_token(&app.house.secret.link_token(link.id)))
        .await?;
    Ok(link)
}

/// Gives many people a link each for the same purpose, with two statements: the one they have if it still lives long
/// enough, else a new one. Not for keys to the desk.
pub async fn give_links_in(
    tx: &mut Tx,
    app: &App,
    people: &[PersonId],
    purpose: LinkPurpose,
) -> Result<HashMap<PersonId, Link>, StorageError> {
    let now = app.now();
    let after = now.plus_days(LEAST_LIFE_DAYS);
    let held = tx.links().live_of(people, purpose, after).await?;
    let mut links: HashMap<PersonId, Link> = held
        .into_iter()
        .map(|link| (link.person_id, link))
        .collect();
    let mut new = Vec::new();
    for &person in people {
        links.entry(person).or_insert_with(|| {
            let link = fresh(app, person, purpose);
            let hash = hash_token(&app.house.secret.link_token(link.id));
            new.push((link.clone(), hash));
            link
        });
    }
    if !new.is_empty() {
        tx.links().insert_all(new.into_iter()).await?;
    }
    Ok(links)
}

fn fresh(app: &App, person_id: PersonId, purpose: LinkPurpose) -> Link {
    let now = app.now();
    Link {
        id: mint!(app, LinkId),
        person_id,
        purpose,
        created_at: now,
        expires_at: now.plus_days(purpose.life_days()),
        revoked_at: None,
        used_at: None,
        door: None,
    }
}

/// The absolute address a link is written as.
#[must_use]
pub fn link_url(app: &App, link: &Link) -> String {
    address(app, link.purpose, &app.house.secret.link_token(link.id))
}

/// What stands for a link of a purpose where somebody else reads: it has its shape and opens nothing.
#[must_use]
pub fn masked_url(app: &App, purpose: LinkPurpose) -> String {
    address(app, purpose, MASK)
}

/// What stands for the link of an invitation that is not made yet.
#[must_use]
pub fn masked_invitation_url(app: &App) -> String {
    format!("{}/i/{MASK}", app.house.public_url)
}

const MASK: &str = "••••••••";

fn address(app: &App, purpose: LinkPurpose, token: &str) -> String {
    let base = &app.house.public_url;
    match purpose {
        LinkPurpose::Form(_) => format!("{base}/f/{token}"),
        LinkPurpose::Invitation(_) => format!("{base}/i/{token}"),
        LinkPurpose::SignIn => format!("{base}/bureau/connexion/{token}"),
        LinkPurpose::Preferences => format!("{base}/desabonner/{token}"),
    }
}
