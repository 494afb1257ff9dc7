//! What an update means to the conversation.

use teloxide::types::{
    CallbackQuery, CallbackQueryId, ChatMemberUpdated, Message, MessageKind, Update, UpdateKind,
};

use crate::core::{Incoming, Unread};

/// What an update means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// A person does something in a private chat.
    Person(Incoming, Option<CallbackQueryId>),
    /// Something happens in a group: the conversation is not for groups.
    Group,
    /// The person blocked the bot, or welcomes it again.
    Closed(bool),
    /// Nothing to us.
    Nothing,
}

/// What an update means.
pub(super) fn meaning(update: &Update) -> Meaning {
    let private = update.chat().is_some_and(teloxide::types::Chat::is_private);
    match &update.kind {
        UpdateKind::Message(message) if private => of_message(message),
        UpdateKind::CallbackQuery(query) if private => of_press(query),
        UpdateKind::MyChatMember(change) if private => {
            Meaning::Closed(!change.new_chat_member.is_present())
        }
        UpdateKind::Message(message) if calls_us(message) => Meaning::Group,
        UpdateKind::MyChatMember(change) if joined(change) => Meaning::Group,
        _ => Meaning::Nothing,
    }
}

fn of_message(message: &Message) -> Meaning {
    // Two bots would talk for ever.
    let from_bot = message.from.as_ref().is_some_and(|user| user.is_bot);
    if from_bot || !matches!(message.kind, MessageKind::Common(_)) {
        return Meaning::Nothing;
    }
    let incoming = match message.text() {
        Some(text) => of_text(text),
        None => Incoming::Unread(unread(message)),
    };
    Meaning::Person(incoming, None)
}

/// `/start TOKEN`, `/menu@our_bot`, or words.
fn of_text(text: &str) -> Incoming {
    let Some(command) = text.strip_prefix('/') else {
        return Incoming::Text(text.to_owned());
    };
    let (name, rest) = command
        .split_once(char::is_whitespace)
        .unwrap_or((command, ""));
    let name = name.split_once('@').map_or(name, |(name, _bot)| name);
    if name == "start" {
        let payload = rest.trim();
        return Incoming::Start {
            payload: (!payload.is_empty()).then(|| payload.to_owned()),
        };
    }
    Incoming::Text(format!("{name} {rest}").trim().to_owned())
}

fn unread(message: &Message) -> Unread {
    if message.location().is_some() {
        Unread::Location
    } else if message.photo().is_some() {
        Unread::Photo
    } else if message.voice().is_some() || message.video_note().is_some() {
        Unread::Voice
    } else {
        Unread::Other
    }
}

fn of_press(query: &CallbackQuery) -> Meaning {
    let data = query.data.clone().unwrap_or_default();
    Meaning::Person(Incoming::Tap(data), Some(query.id.clone()))
}

/// In a group only what is addressed to the bot reaches it, and commands to any bot: no word to those of others.
fn calls_us(message: &Message) -> bool {
    message.text().is_some_and(|text| text.starts_with('/'))
}

fn joined(change: &ChatMemberUpdated) -> bool {
    change.new_chat_member.is_present() && !change.old_chat_member.is_present()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(chat: &str, what: &str) -> Update {
        let text = format!(
            r#"{{"update_id": 1, "message": {{"message_id": 1, "date": 0, "from": {{"id": 5, "is_bot": false, "first_name": "Ann"}},
                "chat": {chat}, {what}}}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    const PRIVATE: &str = r#"{"id": 5, "type": "private", "first_name": "Ann"}"#;
    const GROUP: &str = r#"{"id": -7, "type": "group", "title": "Mairie"}"#;

    fn said(text: &str) -> Meaning {
        meaning(&message(PRIVATE, &format!(r#""text": "{text}""#)))
    }

    fn person(incoming: Incoming) -> Meaning {
        Meaning::Person(incoming, None)
    }

    #[test]
    fn commands_are_read_with_and_without_the_name_of_the_bot() {
        let start = |payload: Option<&str>| {
            person(Incoming::Start {
                payload: payload.map(str::to_owned),
            })
        };
        assert_eq!(said("/start"), start(None));
        assert_eq!(said("/start  abc-_9"), start(Some("abc-_9")));
        assert_eq!(
            said("/menu@portrea_bot"),
            person(Incoming::Text("menu".to_owned()))
        );
        assert_eq!(
            said("lundi 9h/12h"),
            person(Incoming::Text("lundi 9h/12h".to_owned()))
        );
    }

    #[test]
    fn what_is_no_text_is_named() {
        let place = r#""location": {"latitude": 48.0, "longitude": -3.0}"#;
        assert_eq!(
            meaning(&message(PRIVATE, place)),
            person(Incoming::Unread(Unread::Location))
        );
    }

    #[test]
    fn a_group_is_only_answered_when_it_calls() {
        assert_eq!(
            meaning(&message(GROUP, r#""text": "/start""#)),
            Meaning::Group
        );
        assert_eq!(
            meaning(&message(GROUP, r#""text": "bonjour à tous""#)),
            Meaning::Nothing
        );
        assert_eq!(
            meaning(&message(
                PRIVATE,
                r#""pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}"#
            )),
            Meaning::Nothing
        );
    }

    #[test]
    fn a_bot_is_not_answered() {
        let mut update = serde_json::to_value(message(PRIVATE, r#""text": "bonjour""#)).unwrap();
        update["message"]["from"]["is_bot"] = true.into();
        assert_eq!(
            meaning(&serde_json::from_str(&update.to_string()).unwrap()),
            Meaning::Nothing
        );
    }

    fn change(old: &str, new: &str) -> Update {
        let member = |status: &str| serde_json::json!({"status": status, "until_date": 0, "user": {"id": 9, "is_bot": true, "first_name": "portrea"}});
        let update = serde_json::json!({"update_id": 1, "my_chat_member": {
            "chat": {"id": 5, "type": "private", "first_name": "Ann"}, "date": 0,
            "from": {"id": 5, "is_bot": false, "first_name": "Ann"},
            "old_chat_member": member(old), "new_chat_member": member(new)}});
        serde_json::from_str(&update.to_string()).unwrap()
    }

    #[test]
    fn blocking_the_bot_closes_the_chat_and_unblocking_opens_it() {
        assert_eq!(meaning(&change("member", "kicked")), Meaning::Closed(true));
        assert_eq!(meaning(&change("kicked", "member")), Meaning::Closed(false));
    }

    #[test]
    fn an_update_means_the_same_once_it_was_kept() {
        let place = r#""location": {"latitude": 48.0, "longitude": -3.0}"#;
        let updates = [
            change("member", "kicked"),
            message(PRIVATE, place),
            message(PRIVATE, r#""text": "/start x""#),
        ];
        for update in updates {
            let kept: Update =
                serde_json::from_str(&serde_json::to_string(&update).unwrap()).unwrap();
            assert_ne!(meaning(&kept), Meaning::Nothing);
            assert_eq!(meaning(&kept), meaning(&update));
        }
    }

    #[test]
    fn an_update_of_an_unknown_kind_is_nothing_to_us() {
        let update: Update =
            serde_json::from_str(r#"{"update_id": 9, "moon_landing": {"crew": 3}}"#).unwrap();
        assert_eq!(meaning(&update), Meaning::Nothing);
    }
}
