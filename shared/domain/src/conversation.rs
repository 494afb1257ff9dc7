//! A chat: one correspondent on one channel, and where the exchange stands.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::ids::{ConversationId, PersonId};

/// A chat with one correspondent on one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Identity.
    pub id: ConversationId,
    /// The channel.
    pub channel: ChatChannel,
    /// The address on that channel: a Telegram chat number, or the hash of a browser's cookie.
    pub address: String,
    /// Who it is, once a link or a code said so.
    pub person_id: Option<PersonId>,
    /// Where the exchange stands: the conversation core's own state, with its version inside.
    pub state: String,
    /// Grows at each step: two steps from the same state cannot both be stored.
    pub version: i64,
    /// Whether the channel refused us (blocked bot): mail takes over.
    pub closed: bool,
}

/// The channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChatChannel {
    /// The web page `/chat`.
    Web,
    /// Telegram.
    Telegram,
}

impl ChatChannel {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Telegram => "telegram",
        }
    }
}

impl FromStr for ChatChannel {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "web" => Ok(Self::Web),
            "telegram" => Ok(Self::Telegram),
            other => Err(format!("unknown chat channel “{other}”")),
        }
    }
}

/// One thing said in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The chat.
    pub conversation_id: ConversationId,
    /// Order within the chat, from 1.
    pub n: i64,
    /// Who spoke.
    pub speaker: Speaker,
    /// What was said: a typed text of the conversation core.
    pub body: String,
    /// Whether it still has to be delivered on its channel.
    pub delivery: Delivery,
    /// When.
    pub at: Timestamp,
}

/// Who spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The correspondent.
    Person,
    /// The house.
    House,
}

impl Speaker {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::House => "house",
        }
    }
}

impl FromStr for Speaker {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "person" => Ok(Self::Person),
            "house" => Ok(Self::House),
            other => Err(format!("unknown speaker “{other}”")),
        }
    }
}

/// Whether a turn still has to be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing to deliver: the page shows it, or the person said it.
    None,
    /// Waits for its channel.
    Pending,
    /// The channel has it.
    Done,
    /// The channel refused it.
    Failed,
}

impl Delivery {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pending => "pending",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for Delivery {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::None, Self::Pending, Self::Done, Self::Failed]
            .into_iter()
            .find(|delivery| delivery.as_str() == text)
            .ok_or_else(|| format!("unknown delivery “{text}”"))
    }
}
