//! Leaving a listing: to somebody else, to nobody, or because it never was one's own.
//!
//! Whoever leaves loses every link and code about that listing at once. Whoever is named gets links of their own, and is
//! unconfirmed until they act: nothing but one mail is sent to an address that somebody else gave.

use portrea_domain::contact::Contact;
use portrea_domain::doubt::DoubtKind;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::Purpose;
use portrea_domain::nomination::Nomination;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{ContactId, DoubtId, ListingId, NominationId, PersonId};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::doubt_tell::tell_referents;
use crate::error::ActionError;
use crate::event_tell::tell;
use crate::freshness_run::step_of;

/// Days within which a mail about a listing that was handed over may leave.
const LIFE_DAYS: i64 = 30;
/// How many people may wait for their first act about one listing: naming must not become a way to write to anybody.
const MOST_UNCONFIRMED: usize = 5;

/// Who answers for a listing from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Their name; empty for a mailbox that several people read.
    pub name: String,
    /// Their mail address.
    pub email: EmailAddress,
}

/// A person no longer answers for a listing: somebody they name does, or nobody, and then the référent must look.
pub async fn hand_over_listing(
    app: &App,
    person: PersonId,
    listing: ListingId,
    successor: Option<&Successor>,
) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    let listing = tx.listings().lock(listing).await?.id;
    let leaving = tx.people().require(person).await?;
    let contacts = leave(&mut tx, app, person, listing).await?;
    match successor {
        Some(successor) if leaving.email.as_ref() == Some(&successor.email) => {
            return Err(ActionError::refused(
                "Cette adresse est la vôtre\u{a0}: indiquez celle de la personne qui prend la suite.",
            ));
        }
        Some(successor) => {
            name(&mut tx, app, &leaving, listing, successor, contacts).await?;
        }
        None => raise(&mut tx, app, person, listing, DoubtKind::NobodyLeft).await?,
    }
    tx.commit().await?;
    tracing::info!(listing.id = %listing, named = successor.is_some(), "listing.handed_over");
    Ok(())
}

/// A person says that a listing is not theirs: they are asked nothing more about it, and the référent must look.
pub async fn disown_listing(
    app: &App,
    person: PersonId,
    listing: ListingId,
) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    let listing = tx.listings().lock(listing).await?.id;
    leave(&mut tx, app, person, listing).await?;
    raise(&mut tx, app, person, listing, DoubtKind::NotOurs).await?;
    tx.commit().await?;
    tracing::info!(listing.id = %listing, "listing.disowned");
    Ok(())
}

/// Takes a listing away from a person: links, codes, questions that wait, their name on its page. Gives what they were to
/// the portraits where they answered for it.
async fn leave(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    listing: ListingId,
) -> Result<Vec<Contact>, StorageError> {
    let now = app.now();
    let purpose = LinkPurpose::Form(listing);
    tx.links().revoke(person, purpose, now).await?;
    tx.short_codes().revoke(person, purpose, now).await?;
    tx.public_contacts().withdraw(listing, person).await?;
    tx.nominations().finish(person, listing, now).await?;
    for section in SectionKey::ALL {
        let step = step_of(listing, section);
        tx.prompts().answered_by(&step, person, now).await?;
    }
    let mut contacts = Vec::new();
    for row in tx.contacts().of_person(person).await? {
        if row.contact.listing_id == Some(listing) {
            contacts.push(row.contact);
        }
    }
    tx.contacts().leaves(person, listing).await?;
    // A name may have left a public page.
    tx.operations().bump().await?;
    Ok(contacts)
}

async fn raise(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    listing: ListingId,
    kind: DoubtKind,
) -> Result<(), StorageError> {
    let id = mint!(app, DoubtId);
    tx.doubts()
        .raise(id, listing, person, kind, app.now())
        .await?;
    tell_referents(tx, app, listing).await
}

/// Names somebody, wherever the other was known, and writes to them once.
async fn name(
    tx: &mut Tx,
    app: &App,
    leaving: &Person,
    listing: ListingId,
    successor: &Successor,
    contacts: Vec<Contact>,
) -> Result<(), ActionError> {
    let now = app.now();
    let waiting = tx.nominations().of_listing(listing).await?;
    let waiting = waiting.iter().filter(|one| one.confirmed_at.is_none());
    if waiting.count() >= MOST_UNCONFIRMED {
        return Err(ActionError::refused(
            "Plusieurs personnes ont déjà été désignées pour ce lieu sans répondre. Écrivez au référent de votre territoire.",
        ));
    }
    let person = Person {
        id: mint!(app, PersonId),
        name: successor.name.clone(),
        email: Some(successor.email.clone()),
        fictional: leaving.fictional,
    };
    let person = tx.people().add(&person, now).await?;
    for contact in contacts {
        let contact = Contact {
            id: mint!(app, ContactId),
            person_id: person.id,
            source: "la personne qui s’occupait de cette fiche avant vous".to_owned(),
            noticed_at: None,
            note: String::new(),
            channel: None,
            created_at: now,
            ..contact
        };
        tx.contacts().insert(&contact).await?;
    }
    tx.contacts().answers_for(person.id, listing).await?;
    let nomination = Nomination {
        id: mint!(app, NominationId),
        listing_id: listing,
        person_id: person.id,
        named_by: Some(leaving.id),
        at: now,
        confirmed_at: None,
    };
    tx.nominations().name(&nomination).await?;
    let key = format!("named:{}", nomination.id);
    let purpose = Purpose::Named { listing };
    tell(tx, app, person.id, purpose, now.plus_days(LIFE_DAYS), &key).await?;
    Ok(())
}

/// Notes that a person acted about a listing they were named for: their address is theirs, and somebody answers again.
pub(crate) async fn confirm_successor(
    tx: &mut Tx,
    app: &App,
    person: PersonId,
    listing: ListingId,
) -> Result<(), StorageError> {
    let now = app.now();
    if tx.nominations().confirm(person, listing, now).await? {
        tx.doubts()
            .settle_of(listing, DoubtKind::NobodyLeft, now)
            .await?;
    }
    Ok(())
}
