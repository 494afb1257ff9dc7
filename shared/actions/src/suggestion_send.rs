//! Saying that something on a listing is wrong, without an account.

use portrea_domain::document::Path;
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::questionnaire::SectionKey;
use portrea_domain::suggestion::{Grounds, Suggestion, SuggestionState, WORDS_MAX};
use portrea_domain::{ListingId, PersonId, SuggestionId};
use portrea_storage::Tx;

use crate::app::{App, mint};
use crate::draft_save::{Typed, read_typed};
use crate::error::ActionError;

/// What a reader says.
#[derive(Clone, Debug)]
pub struct NewSuggestion {
    /// Of which listing.
    pub listing: ListingId,
    /// The section.
    pub section: SectionKey,
    /// The field, and what should stand there, if they say.
    pub proposed: Option<Typed>,
    /// What is the matter.
    pub grounds: Grounds,
    /// In their words.
    pub words: String,
    /// Where they want to be told what became of it.
    pub email: Option<EmailAddress>,
}

/// Keeps what a reader says for the référent; nothing changes on the listing. Whether their address is known changes
/// nothing of what happens. A place that is not public cannot be spoken of.
pub async fn send_suggestion(app: &App, new: NewSuggestion) -> Result<SuggestionId, ActionError> {
    let now = app.now();
    let mut tx = app.storage.begin().await?;
    let listing = tx.listings().get(new.listing).await?;
    let listing = listing.filter(portrea_domain::listing::Listing::is_public);
    let listing = listing.ok_or(ActionError::Missing("listing"))?;
    let words = read_words(&new.words)?;
    let (path, proposed) = match &new.proposed {
        Some(typed) if !is_blank(typed) => {
            let (path, value) = read_typed(&mut tx, std::slice::from_ref(typed))
                .await?
                .pop()
                .ok_or(ActionError::Missing("question"))?;
            (Some(path), value)
        }
        Some(typed) => (Some(typed.path.clone()), None),
        None if new.grounds == Grounds::Closed => {
            (Some(Path::field("place.status")), Some("closed".into()))
        }
        None => (None, None),
    };
    if words.is_empty() && proposed.is_none() {
        return Err(ActionError::refused(
            "Dites en quelques mots ce qui ne va pas.",
        ));
    }
    let person_id = match &new.email {
        Some(email) => Some(sender(&mut tx, app, email).await?),
        None => None,
    };
    let suggestion = Suggestion {
        id: mint!(app, SuggestionId),
        listing_id: listing.id,
        person_id,
        section: new.section,
        path,
        grounds: new.grounds,
        words,
        proposed,
        state: SuggestionState::Open,
        created_at: now,
        decided_at: None,
        reason: String::new(),
    };
    tx.suggestions().insert(&suggestion).await?;
    tx.commit().await?;
    tracing::info!(listing.id = %listing.id, "suggestion.sent");
    Ok(suggestion.id)
}

fn is_blank(typed: &Typed) -> bool {
    typed.texts.iter().all(|text| text.trim().is_empty())
}

fn read_words(typed: &str) -> Result<String, ActionError> {
    let words: String = typed.trim().replace("\r\n", "\n");
    let words: String = words
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let length = words.chars().count();
    if length > WORDS_MAX {
        return Err(ActionError::refused(format!(
            "Ce texte est trop long\u{a0}: {length} caractères, {WORDS_MAX} au plus."
        )));
    }
    Ok(words)
}

/// Whoever has this address: a person like any other, so that erasing them erases it.
async fn sender(tx: &mut Tx, app: &App, email: &EmailAddress) -> Result<PersonId, ActionError> {
    let person = Person {
        id: mint!(app, PersonId),
        name: String::new(),
        email: Some(email.clone()),
        fictional: app.house.demo,
    };
    Ok(tx.people().add(&person, app.now()).await?.id)
}
