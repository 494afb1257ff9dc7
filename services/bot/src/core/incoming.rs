//! What comes in: what the person did, or how our last effect went.

use super::effect::Outcome;

/// What comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// The person opens the chat, perhaps with the token of one of their links.
    Start {
        /// What the link that opened the chat carried.
        payload: Option<String>,
    },
    /// The person wrote.
    Text(String),
    /// The person pressed a button that carries this.
    Tap(String),
    /// The person sent something that is no text.
    Unread(Unread),
    /// How our last effect went.
    Outcome(Outcome),
}

/// Things people send that the conversation cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A place on the map.
    Location,
    /// A photograph.
    Photo,
    /// A voice message.
    Voice,
    /// Anything else: a sticker, a file…
    Other,
}

impl Unread {
    /// French words about it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Location => {
                "Je ne sais pas lire une position sur la carte : écrivez plutôt l’adresse."
            }
            Self::Photo => "Je ne sais pas lire les photos : écrivez plutôt ce qu’elle montre.",
            Self::Voice => {
                "Je ne peux pas écouter les messages vocaux : écrivez plutôt votre réponse."
            }
            Self::Other => "Je ne sais lire que les textes et les boutons.",
        }
    }
}
