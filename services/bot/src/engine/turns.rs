//! What was said, as it is kept: the words of the person, the messages of the house.

use portrea_actions::App;
use portrea_domain::conversation::{Conversation, Speaker, Turn};
use portrea_storage::StorageError;
use serde::{Deserialize, Serialize};

use crate::core::{Incoming, Outgoing, Unread, token_in};

/// How far back a pressed button is looked for, in turns.
const MEMORY: i64 = 40;
/// The longest text that is kept, in characters: Telegram's own limit.
const LONGEST: usize = 4_096;

/// What was said, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// The person wrote. Tokens of links are secrets: they are replaced by words.
    Said {
        /// The words.
        text: String,
    },
    /// The person pressed a button.
    Pressed {
        /// What it said.
        label: String,
    },
    /// The house spoke.
    House(Outgoing),
}

impl Body {
    /// The form to store.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a stored turn; nothing when it was kept by a version we do not know.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// What the person did, as it is kept; opening a chat says nothing.
pub(super) async fn body_of(
    app: &App,
    held: Option<&Conversation>,
    incoming: &Incoming,
) -> Result<Option<Body>, StorageError> {
    Ok(match incoming {
        Incoming::Start { .. } | Incoming::Outcome(_) => None,
        Incoming::Text(text) if token_in(text).is_some() => Some(Body::Said {
            text: "(mon lien personnel)".to_owned(),
        }),
        Incoming::Text(text) => Some(Body::Said {
            text: text.chars().take(LONGEST).collect(),
        }),
        Incoming::Unread(unread) => Some(Body::Said {
            text: kind_of(*unread).to_owned(),
        }),
        Incoming::Tap(data) => {
            let label = label_of(&recent(app, held).await?, data);
            Some(Body::Pressed {
                label: label.unwrap_or_else(|| "(un ancien bouton)".to_owned()),
            })
        }
    })
}

const fn kind_of(unread: Unread) -> &'static str {
    match unread {
        Unread::Location => "(une position)",
        Unread::Photo => "(une photo)",
        Unread::Voice => "(un message vocal)",
        Unread::Other => "(autre chose qu’un texte)",
    }
}

async fn recent(app: &App, held: Option<&Conversation>) -> Result<Vec<Turn>, StorageError> {
    match held {
        Some(held) => {
            app.storage
                .read()
                .await?
                .conversations()
                .turns(held.id, MEMORY)
                .await
        }
        None => Ok(Vec::new()),
    }
}

fn label_of(turns: &[Turn], data: &str) -> Option<String> {
    turns
        .iter()
        .rev()
        .find_map(|turn| match Body::read(&turn.body) {
            Some(Body::House(said)) => said
                .taps
                .into_iter()
                .flatten()
                .find(|tap| tap.data == data)
                .map(|tap| tap.label),
            _ => None,
        })
}

/// Whether the page's form was sent twice: the same words came already after the turn it showed.
pub(super) async fn is_repeated(
    app: &App,
    held: &Conversation,
    body: &Body,
    seen: i64,
) -> Result<bool, StorageError> {
    let turns = recent(app, Some(held)).await?;
    let last = turns
        .iter()
        .rev()
        .find(|turn| turn.speaker == Speaker::Person);
    Ok(last.is_some_and(|turn| turn.n > seen && Body::read(&turn.body).as_ref() == Some(body)))
}
