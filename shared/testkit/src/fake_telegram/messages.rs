//! Messages and people, as the Bot API describes them.

use serde_json::{Value, json};

/// Messages are dated from here on, one second apart: the fake reads no clock.
const FIRST_DATE: i64 = 1_700_000_000;
/// Telegram refuses longer texts, counted in UTF-16 units.
const LONGEST_TEXT: usize = 4096;
/// Telegram refuses longer callback data, counted in bytes.
const LONGEST_DATA: usize = 64;

/// The bot, as `getMe` tells it.
pub(super) fn bot(token: &str) -> Value {
    let id: i64 = token
        .split(':')
        .next()
        .and_then(|id| id.parse().ok())
        .unwrap_or(1);
    json!({
        "id": id, "is_bot": true, "first_name": "Portrea", "username": "portrea_test_bot",
        "can_join_groups": true, "can_read_all_group_messages": false,
        "supports_inline_queries": false, "can_connect_to_business": false,
        "has_main_web_app": false,
    })
}

/// A person, whose id is also the id of the private chat with the bot.
pub(super) fn person(id: i64, first_name: &str) -> Value {
    json!({"id": id, "is_bot": false, "first_name": first_name, "language_code": "fr"})
}

/// A text in a private chat.
pub(super) fn message(id: i32, chat: &Value, from: &Value, text: &str) -> Value {
    let mut message = json!({
        "message_id": id,
        "date": FIRST_DATE + i64::from(id),
        "chat": {"id": chat["id"], "type": "private", "first_name": chat["first_name"]},
        "from": from,
        "text": text,
    });
    if text.starts_with('/') {
        let length = text.split_whitespace().next().map_or(0, utf16_length);
        message["entities"] = json!([{"type": "bot_command", "offset": 0, "length": length}]);
    }
    message
}

/// Why Telegram would refuse to show this text with these buttons.
pub(super) fn refusal(parameters: &Value) -> Option<&'static str> {
    let text = parameters["text"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Some("message text is empty");
    }
    if utf16_length(text) > LONGEST_TEXT {
        return Some("message is too long");
    }
    let rows = parameters["reply_markup"]["inline_keyboard"]
        .as_array()
        .into_iter()
        .flatten();
    let mut data = rows
        .flat_map(|row| row.as_array().into_iter().flatten())
        .filter_map(|button| button["callback_data"].as_str());
    data.any(|data| data.is_empty() || data.len() > LONGEST_DATA)
        .then_some("BUTTON_DATA_INVALID")
}

fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_button(data: &str) -> Value {
        json!({"text": "Ouvert ?", "reply_markup": {"inline_keyboard": [[
            {"text": "Site", "url": "https://a.fr"}, {"text": "Oui", "callback_data": data}]]}})
    }

    #[test]
    fn what_telegram_refuses_is_refused() {
        assert_eq!(
            refusal(&json!({"text": " \n"})),
            Some("message text is empty")
        );
        assert_eq!(refusal(&json!({"text": "é".repeat(4096)})), None);
        assert_eq!(
            refusal(&json!({"text": "😀".repeat(2049)})),
            Some("message is too long")
        );
        assert_eq!(refusal(&with_button(&"x".repeat(64))), None);
        assert_eq!(
            refusal(&with_button(&"é".repeat(33))),
            Some("BUTTON_DATA_INVALID")
        );
    }

    #[test]
    fn a_command_is_marked_as_one() {
        let ann = person(5, "Ann");
        assert_eq!(
            message(1, &ann, &ann, "/start abc")["entities"][0]["length"],
            6
        );
        assert_eq!(message(1, &ann, &ann, "bonjour").get("entities"), None);
    }
}
