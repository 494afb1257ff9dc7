//! Writing several requests in one mail: those that must still be made when it leaves.

use portrea_actions::{audience_of, check_prompt};
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::{Prompt, PromptStep, StopReason};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::sequence::Audience;
use portrea_domain::{CampaignId, EventId, ListingId};
use portrea_render::{Grouped, Part, facts_of, french, question_about};
use portrea_storage::StorageError;

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

impl Writer<'_> {
    /// Writes what a message that carries several requests still asks. When one is left, it is written as if it had
    /// always been alone.
    pub(crate) async fn grouped(&mut self) -> Result<Written, LetterError> {
        let mut live = Vec::new();
        for prompt in self.tx.prompts().of_message(self.message.id).await? {
            if check_prompt(self.tx, self.app, &prompt).await?.is_none()
                && let Ok(step) = prompt.step.parse::<PromptStep>()
            {
                live.push((prompt, step));
            }
        }
        match live.as_slice() {
            [] => Err(LetterError::Stop(StopReason::Answered)),
            [(_, only)] => self.alone(only.clone()).await,
            _ => self.together(live).await,
        }
    }

    async fn alone(&mut self, step: PromptStep) -> Result<Written, LetterError> {
        match step {
            PromptStep::Invitation(event) => {
                let event = self.tx.events().require(event).await?;
                let row = self.invitation_of(&event, self.person.id).await?;
                self.invitation_to(event, Some(row)).await
            }
            PromptStep::Reminder { event, key } => {
                let event = self.tx.events().require(event).await?;
                let audience = audience_of(self.tx, &event, &key).await?;
                let row = self.invitation_of(&event, self.person.id).await?;
                self.reminder_to(row, audience).await
            }
            PromptStep::Section(..) => self.freshness().await,
            PromptStep::Describe { listing, .. } => self.listing_reminder(listing).await,
        }
    }

    async fn together(&mut self, live: Vec<(Prompt, PromptStep)>) -> Result<Written, LetterError> {
        let territory = self
            .territory_of(live.first().map(|(prompt, _)| prompt))
            .await?;
        let mut parts = Vec::with_capacity(live.len());
        for (_, step) in live {
            parts.push(match step {
                PromptStep::Invitation(event) => {
                    self.meeting_part(event, Audience::NotAnswered).await?
                }
                PromptStep::Reminder { event, key } => {
                    let meeting = self.tx.events().require(event).await?;
                    let audience = audience_of(self.tx, &meeting, &key).await?;
                    self.meeting_part(event, audience).await?
                }
                PromptStep::Section(listing, section) => {
                    self.listing_part(listing, Some(section)).await?
                }
                PromptStep::Describe { listing, .. } => self.listing_part(listing, None).await?,
            });
        }
        let source = self.source(&territory).await?;
        let mail = Grouped {
            head: self.unasked_letterhead(&territory, source).await?,
            parts,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    async fn meeting_part(
        &mut self,
        event: EventId,
        audience: Audience,
    ) -> Result<Part, LetterError> {
        let event = self.tx.events().require(event).await?;
        let portrait = self.tx.portraits().require(event.portrait_id).await?;
        let row = self.invitation_of(&event, self.person.id).await?;
        let when = french::span(event.starts_at, event.ends_at, portrait.zone);
        let lines = if audience.is_before() {
            vec![when, event.place.clone()]
        } else {
            vec![when]
        };
        Ok(Part {
            lines,
            button: match audience {
                Audience::NotAnswered | Audience::Maybe => "Répondre à l’invitation",
                _ => "Voir ma page",
            },
            link: self
                .link(LinkPurpose::Invitation(row.invitation.id))
                .await?,
            title: event.title,
        })
    }

    async fn listing_part(
        &mut self,
        listing: ListingId,
        section: Option<SectionKey>,
    ) -> Result<Part, LetterError> {
        let gone = LetterError::Stop(StopReason::Gone);
        let listing = self.tx.listings().get(listing).await?.ok_or(gone)?;
        let commune = match listing.commune() {
            Some(code) => self.tx.geography().commune(&code).await?,
            None => None,
        };
        let link = self.link(LinkPurpose::Form(listing.id)).await?;
        let Some(section) = section else {
            return Ok(Part {
                title: format!("Que propose «\u{a0}{}\u{a0}»\u{a0}?", listing.name()),
                lines: vec!["La fiche ne le dit pas encore. Deux minutes suffisent.".to_owned()],
                button: "Compléter la fiche",
                link,
            });
        };
        let name = commune.as_ref().map(|commune| commune.name.as_str());
        let lines = facts_of(&listing, section, name)
            .into_iter()
            .map(|fact| format!("{}\u{a0}: {}", fact.label, fact.value))
            .collect();
        Ok(Part {
            title: question_about(section, listing.name()),
            lines,
            button: "Confirmer ou corriger",
            link,
        })
    }

    async fn territory_of(
        &mut self,
        prompt: Option<&Prompt>,
    ) -> Result<TerritoryView, StorageError> {
        let campaign: Option<CampaignId> = prompt.map(|prompt| prompt.campaign_id);
        let portrait = match campaign {
            Some(campaign) => self.tx.campaigns().portrait_of(campaign).await?,
            None => None,
        };
        match portrait {
            Some(id) => {
                let portrait = self.tx.portraits().require(id).await?;
                TerritoryView::of_portrait(self.tx, &portrait).await
            }
            None => Ok(TerritoryView::nowhere()),
        }
    }
}
