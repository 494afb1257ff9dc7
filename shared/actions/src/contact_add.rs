//! Adding a contact to a portrait.

use portrea_domain::contact::{Contact, ContactChannel, ContactRole};
use portrea_domain::person::{EmailAddress, Person, Reach};
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_domain::{ContactId, ListingId, PersonId, PortraitId};
use portrea_storage::ContactRow;

use crate::app::{App, mint};
use crate::error::ActionError;

/// A contact to add: only what is known, the rest by [`Default`].
#[derive(Clone, Debug, Default)]
pub struct NewContact {
    /// Their name, as they write it.
    pub name: String,
    /// Their mail address, if known.
    pub email: Option<EmailAddress>,
    /// Given name, telephone and postal address, if known.
    pub reach: Reach,
    /// What they are to the territory.
    pub roles: Vec<ContactRole>,
    /// The body they speak for.
    pub organisation: String,
    /// The communes they speak for, the main one first.
    pub communes: Vec<CommuneCode>,
    /// What they know about.
    pub themes: Vec<Family>,
    /// How they like to be told things, if known.
    pub channel: Option<ContactChannel>,
    /// The listing they answer for.
    pub listing_id: Option<ListingId>,
    /// Where the address was found.
    pub source: String,
    /// What the référent wants to remember.
    pub note: String,
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
    let id = person.id;
    let person = tx.people().add(&person, now).await?;
    if person.id == id {
        tx.people().set_reach(id, &new.reach).await?;
    }
    let contact = Contact {
        id: mint!(app, ContactId),
        portrait_id: portrait,
        person_id: person.id,
        roles: in_order(new.roles),
        organisation: new.organisation,
        communes: new.communes,
        themes: in_order(new.themes),
        channel: new.channel,
        listing_id: new.listing_id,
        source: new.source,
        noticed_at: None,
        note: new.note,
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

/// In the order of their list, each once.
pub(crate) fn in_order<T: Ord>(mut parts: Vec<T>) -> Vec<T> {
    parts.sort_unstable();
    parts.dedup();
    parts
}
