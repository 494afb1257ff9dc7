//! Writing a mail from what is true at this very moment, within the transaction that commits its sending.

mod answer;
mod freshness;
mod invitation;
mod territory;

use portrea_actions::{App, give_link_in, link_url};
use portrea_domain::LinkId;
use portrea_domain::ListingId;
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::{Message, Purpose, StopReason, Stream};
use portrea_domain::person::Person;
use portrea_render::{FormLink, Letterhead, Mail, Referent, RenderError, SignIn};
use portrea_storage::{StorageError, Tx};

use crate::envelope::{Envelope, EnvelopeError};
use crate::transport::Outgoing;
use territory::TerritoryView;

/// Why a mail was not written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    /// What it is about is gone or was answered: it stops there.
    #[error("stopped")]
    Stop(StopReason),
    /// It cannot be written, now or ever.
    #[error("render: {0}")]
    Render(#[from] RenderError),
    /// It cannot be put into bytes, now or ever.
    #[error("envelope: {0}")]
    Envelope(#[from] EnvelopeError),
    /// What it is about cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What every mail is written from.
pub(crate) struct Desk<'m> {
    pub(crate) tx: &'m mut Tx,
    pub(crate) app: &'m App,
    pub(crate) message: &'m Message,
    pub(crate) person: &'m Person,
}

/// A mail and the territory it speaks for.
struct Written {
    mail: Mail,
    territory: TerritoryView,
}

/// Writes the mail of a message to the person it is for.
pub(crate) async fn compose(mut desk: Desk<'_>) -> Result<Outgoing, ComposeError> {
    let written = match desk.message.purpose {
        Purpose::Invitation { invitation } => desk.invitation(invitation).await?,
        Purpose::AnswerNoted { invitation } => desk.answer_noted(invitation).await?,
        Purpose::Freshness => desk.freshness().await?,
        Purpose::FormLink { listing } => desk.form_link(listing).await?,
        Purpose::SignIn { link } => desk.sign_in(link).await?,
    };
    let one_click = match desk.message.purpose.stream() {
        Stream::Service => None,
        stream => Some(format!(
            "{}?flux={}",
            desk.preferences_url().await?,
            stream.as_str()
        )),
    };
    let envelope = Envelope {
        message: desk.message,
        to: desk.person,
        territory: written.territory.name.as_deref(),
        reply_to: written.territory.referent.as_ref(),
        one_click: one_click.as_deref(),
    };
    Ok(envelope.seal(desk.app, written.mail)?)
}

impl Desk<'_> {
    async fn form_link(&mut self, listing: ListingId) -> Result<Written, ComposeError> {
        let listing = self.tx.listings().require(listing).await?;
        let territory = TerritoryView::of_listing(self.tx, &listing).await?;
        let mail = FormLink {
            head: self.letterhead(&territory),
            place: listing.name().to_owned(),
            link: self.link(LinkPurpose::Form(listing.id)).await?,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    async fn sign_in(&mut self, link: LinkId) -> Result<Written, ComposeError> {
        let link = self
            .tx
            .links()
            .get(link)
            .await?
            .ok_or(ComposeError::Stop(StopReason::Gone))?;
        // The reader is a référent: no other one answers for this mail.
        let territory = TerritoryView {
            referent: None,
            ..TerritoryView::of_grants(self.tx, self.person.id).await?
        };
        let mail = SignIn {
            head: self.letterhead(&territory),
            link: link_url(self.app, &link),
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    /// The link of the reader for a purpose.
    async fn link(&mut self, purpose: LinkPurpose) -> Result<String, StorageError> {
        let link = give_link_in(self.tx, self.app, self.person.id, purpose).await?;
        Ok(link_url(self.app, &link))
    }

    async fn preferences_url(&mut self) -> Result<String, StorageError> {
        self.link(LinkPurpose::Preferences).await
    }

    /// What stands around a mail that the reader asked for.
    fn letterhead(&self, territory: &TerritoryView) -> Letterhead {
        let referent = territory.referent.as_ref().and_then(|referent| {
            Some(Referent {
                name: referent.name.clone(),
                email: referent.email.clone()?,
            })
        });
        Letterhead {
            demo: self.app.house.demo,
            house_url: self.app.house.public_url.clone(),
            territory: territory.name.clone(),
            referent,
            reader: self.person.name.clone(),
            preferences_url: None,
            source: None,
        }
    }

    /// What stands around a mail that the reader did not ask for: where their address comes from, how to stop.
    async fn unasked_letterhead(
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
    async fn source(&mut self, territory: &TerritoryView) -> Result<String, StorageError> {
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
