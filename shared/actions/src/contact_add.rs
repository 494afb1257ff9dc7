//! Adding a contact to a portrait.

use portrea_domain::contact::{Contact, ContactRole};
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ContactId, ListingId, PersonId, PortraitId};
use portrea_storage::ContactRow;

use crate::app::{App, mint};
use crate::error::ActionError;

/// A contact to add.
#[derive(Clone, Debug)]
pub struct NewContact {
    /// Their name, as they write it.
    pub name: String,
    /// Their mail address, if known.
    pub email: Option<EmailAddress>,
    /// What they are to the territory.
    pub role: ContactRole,
    /// The body they speak for.
    pub organisation: String,
    /// The commune they speak for.
    pub commune: Option<CommuneCode>,
    /// The listing they answer for.
    pub listing_id: Option<ListingId>,
    /// Where the address was found.
    pub source: String,
    /// Whether they belong to the fictional part of a demonstration.
    pub fictional: bool,
}

/// Adds a contact; somebody with that mail address who already is one is given back as they are.
pub async fn add_contact(
    app: &App,
    portrait: PortraitId,
    new: NewContact,
) -> Result<ContactRow, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let person = Person {
        id: mint!(app, PersonId),
        name: new.name,
        email: new.email,
        fictional: new.fictional,
    };
    let person = tx.people().add(&person, now).await?;
    let contact = Contact {
        id: mint!(app, ContactId),
        portrait_id: portrait,
        person_id: person.id,
        role: new.role,
        organisation: new.organisation,
        commune: new.commune,
        listing_id: new.listing_id,
        source: new.source,
        created_at: now,
    };
    tx.contacts().insert(&contact).await?;
    let kept = tx.contacts().of_person(person.id).await?;
    let row = kept
        .into_iter()
        .find(|row| row.contact.portrait_id == portrait);
    tx.commit().await?;
    row.ok_or(ActionError::Missing("contact"))
}
