//! Somebody nobody knows proposes a place, and goes on describing it by a link sent to their mail address.

use portrea_domain::listing::{Listing, ListingState};
use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::observation::Door;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::{MessageId, PersonId};

use crate::app::{App, mint};
use crate::draft_save::Typed;
use crate::error::ActionError;
use crate::listing_declare::add_in;
use crate::rate::within_limit;

/// One address gets at most so many such mails an hour: nobody floods somebody else's mailbox.
const MAILS_AN_HOUR: i64 = 3;
/// The mail with the link is not sent later than so many days.
const MAIL_DAYS: i64 = 2;

/// Proposes a place: it waits for the référent ([`crate::accept_listing`]), and a form link leaves for the address given,
/// known or not — whoever asks learns nothing of it. Nothing else is ever sent there before its reader acts. Nothing is
/// kept, and [`None`] given, once that address was given too often.
pub async fn propose_place(
    app: &App,
    email: &EmailAddress,
    typed: &[Typed],
) -> Result<Option<Listing>, ActionError> {
    if !within_limit(app, "place.propose", email.as_str(), MAILS_AN_HOUR).await? {
        return Ok(None);
    }
    let now = app.now();
    let stranger = Person {
        id: mint!(app, PersonId),
        name: String::new(),
        email: Some(email.clone()),
        fictional: app.house.demo,
    };
    let mut tx = app.storage.begin().await?;
    let person = tx.people().add(&stranger, now).await?;
    let listing = add_in(
        &mut tx,
        app,
        &person,
        (Door::Form, ListingState::Proposed),
        typed,
    )
    .await?;
    let message = Message {
        id: mint!(app, MessageId),
        person_id: person.id,
        channel: Channel::Mail,
        purpose: Purpose::FormLink {
            listing: listing.id,
        },
        due_at: now,
        not_after: now.plus_days(MAIL_DAYS),
        attempts: 0,
        campaign_id: None,
        state: MessageState::Queued,
        reason: String::new(),
    };
    let key = format!("propose:{}:{}", person.id, listing.id);
    tx.outbox().queue(&message, &key, now).await?;
    tx.commit().await?;
    tracing::info!(listing.id = %listing.id, "listing.proposed");
    Ok(Some(listing))
}
