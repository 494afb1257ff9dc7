//! Carrying out what the conversation asks for, and the links its messages lead to.

use portrea_actions::{
    ActionError, AnswerRequest, App, Publication, answer_invitation, give_link, link_chat,
    link_url, publish, save_draft,
};
use portrea_domain::PersonId;
use portrea_domain::link::LinkPurpose;
use portrea_domain::observation::Door;
use portrea_storage::{StorageError, Tx};

use super::Session;
use crate::core::{Effect, LinkTarget, Outcome, Outgoing, State};

/// Carries out one effect. What a rule refuses is an outcome; an error is a failure of the house.
pub(super) async fn carry_out(
    app: &App,
    session: &mut Session,
    effect: Effect,
) -> Result<Outcome, ActionError> {
    let outcome = match effect {
        Effect::Link { token } => return link(app, session, &token).await,
        effect => match session.person {
            Some(person) => act(app, person, effect).await,
            None => {
                return Ok(Outcome::Refused(
                    "Je ne sais pas encore qui vous êtes.".to_owned(),
                ));
            }
        },
    };
    match outcome {
        Err(ActionError::Fields(errors)) => {
            let words: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            Ok(Outcome::Refused(words.join(" ")))
        }
        Err(ActionError::Refused(words)) => Ok(Outcome::Refused(words)),
        Err(ActionError::Missing(_) | ActionError::Storage(StorageError::Missing(_))) => Ok(
            Outcome::Refused("Ce dont nous parlions n’existe plus.".to_owned()),
        ),
        other => other,
    }
}

async fn act(app: &App, person: PersonId, effect: Effect) -> Result<Outcome, ActionError> {
    match effect {
        Effect::Save { listing, answers } => {
            save_draft(app, person, listing, &answers).await?;
            Ok(Outcome::Saved)
        }
        Effect::Publish { listing, unchanged } => {
            let publication = Publication {
                person_id: person,
                listing_id: listing,
                door: Door::Chat,
                unchanged,
            };
            let published = publish(app, &publication).await?;
            Ok(Outcome::Published {
                changed: published.changed,
                waiting: published.waiting,
                disputed: published.disputed.len(),
            })
        }
        Effect::Answer { invitation, reply } => {
            let request = AnswerRequest {
                invitation_id: invitation,
                reply,
                delegate: None,
                door: Door::Chat,
            };
            answer_invitation(app, &request).await?;
            Ok(Outcome::Answered(reply))
        }
        Effect::Link { .. } => Err(ActionError::Missing("person")),
    }
}

/// Learns who writes. Somebody else than before starts afresh: nothing of the first person is shown to the second.
async fn link(app: &App, session: &mut Session, token: &str) -> Result<Outcome, ActionError> {
    let mut tx = app.storage.read().await?;
    let link = match link_chat(&mut tx, app, token).await {
        Ok(link) => link,
        Err(ActionError::Link(error)) => return Ok(Outcome::NotLinked(error)),
        Err(error) => return Err(error),
    };
    if session.person.is_some_and(|known| known != link.person_id) {
        session.state = State {
            stamp: session.state.stamp,
            ..State::default()
        };
    }
    session.person = Some(link.person_id);
    if let LinkPurpose::Form(listing) = link.purpose
        && !session.state.granted.contains(&listing)
    {
        session.state.granted.push(listing);
    }
    tracing::info!(person.id = %link.person_id, "chat.linked");
    Ok(Outcome::Linked(link.purpose))
}

/// Gives the person the links that messages lead to, so that showing them only reads.
pub(super) async fn give_links(
    app: &App,
    person: PersonId,
    said: &[Outgoing],
) -> Result<(), StorageError> {
    for target in said.iter().flat_map(|said| &said.links).map(|link| link.to) {
        if let Some(purpose) = purpose_of(target) {
            give_link(app, person, purpose).await?;
        }
    }
    Ok(())
}

/// The absolute address a link leads to; nothing when the person's own link is over. Only reads.
pub async fn link_address(
    tx: &mut Tx,
    app: &App,
    person: Option<PersonId>,
    target: LinkTarget,
) -> Result<Option<String>, StorageError> {
    if let LinkTarget::Listing(listing) = target {
        return Ok(Some(format!("{}/lieux/{listing}", app.house.public_url)));
    }
    let (Some(person), Some(purpose)) = (person, purpose_of(target)) else {
        return Ok(None);
    };
    let link = tx.links().live(person, purpose, app.now()).await?;
    Ok(link.map(|link| link_url(app, &link)))
}

const fn purpose_of(target: LinkTarget) -> Option<LinkPurpose> {
    match target {
        LinkTarget::Form(listing) => Some(LinkPurpose::Form(listing)),
        LinkTarget::Invitation(invitation) => Some(LinkPurpose::Invitation(invitation)),
        LinkTarget::Listing(_) => None,
    }
}
