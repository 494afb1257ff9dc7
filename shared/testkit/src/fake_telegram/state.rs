//! What the fake remembers, and what each method changes in it.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use super::calls::{ApiError, Failure, Sent};
use super::messages;
use super::updates::Updates;

/// A webhook as the bot set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Where updates are to be delivered.
    pub url: String,
    /// What each delivery carries in `X-Telegram-Bot-Api-Secret-Token`.
    pub secret_token: Option<String>,
}

/// The result of a method, or Telegram's refusal.
pub(super) type Answer = Result<Value, ApiError>;

#[derive(Debug)]
pub(super) struct State {
    pub(super) updates: Updates,
    /// Counts the polls: a newer one ends the older.
    pub(super) polls: u64,
    pub(super) calls: Vec<Sent>,
    pub(super) failures: HashMap<i64, VecDeque<Failure>>,
    pub(super) webhook: Option<Webhook>,
    bot: Value,
    people: HashMap<i64, Value>,
    messages: HashMap<(i64, i32), Value>,
    last_message_id: i32,
}

impl State {
    pub(super) fn new(token: &str) -> Self {
        Self {
            updates: Updates::default(),
            polls: 0,
            calls: Vec::new(),
            failures: HashMap::new(),
            webhook: None,
            bot: messages::bot(token),
            people: HashMap::new(),
            messages: HashMap::new(),
            last_message_id: 0,
        }
    }

    /// A person writes to the bot.
    pub(super) fn text_update(&mut self, chat_id: i64, first_name: &str, text: &str) -> Value {
        let person = messages::person(chat_id, first_name);
        self.people.insert(chat_id, person.clone());
        let message = messages::message(self.next_message_id(), &person, &person, text);
        json!({"update_id": self.updates.next_id(), "message": message})
    }

    /// A person presses a button, even one of a message that the fake has not seen.
    pub(super) fn callback_update(&mut self, chat_id: i64, message_id: i32, data: &str) -> Value {
        let person = self.person(chat_id);
        let message = self
            .messages
            .get(&(chat_id, message_id))
            .cloned()
            .unwrap_or_else(|| messages::message(message_id, &person, &self.bot, "…"));
        let update_id = self.updates.next_id();
        json!({"update_id": update_id, "callback_query": {
            "id": update_id.to_string(), "from": person, "message": message,
            "chat_instance": chat_id.to_string(), "data": data,
        }})
    }

    /// Any method but `getUpdates`, which waits. `name` may be in any letter case.
    pub(super) fn call(&mut self, name: &str, parameters: &Value) -> Answer {
        if let Some(failure) = self.ordered_failure(parameters) {
            return Err(failure.error());
        }
        match name.to_ascii_lowercase().as_str() {
            "getme" => Ok(self.bot.clone()),
            "sendmessage" => self.send_message(parameters),
            "editmessagetext" => self.edit_message_text(parameters),
            "answercallbackquery" => Ok(self.record("answerCallbackQuery", parameters)),
            "setmycommands" => Ok(self.record("setMyCommands", parameters)),
            "sendchataction" => Ok(self.record("sendChatAction", parameters)),
            "setwebhook" => Ok(self.set_webhook(parameters)),
            "deletewebhook" => {
                self.webhook = None;
                self.drop_pending(parameters);
                Ok(self.record("deleteWebhook", parameters))
            }
            _ => Err(ApiError::new(404, "Not Found")),
        }
    }

    fn send_message(&mut self, parameters: &Value) -> Answer {
        let Some(chat_id) = parameters["chat_id"].as_i64() else {
            return Err(ApiError::bad_request("chat not found"));
        };
        refuse(messages::refusal(parameters))?;
        let message_id = self.next_message_id();
        Ok(self.show("sendMessage", chat_id, message_id, parameters))
    }

    fn edit_message_text(&mut self, parameters: &Value) -> Answer {
        let chat_id = parameters["chat_id"].as_i64();
        let message_id = parameters["message_id"]
            .as_i64()
            .and_then(|id| i32::try_from(id).ok());
        let (Some(chat_id), Some(message_id)) = (chat_id, message_id) else {
            return Err(ApiError::bad_request("message identifier is not specified"));
        };
        refuse(messages::refusal(parameters))?;
        let Some(shown) = self.messages.get(&(chat_id, message_id)) else {
            return Err(ApiError::bad_request("message to edit not found"));
        };
        if shown["text"] == parameters["text"]
            && shown["reply_markup"] == parameters["reply_markup"]
        {
            return Err(ApiError::bad_request(
                "message is not modified: specified new message content and reply markup are \
                 exactly the same as a current content and reply markup of the message",
            ));
        }
        Ok(self.show("editMessageText", chat_id, message_id, parameters))
    }

    /// Puts a message of the bot on the person's screen.
    fn show(&mut self, method: &str, chat_id: i64, message_id: i32, parameters: &Value) -> Value {
        let text = parameters["text"].as_str().unwrap_or_default();
        let person = self.person(chat_id);
        let mut message = messages::message(message_id, &person, &self.bot, text);
        // Other keyboards are not part of the message that comes back.
        if parameters["reply_markup"].get("inline_keyboard").is_some() {
            message["reply_markup"] = parameters["reply_markup"].clone();
        }
        self.messages.insert((chat_id, message_id), message.clone());
        self.calls
            .push(Sent::new(method, parameters, Some(message_id)));
        message
    }

    fn set_webhook(&mut self, parameters: &Value) -> Value {
        let url = parameters["url"].as_str().unwrap_or_default().to_owned();
        let secret_token = parameters["secret_token"].as_str().map(str::to_owned);
        self.webhook = (!url.is_empty()).then_some(Webhook { url, secret_token });
        self.drop_pending(parameters);
        self.record("setWebhook", parameters)
    }

    fn drop_pending(&mut self, parameters: &Value) {
        if parameters["drop_pending_updates"] == true {
            self.updates.clear();
        }
    }

    fn record(&mut self, method: &str, parameters: &Value) -> Value {
        self.calls.push(Sent::new(method, parameters, None));
        json!(true)
    }

    fn ordered_failure(&mut self, parameters: &Value) -> Option<Failure> {
        self.failures
            .get_mut(&parameters["chat_id"].as_i64()?)?
            .pop_front()
    }

    fn person(&self, id: i64) -> Value {
        self.people
            .get(&id)
            .cloned()
            .unwrap_or_else(|| messages::person(id, "Camille"))
    }

    fn next_message_id(&mut self) -> i32 {
        self.last_message_id += 1;
        self.last_message_id
    }
}

fn refuse(reason: Option<&str>) -> Result<(), ApiError> {
    reason.map_or(Ok(()), |reason| Err(ApiError::bad_request(reason)))
}
