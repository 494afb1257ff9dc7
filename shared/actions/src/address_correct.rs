//! Correcting the mail address of a person.

use portrea_domain::PersonId;
use portrea_domain::message::StopReason;
use portrea_domain::person::{EmailAddress, Person};
use portrea_storage::Tx;

use crate::app::App;
use crate::error::ActionError;
use crate::person_oppose::oppositions_of;

/// Gives a person the address that works, at once: what the former one kept from them is queued again, once, unless its
/// time is over. What they object to stays objected to, under both addresses. Refused when somebody else has it.
/// Gives how many mails wait again.
pub async fn correct_address(
    app: &App,
    person: PersonId,
    email: &EmailAddress,
) -> Result<u64, ActionError> {
    let mut tx = app.storage.begin().await?;
    let reopened = correct_address_in(&mut tx, app, person, email).await?;
    tx.commit().await?;
    tracing::info!(person.id = %person, reopened, "address.corrected");
    Ok(reopened)
}

/// The same, in the caller’s transaction.
pub async fn correct_address_in(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    email: &EmailAddress,
) -> Result<u64, ActionError> {
    let now = app.now();
    let Person { email: former, .. } = tx.people().require(person).await?;
    if former.as_ref() == Some(email) {
        return Ok(0);
    }
    if tx.people().by_email(email).await?.is_some() {
        return Err(ActionError::refused(
            "Une autre personne a déjà cette adresse mail.",
        ));
    }
    let objected = oppositions_of(tx, app, person).await?;
    tx.people().set_email(person, email).await?;
    let digest = app.house.secret.address_digest(email);
    for stream in objected {
        // Said under the former address alone, it would be lost with it.
        tx.people().oppose(person, stream, now).await?;
        tx.addresses().object(&digest, stream, now).await?;
    }
    if tx.people().bounced(email).await?.is_some() {
        return Ok(0); // It is known not to work either.
    }
    let stopped_for = [StopReason::Bounced.label(), StopReason::NoAddress.label()];
    Ok(tx.journal().reopen(person, stopped_for, now).await?)
}
