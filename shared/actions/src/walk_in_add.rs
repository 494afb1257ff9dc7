//! Somebody nobody expected comes to a meeting.

use portrea_domain::attendance::{Noted, Way};
use portrea_domain::contact::Contact;
use portrea_domain::event::Event;
use portrea_domain::invitation::{Invitation, Reply, Seat};
use portrea_domain::observation::Door;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::{CheckInId, ContactId, EventId, InvitationId, PersonId, Timestamp};
use portrea_storage::{InvitationRow, StorageError, Tx};
use portrea_territory::normalise;

use crate::app::{App, mint};
use crate::check_in::{Tick, keep, require_open};
use crate::error::ActionError;
use crate::mailing_decide::invitation_step;

/// Longest name and structure taken.
const LONGEST: usize = 200;

/// Somebody nobody expected.
#[derive(Clone, Debug)]
pub struct WalkIn {
    /// The identity of their tick, made where they were noted: sent twice, they came once.
    pub id: CheckInId,
    /// Their name.
    pub name: String,
    /// The body they speak for.
    pub organisation: String,
    /// Their mail address, when they give one.
    pub email: Option<EmailAddress>,
    /// When they came.
    pub at: Timestamp,
    /// Whether they agree to be named in the minutes.
    pub agrees: bool,
}

/// Notes somebody nobody expected: they become a contact and are invited by the door of the day, without a mail. Whoever
/// has that mail address, or that name within that structure, is taken for the same person.
pub async fn add_walk_in(
    app: &App,
    event: EventId,
    walk_in: &WalkIn,
    by: PersonId,
) -> Result<InvitationRow, ActionError> {
    let now = app.now();
    let name = walk_in.name.trim();
    if name.is_empty() {
        return Err(ActionError::refused("Indiquez le nom de la personne."));
    }
    if name.chars().count() > LONGEST || walk_in.organisation.chars().count() > LONGEST {
        return Err(ActionError::refused(format!(
            "Le nom et la structure ont {LONGEST} caractères au plus."
        )));
    }
    let mut tx = app.storage.begin().await?;
    let event = tx.events().require(event).await?;
    tx.portraits().lock(event.portrait_id).await?;
    tx.events().take(event.id).await?;
    require_open(&event, now)?;
    if let Some(tick) = tx.attendance().get(walk_in.id).await? {
        return invitation_of(&mut tx, &event, tick.person_id).await;
    }
    let person = match known(&mut tx, &event, walk_in).await? {
        Some(person) => person,
        None => new_person(&mut tx, app, walk_in).await?,
    };
    become_contact(&mut tx, app, &event, person, walk_in).await?;
    become_invited(&mut tx, app, &event, person).await?;
    let tick = Tick {
        id: walk_in.id,
        person_id: person,
        what: Noted::Came,
        way: Way::WalkIn,
        at: walk_in.at,
    };
    keep(&mut tx, &event, &tick, by, now).await?;
    if walk_in.agrees {
        tx.attendance().agree(event.id, person, now).await?;
    }
    let row = invitation_of(&mut tx, &event, person).await?;
    tx.commit().await?;
    tracing::info!(event.id = %event.id, person.id = %person, "attendance.walk_in");
    Ok(row)
}

/// Whoever this is already: by mail address, else by name within the same structure.
async fn known(
    tx: &mut Tx,
    event: &Event,
    walk_in: &WalkIn,
) -> Result<Option<PersonId>, StorageError> {
    if let Some(email) = &walk_in.email
        && let Some(person) = tx.people().by_email(email).await?
    {
        return Ok(Some(person.id));
    }
    let (name, body) = (normalise(&walk_in.name), normalise(&walk_in.organisation));
    let contacts = tx.contacts().of_portrait(event.portrait_id).await?;
    let same = contacts.into_iter().find(|row| {
        let other_mail = walk_in.email.is_some() && row.person.email.is_some();
        !other_mail
            && normalise(&row.person.name) == name
            && normalise(&row.contact.organisation) == body
    });
    Ok(same.map(|row| row.person.id))
}

async fn new_person(tx: &mut Tx, app: &App, walk_in: &WalkIn) -> Result<PersonId, StorageError> {
    let person = Person {
        id: mint!(app, PersonId),
        name: walk_in.name.trim().to_owned(),
        email: walk_in.email.clone(),
        fictional: app.house.demo,
    };
    Ok(tx.people().add(&person, app.now()).await?.id)
}

async fn become_contact(
    tx: &mut Tx,
    app: &App,
    event: &Event,
    person: PersonId,
    walk_in: &WalkIn,
) -> Result<(), StorageError> {
    let contact = Contact {
        id: mint!(app, ContactId),
        portrait_id: event.portrait_id,
        person_id: person,
        roles: Vec::new(),
        organisation: walk_in.organisation.trim().to_owned(),
        communes: Vec::new(),
        themes: Vec::new(),
        channel: None,
        listing_id: None,
        source: format!("venue à la réunion « {} »", event.title),
        noticed_at: None,
        note: String::new(),
        created_at: app.now(),
    };
    tx.contacts().insert(&contact).await?;
    Ok(())
}

/// Invited by the door of the day; what somebody invited before had answered stays what it is.
async fn become_invited(
    tx: &mut Tx,
    app: &App,
    event: &Event,
    person: PersonId,
) -> Result<(), StorageError> {
    let now = app.now();
    let invitation = Invitation {
        id: mint!(app, InvitationId),
        event_id: event.id,
        person_id: person,
        delegated_from: None,
        answer: None,
        seat: None,
        version: 0,
    };
    if tx.invitations().insert(&invitation, now).await? {
        tx.invitations()
            .answer(invitation.id, Reply::Yes, Door::Day, now)
            .await?;
        // They are in the room already, however many it was meant for.
        tx.invitations().sit(invitation.id, Seat::Seated, 0).await?;
        tx.prompts()
            .answered_by(&invitation_step(event.id), person, now)
            .await?;
    }
    Ok(())
}

async fn invitation_of(
    tx: &mut Tx,
    event: &Event,
    person: PersonId,
) -> Result<InvitationRow, ActionError> {
    let invited = tx.invitations().of_event(event.id).await?;
    invited
        .into_iter()
        .find(|row| row.person.id == person)
        .ok_or(ActionError::Missing("invitation"))
}
