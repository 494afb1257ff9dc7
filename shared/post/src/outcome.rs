//! Writing what became of what a person said: the decisions that name the message.

use std::collections::BTreeMap;

use portrea_domain::ListingId;
use portrea_domain::document::Value;
use portrea_domain::link::LinkPurpose;
use portrea_domain::listing::ListingState;
use portrea_domain::message::StopReason;
use portrea_domain::suggestion::{Suggestion, SuggestionState};
use portrea_render::{
    Came, CommuneNames, Outcome, PlaceOutcome, RefusedAnswer, SuggestionOutcome, change_of,
};
use portrea_storage::{Review, StorageError, Tx};

use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

impl Writer<'_> {
    pub(crate) async fn outcome(&mut self) -> Result<Written, LetterError> {
        let refused = self.tx.reviews().told_by(self.message.id).await?;
        let declined = self.tx.listings().told_by(self.message.id).await?;
        let suggestions = self.tx.suggestions().told_by(self.message.id).await?;
        let mut places: BTreeMap<ListingId, Vec<Review>> = BTreeMap::new();
        for listing in declined {
            if listing.state == ListingState::Declined {
                places.insert(listing.id, Vec::new());
            }
        }
        for review in refused {
            let of_place = places.entry(review.observation.listing_id).or_default();
            of_place.push(review);
        }
        let first = places
            .keys()
            .copied()
            .chain(suggestions.iter().map(|one| one.listing_id))
            .next()
            .ok_or(LetterError::Stop(StopReason::Gone))?;
        let first = self.tx.listings().require(first).await?;
        let territory = TerritoryView::of_listing(self.tx, &first).await?;
        let head = self.letterhead(&territory);
        let mut outcome = Outcome {
            head,
            places: Vec::new(),
            suggestions: Vec::new(),
        };
        for (id, reviews) in places {
            outcome.places.push(self.place_outcome(id, &reviews).await?);
        }
        for suggestion in suggestions {
            let came = self.suggestion_outcome(suggestion).await?;
            outcome.suggestions.push(came);
        }
        Ok(Written {
            mail: outcome.render()?,
            territory,
        })
    }

    async fn place_outcome(
        &mut self,
        id: ListingId,
        reviews: &[Review],
    ) -> Result<PlaceOutcome, StorageError> {
        let listing = self.tx.listings().require(id).await?;
        let declined = match listing.state {
            ListingState::Declined => self.tx.listings().decision(id).await?,
            ListingState::Listed | ListingState::Proposed => None,
        };
        let mut refused = Vec::with_capacity(reviews.len());
        for review in reviews {
            let revision = &review.revision;
            let names = names(self.tx, revision.new.as_ref()).await?;
            let change = change_of(&revision.path, None, revision.new.as_ref(), &names);
            refused.push(RefusedAnswer {
                label: change.label,
                said: change.after,
                reason: review.reason.clone(),
            });
        }
        Ok(PlaceOutcome {
            place: listing.name().to_owned(),
            link: self.link(LinkPurpose::Form(id)).await?,
            refused,
            declined: declined.map(|(_, reason)| reason),
        })
    }

    async fn suggestion_outcome(
        &mut self,
        suggestion: Suggestion,
    ) -> Result<SuggestionOutcome, StorageError> {
        let listing = self.tx.listings().require(suggestion.listing_id).await?;
        let question = suggestion
            .path
            .as_ref()
            .and_then(portrea_domain::document::Path::question);
        Ok(SuggestionOutcome {
            place: listing.name().to_owned(),
            link: format!("{}/lieux/{}", self.app.house.public_url, listing.id),
            about: question
                .map_or(suggestion.section.label(), |question| question.label)
                .to_owned(),
            came: match suggestion.state {
                SuggestionState::Refused => Came::Kept(suggestion.reason),
                _ if suggestion.proposed.is_some() => Came::Corrected,
                _ => Came::Asked,
            },
        })
    }
}

/// The name of a commune, when the value is the code of one.
async fn names(tx: &mut Tx, value: Option<&Value>) -> Result<CommuneNames, StorageError> {
    let code = value
        .and_then(Value::as_text)
        .and_then(|text| text.parse().ok());
    let Some(code) = code else {
        return Ok(CommuneNames::new());
    };
    let commune = tx.geography().commune(&code).await?;
    let names = commune.map(|commune| (code.to_string(), commune.name));
    Ok(names.into_iter().collect())
}
