//! Reading a mail before it leaves: what one reader of a send would get, with links that open nothing.

use portrea_actions::App;
use portrea_domain::mailing::{Mailing, MailingKind};
use portrea_domain::message::{Channel, Message, MessageState, Purpose};
use portrea_domain::person::Person;
use portrea_domain::sequence::Audience;
use portrea_domain::{CampaignId, MessageId, PersonId};
use portrea_storage::Tx;

use crate::letter::{Letter, LetterError, Links, Writer, Written, sealed};

/// The mail a person would get from a send, as it stands now. Nothing is written.
pub async fn preview_letter(
    tx: &mut Tx,
    app: &App,
    mailing: CampaignId,
    reader: PersonId,
) -> Result<Letter, LetterError> {
    let mailing = tx.mailings().require(mailing).await?;
    let person = tx.people().require(reader).await?;
    let message = stand_in(app, &mailing, &person);
    let mut writer = Writer {
        tx,
        app,
        message: &message,
        person: &person,
        links: Links::Masked,
    };
    let written = writer.mailing(&mailing).await?;
    sealed(&mut writer, written).await
}

/// A message as the send would queue it; it is never kept.
fn stand_in(app: &App, mailing: &Mailing, person: &Person) -> Message {
    Message {
        id: MessageId::mint(app.now(), &*app.entropy),
        person_id: person.id,
        channel: Channel::Mail,
        purpose: Purpose::Trial {
            mailing: mailing.id,
            reader: person.id,
        },
        due_at: app.now(),
        not_after: app.now(),
        attempts: 0,
        campaign_id: Some(mailing.id),
        state: MessageState::Queued,
        reason: String::new(),
    }
}

impl Writer<'_> {
    /// The mail of a send for the reader, who may not be invited yet.
    pub(crate) async fn mailing(&mut self, mailing: &Mailing) -> Result<Written, LetterError> {
        let event = self.tx.events().require(mailing.event_id).await?;
        match mailing.kind {
            MailingKind::Invitation => self.invitation_to(event, None).await,
            MailingKind::Reminder => {
                let row = self.invitation_of(&event, self.person.id).await?;
                self.reminder_to(row, Audience::NotAnswered).await
            }
        }
    }

    /// What another person would read, for whoever prepares the send: marked as a trial.
    pub(crate) async fn trial(
        &mut self,
        mailing: CampaignId,
        reader: PersonId,
    ) -> Result<Written, LetterError> {
        let mailing = self.tx.mailings().require(mailing).await?;
        let reader = self.tx.people().require(reader).await?;
        let message = stand_in(self.app, &mailing, &reader);
        let mut writer = Writer {
            tx: self.tx,
            app: self.app,
            message: &message,
            person: &reader,
            links: Links::Masked,
        };
        let mut written = writer.mailing(&mailing).await?;
        written.mail.subject = format!("[Essai] {}", written.mail.subject);
        Ok(written)
    }
}
