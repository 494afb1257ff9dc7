//! Tables of the collaborative day: prepared by the référent, opened by whoever sits there, taken back.

use portrea_domain::day_table::{DayTable, opening_of};
use portrea_domain::event::Event;
use portrea_domain::link::{Link, LinkError, LinkPurpose};
use portrea_domain::listing::Listing;
use portrea_domain::observation::Door;
use portrea_domain::person::Person;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::{CommuneCode, Territory};
use portrea_domain::{DayTableId, EventId, ListingId, PersonId};
use portrea_storage::{StorageError, Tx};

use crate::app::{App, mint};
use crate::code_give::give_door_link;
use crate::error::ActionError;
use crate::token::hash_token;

/// Longest name of a table.
const LABEL: usize = 80;
/// Most tables of a day.
const MOST: usize = 60;

/// A table to prepare.
#[derive(Clone, Debug, Default)]
pub struct NewTable {
    /// Its name.
    pub label: String,
    /// The communes it is about; every commune of the territory when there is none.
    pub communes: Vec<CommuneCode>,
    /// The family of help it is about, when it is about one.
    pub family: Option<Family>,
}

/// Prepares a table of a meeting: a code of its own, and somebody who stands for whoever sits there.
pub async fn prepare_table(
    app: &App,
    event: EventId,
    new: NewTable,
) -> Result<DayTable, ActionError> {
    let now = app.now();
    let label = new.label.trim();
    if label.is_empty() || label.chars().count() > LABEL {
        return Err(ActionError::refused(format!(
            "Donnez un nom à la table, de {LABEL} caractères au plus."
        )));
    }
    let mut tx = app.storage.begin().await?;
    let event = tx.events().require(event).await?;
    tx.portraits().lock(event.portrait_id).await?;
    if event.is_cancelled() || now > opening_of(&event).1 {
        return Err(ActionError::refused(
            "Cette réunion est terminée ou annulée : il n’y a plus de table à préparer.",
        ));
    }
    if tx.day_tables().of_event(event.id).await?.len() >= MOST {
        return Err(ActionError::refused(format!(
            "Une réunion a {MOST} tables au plus."
        )));
    }
    let person = Person {
        id: mint!(app, PersonId),
        name: format!("Table « {label} »"),
        email: None,
        fictional: app.house.demo,
    };
    let person = tx.people().add(&person, now).await?;
    let table = DayTable {
        id: mint!(app, DayTableId),
        event_id: event.id,
        person_id: person.id,
        label: label.to_owned(),
        communes: new.communes,
        family: new.family,
        created_at: now,
        revoked_at: None,
    };
    let token = app.house.secret.table_token(table.id);
    tx.day_tables().insert(&table, &hash_token(&token)).await?;
    tx.commit().await?;
    Ok(table)
}

/// Takes back the code of a table, and every form opened with it.
pub async fn revoke_table(app: &App, event: EventId, id: DayTableId) -> Result<(), ActionError> {
    let mut tx = app.storage.begin().await?;
    let table = tx.day_tables().get(id).await?;
    let table = table
        .filter(|table| table.event_id == event)
        .ok_or(ActionError::Missing("table"))?;
    tx.day_tables().revoke(&table, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The table a token stands for, whether it opens now or not.
pub async fn table_of(app: &App, token: &str) -> Result<(DayTable, Event), ActionError> {
    let mut tx = app.storage.read().await?;
    let table = tx
        .day_tables()
        .by_hash(&hash_token(token))
        .await?
        .ok_or(LinkError::Unknown)?;
    let event = tx.events().require(table.event_id).await?;
    Ok((table, event))
}

/// The listings of a table: those of its communes, and of its family of help if it is about one. A listing nobody
/// declared anything for yet is of every family: unknown is not empty.
pub async fn listings_of_table(
    tx: &mut Tx,
    table: &DayTable,
) -> Result<Vec<Listing>, StorageError> {
    let event = tx.events().require(table.event_id).await?;
    let portrait = tx.portraits().require(event.portrait_id).await?;
    let area = Territory::Epci(portrait.epci);
    let mut listings = tx.listings().of_territory(&area).await?;
    listings.retain(|listing| {
        let here = table.communes.is_empty()
            || listing
                .commune()
                .is_some_and(|commune| table.communes.contains(&commune));
        let services = listing.services();
        let concerned = table.family.is_none_or(|family| {
            services.is_empty() || services.iter().any(|service| service.family == family)
        });
        here && concerned
    });
    Ok(listings)
}

/// Opens the form of a listing for a table: what is said comes through the door of the day, until the code closes.
pub async fn open_table_form(
    app: &App,
    table: &DayTable,
    event: &Event,
    listing: ListingId,
) -> Result<Link, ActionError> {
    let mut tx = app.storage.read().await?;
    let listings = listings_of_table(&mut tx, table).await?;
    drop(tx);
    if !listings.iter().any(|known| known.id == listing) {
        return Err(ActionError::Missing("listing"));
    }
    let purpose = LinkPurpose::Form(listing);
    let until = opening_of(event).1;
    Ok(give_door_link(app, table.person_id, purpose, Door::Day, until).await?)
}
