//! Whether what messages are about still calls for them: asked of a whole batch where one statement can tell, of each
//! message where it takes more.

use std::collections::HashMap;

use portrea_domain::message::{Message, Purpose, StopReason};
use portrea_domain::{CampaignId, InvitationId, LinkId, ListingId, MessageId, PersonId};
use portrea_storage::{Standing, StorageError, Tx};

use crate::app::App;
use crate::error::ActionError;
use crate::message_check::{Batch, Verdict};
use crate::prompt_check::{described_stop, grouped_stop, reminder_stop};

/// Where the things stand that messages are about.
struct Subjects {
    invitations: HashMap<InvitationId, bool>,
    prompts: HashMap<MessageId, bool>,
    listings: HashMap<ListingId, bool>,
    links: HashMap<LinkId, bool>,
}

/// Stops the messages whose subject no longer calls for them.
pub(crate) async fn subjects(
    tx: &mut Tx,
    app: &App,
    batch: &mut Batch<'_>,
) -> Result<(), ActionError> {
    let subjects = Subjects::of(tx, batch).await?;
    let open: Vec<_> = batch.open().collect();
    // Invitations of one campaign are to one meeting.
    let mut meetings: HashMap<Option<CampaignId>, Option<StopReason>> = HashMap::new();
    for (n, message) in open {
        let stop = match message.purpose {
            Purpose::Invitation { invitation } => match subjects.stop(message) {
                None => {
                    if let Some(stop) = meetings.get(&message.campaign_id) {
                        *stop
                    } else {
                        let stop = meeting_stop(tx, app, invitation).await?;
                        meetings.insert(message.campaign_id, stop);
                        stop
                    }
                }
                stop => stop,
            },
            Purpose::AnswerNoted {
                invitation,
                version,
            }
            | Purpose::SeatFreed {
                invitation,
                version,
            }
            | Purpose::EventMoved {
                invitation,
                version,
            } => match tx.invitations().get(invitation).await? {
                None => Some(StopReason::Gone),
                Some(row) if version != 0 && row.invitation.version != version => {
                    Some(StopReason::Superseded)
                }
                Some(_) => None,
            },
            Purpose::Reminder {
                invitation,
                audience,
            } => reminder_stop(tx, app, invitation, audience).await?,
            Purpose::ListingReminder { listing } => described_stop(tx, listing).await?,
            Purpose::Named { listing } => named_stop(tx, message.person_id, listing).await?,
            Purpose::Grouped => grouped_stop(tx, app, message).await?,
            Purpose::Trial { mailing, .. } => {
                let is_there = tx.mailings().get(mailing).await?.is_some();
                (!is_there).then_some(StopReason::Gone)
            }
            _ => subjects.stop(message),
        };
        if let Some(reason) = stop {
            batch.decide(n, Verdict::Stop(reason));
        }
    }
    Ok(())
}

impl Subjects {
    async fn of(tx: &mut Tx, batch: &Batch<'_>) -> Result<Self, StorageError> {
        let (mut invitations, mut prompts) = (Vec::new(), Vec::new());
        let (mut listings, mut links) = (Vec::new(), Vec::new());
        for (_, message) in batch.open() {
            match message.purpose {
                Purpose::Invitation { invitation }
                | Purpose::EventCancelled { invitation }
                | Purpose::InvitationLink { invitation } => invitations.push(invitation),
                Purpose::Freshness => prompts.push(message.id),
                Purpose::FormLink { listing } => listings.push(listing),
                Purpose::SignIn { link } => links.push(link),
                Purpose::Letter { .. }
                | Purpose::AnswerNoted { .. }
                | Purpose::SeatFreed { .. }
                | Purpose::EventMoved { .. }
                | Purpose::Reminder { .. }
                | Purpose::ListingReminder { .. }
                | Purpose::Named { .. }
                | Purpose::MyLinks
                | Purpose::Doubts { .. }
                | Purpose::Farewell
                | Purpose::Grouped
                | Purpose::Outcome
                | Purpose::Trial { .. } => {}
            }
        }
        Ok(Self {
            invitations: by_id(tx.journal().invitations(&invitations).await?),
            prompts: by_id(tx.journal().prompts(&prompts).await?),
            listings: by_id(tx.journal().listings(&listings).await?),
            links: by_id(tx.journal().links(&links).await?),
        })
    }

    fn stop(&self, message: &Message) -> Option<StopReason> {
        let asks = |standing: Option<&bool>| match standing {
            None => Some(StopReason::Gone),
            Some(false) => Some(StopReason::Answered),
            Some(true) => None,
        };
        let gone_unless = |is_there: bool| (!is_there).then_some(StopReason::Gone);
        match message.purpose {
            Purpose::Invitation { invitation } => asks(self.invitations.get(&invitation)),
            Purpose::Freshness => asks(self.prompts.get(&message.id)),
            Purpose::EventCancelled { invitation } | Purpose::InvitationLink { invitation } => {
                gone_unless(self.invitations.contains_key(&invitation))
            }
            Purpose::FormLink { listing } => gone_unless(self.listings.contains_key(&listing)),
            Purpose::SignIn { link } => gone_unless(self.links.get(&link) == Some(&true)),
            // A letter cannot go away; what the house says to one person is read when it is written; the others were
            // asked about one by one.
            Purpose::Letter { .. }
            | Purpose::Named { .. }
            | Purpose::MyLinks
            | Purpose::Doubts { .. }
            | Purpose::Farewell
            | Purpose::AnswerNoted { .. }
            | Purpose::SeatFreed { .. }
            | Purpose::EventMoved { .. }
            | Purpose::Reminder { .. }
            | Purpose::ListingReminder { .. }
            | Purpose::Grouped
            | Purpose::Outcome
            | Purpose::Trial { .. } => None,
        }
    }
}

/// Why somebody named for a listing is not told so any more: they no longer are, or the place is closed.
async fn named_stop(
    tx: &mut Tx,
    person: PersonId,
    listing: ListingId,
) -> Result<Option<StopReason>, StorageError> {
    let named = tx.nominations().of_person(person).await?;
    let stands = named.iter().any(|one| one.listing_id == listing);
    let is_open = |listing: portrea_domain::listing::Listing| !listing.is_closed();
    let is_open = tx.listings().get(listing).await?.is_some_and(is_open);
    Ok((!stands || !is_open).then_some(StopReason::Gone))
}

/// Why nobody is invited any more to the meeting of an invitation: it was called off, or it has begun.
async fn meeting_stop(
    tx: &mut Tx,
    app: &App,
    invitation: InvitationId,
) -> Result<Option<StopReason>, ActionError> {
    let row = tx.invitations().require(invitation).await?;
    let event = tx.events().require(row.invitation.event_id).await?;
    Ok(if event.is_cancelled() {
        Some(StopReason::Gone)
    } else if event.starts_at <= app.now() {
        Some(StopReason::TooLate)
    } else {
        None
    })
}

pub(crate) fn by_id<Id: Eq + std::hash::Hash>(standings: Vec<Standing<Id>>) -> HashMap<Id, bool> {
    standings
        .into_iter()
        .map(|standing| (standing.id, standing.open))
        .collect()
}
