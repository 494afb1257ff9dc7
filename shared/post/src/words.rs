//! A référent’s own words, filled in for one reader.

use portrea_domain::PortraitId;
use portrea_render::{Wording, WordingError, Words};
use portrea_storage::StorageError;

use crate::letter::{LetterError, Writer};

/// The fields a référent may use in their own words.
pub const FIELDS: [&str; 4] = ["prenom", "nom", "structure", "commune"];

/// Reads the words of a send: the wordings of its subject and its text, or what is wrong with them in French.
pub fn check_words(subject: &str, body: &str) -> Result<(Wording, Wording), WordingError> {
    Ok((
        Wording::parse(subject, &FIELDS)?,
        Wording::parse(body, &FIELDS)?,
    ))
}

impl Writer<'_> {
    /// The words of the send this message belongs to, filled in for the reader; none when the house speaks.
    pub(crate) async fn words(
        &mut self,
        portrait: PortraitId,
    ) -> Result<Option<Words>, LetterError> {
        let Some(campaign) = self.message.campaign_id else {
            return Ok(None);
        };
        let Some(wording) = self
            .tx
            .mailings()
            .get(campaign)
            .await?
            .and_then(|mailing| mailing.wording)
        else {
            return Ok(None);
        };
        let (subject, body) = check_words(&wording.subject, &wording.body)?;
        let values = self.values(portrait).await?;
        let value_of = |field: &str| {
            FIELDS
                .iter()
                .position(|name| *name == field)
                .and_then(|place| values.get(place))
                .map(String::as_str)
        };
        Ok(Some(Words::fill(&subject, &body, value_of)))
    }

    /// The values of the fields, in their order.
    async fn values(&mut self, portrait: PortraitId) -> Result<[String; 4], StorageError> {
        let name = self.tx.people().name_parts(self.person.id).await?;
        let contacts = self.tx.contacts().of_person(self.person.id).await?;
        let contact = contacts
            .into_iter()
            .map(|row| row.contact)
            .find(|contact| contact.portrait_id == portrait);
        let commune = match contact.as_ref().and_then(|contact| contact.main_commune()) {
            Some(code) => self.tx.geography().commune(code).await?,
            None => None,
        };
        Ok([
            name.given,
            name.family,
            contact
                .map(|contact| contact.organisation)
                .unwrap_or_default(),
            commune.map(|commune| commune.name).unwrap_or_default(),
        ])
    }
}
