//! Asking for one's links with nothing but one's mail address: whoever asks learns nothing of who is known.

use portrea_domain::message::Purpose;
use portrea_domain::person::EmailAddress;
use portrea_domain::{ListingId, MessageId, PersonId};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::token::hash_token;

/// Addresses one visitor may type within an hour.
const BY_VISITOR: i64 = 10;
/// Mails one address gets within a day, whoever asks.
const BY_ADDRESS: i64 = 3;
const HOUR_MS: i64 = 3_600_000;
const DAY_HOURS: i64 = 24;
/// Days within which the mail may leave.
const LIFE_DAYS: i64 = 1;

const VISITOR: &str = "links.visitor";
const ADDRESS: &str = "links.address";

/// What became of a request for links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinksAsked {
    /// If the address is known and answers for something, a mail leaves; nobody is told whether.
    Noted,
    /// This visitor asked too often.
    TooMany,
}

/// Sends whoever has an address the links to what they answer for. Known or not, the same statements run and the same
/// answer is given; an address asked about too often gets no more mail and the same answer again.
pub async fn ask_links(
    app: &App,
    visitor: &str,
    email: &EmailAddress,
) -> Result<LinksAsked, StorageError> {
    let now = app.now();
    let hour = now.millis() / HOUR_MS;
    let day = hour / DAY_HOURS;
    let digest = app.house.secret.address_digest(email);
    let mut tx = app.storage.begin().await?;
    let by_visitor = tx
        .operations()
        .hit(VISITOR, &hash_token(visitor), hour)
        .await?;
    if by_visitor > BY_VISITOR {
        return Ok(LinksAsked::TooMany);
    }
    // Days are counted in hours, like every other limit: what is over is forgotten with the rest.
    let count = tx
        .operations()
        .hit(ADDRESS, &digest, day * DAY_HOURS + DAY_HOURS)
        .await?;
    if count <= BY_ADDRESS {
        let key = format!("links:{digest}:{day}:{count}");
        let message = (mint!(app, MessageId), &Purpose::MyLinks);
        let when = (now, now.plus_days(LIFE_DAYS));
        tx.outbox()
            .queue_to_address(message, email, &key, when)
            .await?;
    }
    tx.operations().forget_limits(hour - DAY_HOURS).await?;
    tx.commit().await?;
    Ok(LinksAsked::Noted)
}

/// The listings a person answers for: as a contact, or because they were named; each once.
pub async fn listings_of(tx: &mut Tx, person: PersonId) -> Result<Vec<ListingId>, StorageError> {
    let contacts = tx.contacts().of_person(person).await?;
    let named = tx.nominations().of_person(person).await?;
    let mut listings: Vec<ListingId> = contacts
        .into_iter()
        .filter_map(|row| row.contact.listing_id)
        .chain(named.into_iter().map(|one| one.listing_id))
        .collect();
    listings.sort();
    listings.dedup();
    Ok(listings)
}
