//! Writing one mail from what is true at this very moment.

use portrea_actions::{ActionError, App, House, give_link_in, link_url, masked_url};
use portrea_domain::LinkId;
use portrea_domain::ListingId;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::{Message, Purpose, StopReason, Stream};
use portrea_domain::person::Person;
use portrea_render::{FormLink, Letterhead, Mail, Referent, RenderError, SignIn, WordingError};
use portrea_storage::{StorageError, Tx};

use crate::draft::{draft_worded, one_click};
use crate::territory::TerritoryView;

/// Why a mail was not written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// What it is about is gone or was answered: it stops there.
    #[error("stopped")]
    Stop(StopReason),
    /// It cannot be written, now or ever.
    #[error("render: {0}")]
    Render(#[from] RenderError),
    /// The words somebody wrote for it cannot be read.
    #[error("words: {0}")]
    Words(#[from] WordingError),
    /// A rule could not be asked.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// What it is about cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Whether the secret links of the reader are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// They open: the mail is for its reader. Links that do not exist yet are made in the transaction.
    Real,
    /// They are masked: somebody else reads over the shoulder. Nothing is written.
    Masked,
}

/// What every mail is written from.
#[derive(Debug)]
pub struct Writer<'m> {
    /// Where the facts are.
    pub tx: &'m mut Tx,
    /// The house.
    pub app: &'m App,
    /// What must be told.
    pub message: &'m Message,
    /// To whom.
    pub person: &'m Person,
    /// Whether links open.
    pub links: Links,
}

/// A written mail, and what its envelope needs.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Subject, text, HTML, files.
    pub mail: Mail,
    /// Name of the territory that speaks.
    pub territory: Option<String>,
    /// Who reads the answers.
    pub reply_to: Option<Person>,
    /// Where one click stops the stream of this mail; none for mails that were asked for.
    pub one_click: Option<String>,
}

/// A mail and the territory it speaks for.
pub(crate) struct Written {
    pub(crate) mail: Mail,
    pub(crate) territory: TerritoryView,
}

/// Writes the mail of a message to the person it is for.
pub async fn write_letter(mut writer: Writer<'_>) -> Result<Letter, LetterError> {
    let written = match writer.message.purpose {
        Purpose::Invitation { invitation } => writer.invitation(invitation).await?,
        Purpose::Reminder {
            invitation,
            audience,
        } => writer.reminder(invitation, audience).await?,
        Purpose::ListingReminder { listing } => writer.listing_reminder(listing).await?,
        Purpose::Grouped => writer.grouped().await?,
        Purpose::Trial { mailing, reader } => writer.trial(mailing, reader).await?,
        Purpose::AnswerNoted { invitation, .. } => writer.answer_noted(invitation).await?,
        Purpose::SeatFreed { invitation, .. } => writer.seat_freed(invitation).await?,
        Purpose::EventMoved { invitation, .. } => writer.event_moved(invitation).await?,
        Purpose::EventCancelled { invitation } => writer.event_cancelled(invitation).await?,
        Purpose::InvitationLink { invitation } => writer.invitation_link(invitation).await?,
        Purpose::Freshness => writer.freshness().await?,
        Purpose::FormLink { listing } => writer.form_link(listing).await?,
        Purpose::MyLinks => writer.my_links().await?,
        Purpose::Named { listing } => writer.named(listing).await?,
        Purpose::Doubts { portrait } => writer.doubts(portrait).await?,
        Purpose::Farewell => writer.farewell().await?,
        Purpose::Outcome => writer.outcome().await?,
        Purpose::SignIn { link } => writer.sign_in(link).await?,
        Purpose::Letter { .. } => return writer.worded().await,
    };
    sealed(&mut writer, written).await
}

/// Adds to a written mail what its envelope needs.
pub(crate) async fn sealed(
    writer: &mut Writer<'_>,
    written: Written,
) -> Result<Letter, LetterError> {
    let one_click = match writer.message.purpose.stream() {
        Stream::Service => None,
        stream => Some(one_click(&writer.preferences_url().await?, stream)),
    };
    Ok(Letter {
        mail: written.mail,
        territory: written.territory.name,
        reply_to: written.territory.referent,
        one_click,
    })
}

impl Writer<'_> {
    async fn worded(self) -> Result<Letter, LetterError> {
        let mails = [(self.message, self.person)];
        let mut drafts = draft_worded(self.tx, self.app, &mails, self.links).await?;
        let draft = drafts.pop().ok_or(StorageError::Missing("letter"))?;
        draft?.write()
    }

    async fn form_link(&mut self, listing: ListingId) -> Result<Written, LetterError> {
        let listing = self.tx.listings().require(listing).await?;
        let territory = TerritoryView::of_listing(self.tx, &listing).await?;
        let mail = FormLink {
            head: self.letterhead(&territory),
            place: listing.name().to_owned(),
            proposed: !listing.is_public(),
            link: self.link(LinkPurpose::Form(listing.id)).await?,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    async fn sign_in(&mut self, link: LinkId) -> Result<Written, LetterError> {
        let link = self
            .tx
            .links()
            .get(link)
            .await?
            .ok_or(LetterError::Stop(StopReason::Gone))?;
        // The reader is a référent: no other one answers for this mail.
        let territory = TerritoryView {
            referent: None,
            ..TerritoryView::of_grants(self.tx, self.person.id).await?
        };
        let mail = SignIn {
            head: self.letterhead(&territory),
            link: match self.links {
                Links::Real => link_url(self.app, &link),
                Links::Masked => masked_url(self.app, link.purpose),
            },
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    /// The link of the reader for a purpose.
    pub(crate) async fn link(&mut self, purpose: LinkPurpose) -> Result<String, StorageError> {
        if self.links == Links::Masked {
            return Ok(masked_url(self.app, purpose));
        }
        let link = give_link_in(self.tx, self.app, self.person.id, purpose).await?;
        Ok(link_url(self.app, &link))
    }

    async fn preferences_url(&mut self) -> Result<String, StorageError> {
        self.link(LinkPurpose::Preferences).await
    }

    /// What stands around a mail that the reader asked for.
    pub(crate) fn letterhead(&self, territory: &TerritoryView) -> Letterhead {
        letterhead_of(&self.app.house, territory, &self.person.name)
    }

    /// What stands around a mail that the reader did not ask for: where their address comes from, how to stop.
    pub(crate) async fn unasked_letterhead(
        &mut self,
        territory: &TerritoryView,
        source: String,
    ) -> Result<Letterhead, StorageError> {
        Ok(Letterhead {
            preferences_url: Some(self.preferences_url().await?),
            source: Some(source),
            ..self.letterhead(territory)
        })
    }

    /// Where the address of the reader was found, as the portrait of the territory knows it.
    pub(crate) async fn source(
        &mut self,
        territory: &TerritoryView,
    ) -> Result<String, StorageError> {
        let contacts = self.tx.contacts().of_person(self.person.id).await?;
        let source = contacts
            .into_iter()
            .find(|row| Some(row.contact.portrait_id) == territory.portrait)
            .map(|row| row.contact.source.trim().trim_end_matches('.').to_owned())
            .unwrap_or_default();
        Ok(if source.is_empty() {
            "le référent du territoire".to_owned()
        } else {
            source
        })
    }
}

/// What stands around every mail.
pub(crate) fn letterhead_of(house: &House, territory: &TerritoryView, reader: &str) -> Letterhead {
    let referent = territory.referent.as_ref().and_then(|referent| {
        Some(Referent {
            name: referent.name.clone(),
            email: referent.email.clone()?,
        })
    });
    Letterhead {
        demo: house.demo,
        house_url: house.public_url.clone(),
        territory: territory.name.clone(),
        referent,
        reader: reader.to_owned(),
        preferences_url: None,
        source: None,
    }
}
