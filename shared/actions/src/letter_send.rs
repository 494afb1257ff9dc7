//! Sending a letter worded by a person to many.

use portrea_domain::letter::{Fields, WordedLetter};
use portrea_domain::message::{Channel, Message, MessageState, Purpose, Stream};
use portrea_domain::{CampaignId, LetterId, MessageId, PersonId, PortraitId, Timestamp};

use crate::app::{App, mint};
use crate::error::ActionError;

/// A letter to send. Whoever calls has checked its wording.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// The portrait whose territory speaks.
    pub portrait: PortraitId,
    /// What readers may object to.
    pub stream: Stream,
    /// What the sender sees it under.
    pub label: String,
    /// Its subject, with fields.
    pub subject: String,
    /// Its text, with fields.
    pub body: String,
    /// Its HTML, with fields; made from the text when there is none.
    pub html: Option<String>,
    /// The fields it uses beside those of every letter.
    pub extras: Vec<String>,
    /// Not before.
    pub due_at: Timestamp,
    /// Not after.
    pub not_after: Timestamp,
}

/// How many messages are written at a time.
const PIECE: usize = 1_000;

/// Queues a letter for each of these people, with what it says to each alone. Gives its campaign.
pub async fn send_letter(
    app: &App,
    new: NewLetter,
    readers: impl IntoIterator<Item = (PersonId, Fields)>,
) -> Result<CampaignId, ActionError> {
    let now = app.now();
    let campaign = mint!(app, CampaignId);
    let letter = WordedLetter {
        id: mint!(app, LetterId),
        campaign_id: campaign,
        portrait_id: new.portrait,
        stream: new.stream,
        subject: new.subject,
        body: new.body,
        html: new.html,
        extras: new.extras,
    };
    let mut tx = app.storage.begin().await?;
    tx.portraits().lock(new.portrait).await?;
    tx.campaigns()
        .insert(campaign, new.portrait, "letter", &new.label, now)
        .await?;
    tx.letters().insert(&letter, now).await?;
    let mut readers = readers.into_iter().peekable();
    let mut count = 0;
    // In pieces: a list can be long, and nobody needs it whole.
    while readers.peek().is_some() {
        let (mut messages, mut fields) = (Vec::new(), Vec::new());
        for (person_id, own) in readers.by_ref().take(PIECE) {
            let message = Message {
                id: mint!(app, MessageId),
                person_id,
                channel: Channel::Mail,
                purpose: Purpose::Letter {
                    letter: letter.id,
                    stream: letter.stream,
                },
                due_at: new.due_at,
                not_after: new.not_after,
                attempts: 0,
                campaign_id: Some(campaign),
                state: MessageState::Queued,
                reason: String::new(),
            };
            if !own.is_empty() {
                fields.push((message.id, own));
            }
            let key = format!("letter:{}:{person_id}", letter.id);
            messages.push((message, key));
        }
        count += messages.len();
        tx.journal()
            .queue_new(campaign, messages.into_iter(), now)
            .await?;
        tx.letters().keep_fields(fields.into_iter()).await?;
    }
    tx.commit().await?;
    tracing::info!(campaign.id = %campaign, count, "letter.queued");
    Ok(campaign)
}
