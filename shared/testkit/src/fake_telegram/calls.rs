//! What a bot asked of Telegram, and the refusals that a test can order.

use serde_json::{Value, json};

/// One successful call.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Name of the method as Telegram writes it (`sendMessage`).
    pub method: String,
    /// The chat concerned; `None` when the method names none.
    pub chat_id: Option<i64>,
    /// The message sent or edited; `None` for methods about no message.
    pub message_id: Option<i32>,
    /// The text; empty when there is none.
    pub text: String,
    /// Rows of inline buttons: label, then callback data (or the link, for a button that opens one).
    pub buttons: Vec<Vec<(String, String)>>,
    /// The parameters as received.
    pub raw: Value,
}

impl Sent {
    pub(super) fn new(method: &str, parameters: &Value, message_id: Option<i32>) -> Self {
        Self {
            method: method.to_owned(),
            chat_id: parameters["chat_id"].as_i64(),
            message_id,
            text: parameters["text"].as_str().unwrap_or_default().to_owned(),
            buttons: buttons(&parameters["reply_markup"]),
            raw: parameters.clone(),
        }
    }

    /// Whether it put a message before somebody's eyes.
    pub(super) fn is_seen(&self) -> bool {
        self.message_id.is_some()
    }
}

fn buttons(markup: &Value) -> Vec<Vec<(String, String)>> {
    let rows = markup["inline_keyboard"].as_array().into_iter().flatten();
    rows.map(|row| row.as_array().into_iter().flatten().map(button).collect())
        .collect()
}

fn button(button: &Value) -> (String, String) {
    let word = |name: &str| button[name].as_str().map(str::to_owned);
    let effect = word("callback_data").or_else(|| word("url"));
    (word("text").unwrap_or_default(), effect.unwrap_or_default())
}

/// A refusal of Telegram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// `429`: too many messages, try again after as many seconds.
    TooManyRequests {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// `403`: the person has blocked the bot.
    Forbidden,
}

impl Failure {
    pub(super) fn error(self) -> ApiError {
        match self {
            Self::TooManyRequests { retry_after } => ApiError {
                code: 429,
                description: format!("Too Many Requests: retry after {retry_after}"),
                parameters: Some(json!({"retry_after": retry_after})),
            },
            Self::Forbidden => ApiError::new(403, "Forbidden: bot was blocked by the user"),
        }
    }
}

/// An error as the Bot API words it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ApiError {
    pub(super) code: u16,
    pub(super) description: String,
    pub(super) parameters: Option<Value>,
}

impl ApiError {
    pub(super) fn new(code: u16, description: &str) -> Self {
        Self {
            code,
            description: description.to_owned(),
            parameters: None,
        }
    }

    pub(super) fn bad_request(reason: &str) -> Self {
        Self::new(400, &format!("Bad Request: {reason}"))
    }
}
