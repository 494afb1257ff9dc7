//! Giving somebody the keys of a territory's desk.

use portrea_domain::link::{Link, LinkPurpose};
use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::person::{EmailAddress, Grant, Person, Role};
use portrea_domain::territory::Territory;
use portrea_domain::{MessageId, PersonId};
use portrea_storage::Tx;

use crate::app::{App, mint};
use crate::error::ActionError;
use crate::link_give::{give_link, give_link_in};

/// Gives a role on a territory to whoever has this address, and sends them a key to the desk.
pub async fn invite_referent(
    app: &App,
    email: &EmailAddress,
    role: Role,
    territory: &Territory,
    name: &str,
    fictional: bool,
) -> Result<PersonId, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    if tx.geography().communes_of(territory).await?.is_empty() {
        return Err(ActionError::Missing("territory"));
    }
    let person = Person {
        id: mint!(app, PersonId),
        name: name.to_owned(),
        email: Some(email.clone()),
        fictional,
    };
    let person = tx.people().add(&person, now).await?;
    tx.people()
        .grant(
            &Grant {
                person_id: person.id,
                role,
                territory: territory.clone(),
            },
            now,
        )
        .await?;
    send_key(&mut tx, app, person.id).await?;
    tx.commit().await?;
    Ok(person.id)
}

/// A key to the desk without a mail: for the person at the console.
pub async fn sign_in_link(app: &App, person: PersonId) -> Result<Link, ActionError> {
    Ok(give_link(app, person, LinkPurpose::SignIn).await?)
}

/// Queues a mail with a key to the desk.
pub(crate) async fn send_key(
    tx: &mut Tx,
    app: &App,
    person_id: PersonId,
) -> Result<(), ActionError> {
    let now = app.now();
    let link = give_link_in(tx, app, person_id, LinkPurpose::SignIn).await?;
    let message = Message {
        id: mint!(app, MessageId),
        person_id,
        channel: Channel::Mail,
        purpose: Purpose::SignIn { link: link.id },
        due_at: now,
        not_after: link.expires_at,
        attempts: 0,
        campaign_id: None,
        state: MessageState::Queued,
        reason: String::new(),
    };
    tx.outbox()
        .queue(&message, &format!("sign-in:{}", link.id), now)
        .await?;
    Ok(())
}
