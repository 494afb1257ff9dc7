//! Writing the questions about listings: those of the message that nobody answered meanwhile.

use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::Listing;
use portrea_domain::message::{PromptStep, StopReason};
use portrea_domain::questionnaire::SectionKey;
use portrea_render::{Freshness, FreshnessQuestion, facts_of};
use portrea_storage::StorageError;

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

impl Writer<'_> {
    pub(crate) async fn freshness(&mut self) -> Result<Written, LetterError> {
        let prompts = self.tx.prompts().of_message(self.message.id).await?;
        let mut asked = Vec::with_capacity(prompts.len());
        for prompt in prompts.iter().filter(|prompt| prompt.answered_at.is_none()) {
            if let Ok(PromptStep::Section(listing, section)) = prompt.step.parse()
                && let Some(listing) = self.tx.listings().get(listing).await?
                && !listing.is_closed()
            {
                asked.push((listing, section));
            }
        }
        let (first, _) = asked.first().ok_or(LetterError::Stop(StopReason::Gone))?;
        let territory = TerritoryView::of_listing(self.tx, first).await?;
        let mut questions = Vec::with_capacity(asked.len());
        for (listing, section) in &asked {
            questions.push(self.question(listing, *section, &territory).await?);
        }
        let source = self.source(&territory).await?;
        let mail = Freshness {
            head: self.unasked_letterhead(&territory, source).await?,
            questions,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    async fn question(
        &mut self,
        listing: &Listing,
        section: SectionKey,
        territory: &TerritoryView,
    ) -> Result<FreshnessQuestion, StorageError> {
        let commune = match listing.commune() {
            Some(code) => self.tx.geography().commune(&code).await?,
            None => None,
        };
        Ok(FreshnessQuestion {
            place: listing.name().to_owned(),
            section,
            facts: facts_of(
                listing,
                section,
                commune.as_ref().map(|commune| commune.name.as_str()),
            ),
            verified_at: listing.verified(section).map(|verified| verified.at),
            origin: listing.origin.clone(),
            link: self.link(LinkPurpose::Form(listing.id)).await?,
            now: self.app.now(),
            zone: territory.zone,
        })
    }
}
