//! Letters for those a mail does not reach: the list is frozen and counted first, and printed only if it is still that
//! list. A printed letter is a message that left: it shows beside the mails and counts as a solicitation.

use std::collections::{BTreeMap, BTreeSet};

use portrea_domain::contact::ContactChannel;
use portrea_domain::event::Event;
use portrea_domain::freshness::GAP_DAYS;
use portrea_domain::invitation::Invitation;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::{Channel, Message, MessageState, Prompt, Purpose, Stream};
use portrea_domain::person::Reach;
use portrea_domain::portrait::Portrait;
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::{
    CampaignId, EventId, InvitationId, LetterBatchId, ListingId, MessageId, PersonId, PortraitId,
    PromptId, Timestamp,
};
use portrea_storage::{ContactRow, PaperBatch, PaperLetterRow, StorageError, Tx};

use crate::app::{App, mint};
use crate::code_give::give_code_in;
use crate::error::ActionError;
use crate::freshness_run::step_of;
use crate::link_give::give_link_in;
use crate::mailing_decide::invitation_step;
use crate::token::hash_token;

/// How long the code of a letter about a listing works.
const CODE_DAYS: i64 = 180;
/// Longest words of a référent.
const WORDS: usize = 1_200;

/// What letters are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterSubject {
    /// Come to this meeting.
    Meeting(EventId),
    /// Is what we know of your place still true?
    Listings,
}

/// A frozen list of letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterList {
    /// Who would get a letter, by organisation.
    pub recipients: Vec<LetterTo>,
    /// Whoever has no postal address either: they are called.
    pub without_address: Vec<ContactRow>,
    /// The fingerprint of the list: printing needs it.
    pub fingerprint: String,
}

/// Somebody to write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterTo {
    /// Who.
    pub row: ContactRow,
    /// Where a letter reaches them.
    pub reach: Reach,
    /// What they are asked.
    pub asked: Asked,
}

/// What a letter asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whether they come.
    ToCome,
    /// Whether a listing is still right, this section first.
    ToCheck(ListingId, SectionKey),
}

/// Makes the list of who would get a letter, changing nothing.
pub async fn prepare_letters(
    app: &App,
    portrait: PortraitId,
    subject: LetterSubject,
) -> Result<LetterList, ActionError> {
    let mut tx = app.storage.read().await?;
    let portrait = tx.portraits().require(portrait).await?;
    Ok(prepare(&mut tx, app.now(), &portrait, subject).await?)
}

/// Prints the letters of a frozen list: notes that each was written, gives each person a code and a link. Refused if the
/// list is no longer the one whose fingerprint is given.
pub async fn print_letters(
    app: &App,
    portrait: PortraitId,
    subject: LetterSubject,
    (fingerprint, words): (&str, &str),
    by: PersonId,
) -> Result<LetterBatchId, ActionError> {
    let now = app.now();
    if words.chars().count() > WORDS {
        return Err(ActionError::refused(format!(
            "Votre texte est trop long : {WORDS} caractères au plus. Rien n’est imprimé."
        )));
    }
    let mut tx = app.storage.begin().await?;
    tx.portraits().lock(portrait).await?;
    let portrait = tx.portraits().require(portrait).await?;
    let list = prepare(&mut tx, now, &portrait, subject).await?;
    if list.fingerprint != fingerprint || list.recipients.is_empty() {
        return Err(ActionError::refused(
            "La liste a changé depuis que vous l’avez relue. Rien n’est imprimé : relisez-la et recommencez.",
        ));
    }
    let batch = PaperBatch {
        id: mint!(app, LetterBatchId),
        portrait_id: portrait.id,
        words: words.trim().to_owned(),
        printed_by: by,
        printed_at: now,
    };
    tx.paper_letters().insert_batch(&batch).await?;
    let wave = Wave::open(&mut tx, app, &portrait, subject, batch.id).await?;
    for recipient in &list.recipients {
        wave.write(&mut tx, app, recipient).await?;
    }
    tx.commit().await?;
    tracing::info!(portrait.id = %portrait.id, batch.id = %batch.id, count = list.recipients.len(), "letters.printed");
    Ok(batch.id)
}

/// Letters decided together.
struct Wave {
    batch: LetterBatchId,
    campaign: CampaignId,
    /// The meeting they invite to.
    event: Option<Event>,
}

impl Wave {
    async fn open(
        tx: &mut Tx,
        app: &App,
        portrait: &Portrait,
        subject: LetterSubject,
        batch: LetterBatchId,
    ) -> Result<Self, StorageError> {
        let event = match subject {
            LetterSubject::Meeting(event) => Some(tx.events().require(event).await?),
            LetterSubject::Listings => None,
        };
        let campaign = mint!(app, CampaignId);
        let (kind, label) = match &event {
            Some(event) => (invitation_step(event.id), event.title.clone()),
            None => ("letter".to_owned(), "Courriers".to_owned()),
        };
        tx.campaigns()
            .insert(campaign, portrait.id, &kind, &label, app.now())
            .await?;
        Ok(Self {
            batch,
            campaign,
            event,
        })
    }

    async fn write(&self, tx: &mut Tx, app: &App, to: &LetterTo) -> Result<(), ActionError> {
        let (now, person) = (app.now(), to.row.person.id);
        let (link_purpose, purpose, step, until) = self.asks(tx, app, to).await?;
        let link = give_link_in(tx, app, person, link_purpose).await?;
        let code = give_code_in(tx, app, person, link_purpose, until).await?;
        let message = Message {
            id: mint!(app, MessageId),
            person_id: person,
            channel: Channel::Letter,
            purpose,
            due_at: now,
            not_after: until,
            attempts: 0,
            campaign_id: Some(self.campaign),
            state: MessageState::Queued,
            reason: String::new(),
        };
        let key = format!("letter:{}:{person}", self.batch);
        tx.outbox().queue(&message, &key, now).await?;
        // Printed is sent: no service waits for it, and whoever reads it has been told where their address comes from.
        tx.outbox()
            .settle(message.id, MessageState::Accepted, now, "imprimé", now)
            .await?;
        let prompt = Prompt {
            id: mint!(app, PromptId),
            campaign_id: self.campaign,
            person_id: person,
            step,
            round: 1,
            message_id: None,
            answered_at: None,
        };
        tx.prompts().insert(&prompt, now).await?;
        tx.prompts().attach(prompt.id, message.id).await?;
        let letter = PaperLetterRow {
            message_id: message.id,
            batch_id: self.batch,
            person_id: person,
            short_code_id: code.id,
            link_id: link.id,
        };
        tx.paper_letters().insert(&letter).await?;
        Ok(())
    }

    /// What one letter asks: what its code opens, what it is about, the step it is kept under, until when.
    async fn asks(
        &self,
        tx: &mut Tx,
        app: &App,
        to: &LetterTo,
    ) -> Result<(LinkPurpose, Purpose, String, Timestamp), ActionError> {
        let now = app.now();
        if let Some(event) = &self.event {
            let invitation = invited(tx, app, event.id, to.row.person.id).await?;
            return Ok((
                LinkPurpose::Invitation(invitation),
                Purpose::Invitation { invitation },
                invitation_step(event.id),
                event.ends_at,
            ));
        }
        let Asked::ToCheck(listing, section) = to.asked else {
            return Err(ActionError::Missing("listing"));
        };
        Ok((
            LinkPurpose::Form(listing),
            Purpose::Freshness,
            step_of(listing, section),
            now.plus_days(CODE_DAYS),
        ))
    }
}

/// The invitation of a person, made when there is none: the letter is what invites them.
async fn invited(
    tx: &mut Tx,
    app: &App,
    event: EventId,
    person: PersonId,
) -> Result<InvitationId, ActionError> {
    let invitation = Invitation {
        id: mint!(app, InvitationId),
        event_id: event,
        person_id: person,
        delegated_from: None,
        answer: None,
        seat: None,
        version: 0,
    };
    if tx.invitations().insert(&invitation, app.now()).await? {
        return Ok(invitation.id);
    }
    let invited = tx.invitations().of_event(event).await?;
    let row = invited.iter().find(|row| row.person.id == person);
    row.map(|row| row.invitation.id)
        .ok_or(ActionError::Missing("invitation"))
}

async fn prepare(
    tx: &mut Tx,
    now: Timestamp,
    portrait: &Portrait,
    subject: LetterSubject,
) -> Result<LetterList, StorageError> {
    let stream = match subject {
        LetterSubject::Meeting(_) => Stream::Event,
        LetterSubject::Listings => Stream::Update,
    };
    let reaches = tx.contacts().reaches(portrait.id).await?;
    let bounced: BTreeSet<PersonId> = tx
        .contacts()
        .bounced(portrait.id)
        .await?
        .into_iter()
        .map(|(person, _)| person)
        .collect();
    let wanted = Wanted::of(tx, now, portrait, subject).await?;
    let (mut recipients, mut without_address) = (Vec::new(), Vec::new());
    for row in tx.contacts().of_portrait(portrait.id).await? {
        let by_mail = row.person.email.is_some() && !bounced.contains(&row.person.id);
        if by_mail && row.contact.channel != Some(ContactChannel::Letter) {
            continue;
        }
        let Some(asked) = wanted.of_contact(tx, now, &row).await? else {
            continue;
        };
        if tx
            .people()
            .oppositions(row.person.id)
            .await?
            .contains(&stream)
        {
            continue;
        }
        let reach = reaches.get(&row.person.id).cloned().unwrap_or_default();
        if reach.postal_address.trim().is_empty() {
            without_address.push(row);
        } else {
            recipients.push(LetterTo { row, reach, asked });
        }
    }
    let fingerprint = fingerprint(portrait, subject, &recipients);
    Ok(LetterList {
        recipients,
        without_address,
        fingerprint,
    })
}

fn fingerprint(portrait: &Portrait, subject: LetterSubject, recipients: &[LetterTo]) -> String {
    let listed: Vec<String> = recipients
        .iter()
        .map(|to| {
            format!(
                "{} {} {}",
                to.row.person.id, to.row.person.name, to.reach.postal_address
            )
        })
        .collect();
    hash_token(&format!(
        "{} {subject:?} {}",
        portrait.id,
        listed.join("\n")
    ))
}

/// Whom a subject concerns.
enum Wanted {
    /// Those who have not answered and were sent no letter; nobody once the meeting has begun.
    Meeting {
        over: bool,
        settled: BTreeSet<PersonId>,
    },
    /// Those whose listing is due, by listing: the section due longest.
    Listings(BTreeMap<ListingId, SectionKey>),
}

impl Wanted {
    async fn of(
        tx: &mut Tx,
        now: Timestamp,
        portrait: &Portrait,
        subject: LetterSubject,
    ) -> Result<Self, StorageError> {
        match subject {
            LetterSubject::Meeting(id) => {
                let event = tx.events().require(id).await?;
                let answered = tx.invitations().of_event(id).await?.into_iter();
                let mut settled: BTreeSet<PersonId> = answered
                    .filter(|row| row.invitation.answer.is_some())
                    .map(|row| row.person.id)
                    .collect();
                let written = tx
                    .outbox()
                    .of_kind(portrait.id, &invitation_step(id))
                    .await?;
                let letters = written
                    .iter()
                    .filter(|message| message.channel == Channel::Letter);
                settled.extend(letters.map(|message| message.person_id));
                let over = event.portrait_id != portrait.id || !event.is_open(now);
                Ok(Self::Meeting { over, settled })
            }
            LetterSubject::Listings => {
                let epci = portrait.epci.as_str();
                let closed = tx.listings().closed_in_epci(epci).await?;
                let mut due = tx.listings().due_in_epci(epci, now).await?;
                due.retain(|section| !closed.contains(&section.listing_id));
                due.sort_by_key(|section| section.due_at);
                let mut first = BTreeMap::new();
                for section in due {
                    first.entry(section.listing_id).or_insert(section.section);
                }
                Ok(Self::Listings(first))
            }
        }
    }

    /// What a contact would be asked; nothing when the subject does not concern them, or when they were asked lately.
    async fn of_contact(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        row: &ContactRow,
    ) -> Result<Option<Asked>, StorageError> {
        match self {
            Self::Meeting { over, settled } => {
                Ok((!over && !settled.contains(&row.person.id)).then_some(Asked::ToCome))
            }
            Self::Listings(due) => {
                let asked = row
                    .contact
                    .listing_id
                    .and_then(|listing| Some(Asked::ToCheck(listing, *due.get(&listing)?)));
                let last = tx.prompts().last_asked(row.person.id).await?;
                let lately = last.is_some_and(|at| at.plus_days(GAP_DAYS) > now);
                Ok(asked.filter(|_| !lately))
            }
        }
    }
}
