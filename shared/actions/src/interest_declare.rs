//! Saying on the public page that a group of communes wants its portrait made.

use portrea_domain::interest::{FUNCTION_MAX, Interest, MESSAGE_MAX};
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::territory::EpciCode;
use portrea_domain::{InterestId, PersonId};

use crate::app::{App, mint};
use crate::error::ActionError;

/// What somebody says of themselves.
#[derive(Clone, Debug)]
pub struct NewInterest {
    /// Their name.
    pub name: String,
    /// Where the Hub can answer.
    pub email: EmailAddress,
    /// What they are in the group of communes.
    pub function: String,
    /// What they want to add.
    pub message: String,
}

/// Keeps the interest of a group of communes, for whoever watches over its région. Nothing is written to the address:
/// anybody can type anybody's. A person who is known keeps the name they have.
pub async fn declare_interest(
    app: &App,
    epci: &EpciCode,
    new: NewInterest,
) -> Result<(), ActionError> {
    let now = app.now();
    let cut = |text: &str, most: usize| text.trim().chars().take(most).collect::<String>();
    let mut tx = app.storage.begin().await?;
    if tx.geography().epci(epci).await?.is_none() {
        return Err(ActionError::Missing("EPCI"));
    }
    let person = Person {
        id: mint!(app, PersonId),
        name: new.name,
        email: Some(new.email),
        fictional: app.house.demo,
    };
    let person = tx.people().add(&person, now).await?;
    let interest = Interest {
        id: mint!(app, InterestId),
        epci: epci.clone(),
        person_id: person.id,
        function: cut(&new.function, FUNCTION_MAX),
        message: cut(&new.message, MESSAGE_MAX),
        at: now,
    };
    tx.interests().keep(&interest).await?;
    tx.commit().await?;
    tracing::info!(interest.epci = %epci, "interest.declared");
    Ok(())
}

/// Notes that somebody dealt with an interest.
pub async fn handle_interest(app: &App, id: InterestId, by: PersonId) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    tx.interests().handle(id, by, app.now()).await?;
    tx.commit().await?;
    Ok(())
}
