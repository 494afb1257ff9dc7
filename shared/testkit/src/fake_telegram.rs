//! A Bot API server on loopback: a test pushes what people do and reads what the bot answers.

mod body;
mod calls;
mod messages;
mod server;
mod state;
mod updates;
mod webhook;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use calls::{Failure, Sent};
pub use state::Webhook;
pub use webhook::deliver_webhook;

use crate::waiting::{PATIENCE, until};
use server::Shared;

/// A running Bot API for one bot. Dropping it closes its port.
///
/// Every chat is private: the id of a chat is the id of the person.
#[derive(Debug)]
pub struct FakeTelegram {
    address: SocketAddr,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

impl FakeTelegram {
    /// Serves the bot of that token on a free loopback port, in the runtime of the caller.
    pub async fn start(token: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let shared = Arc::new(Shared::new(token));
        let router = server::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.ok();
        });
        Self {
            address,
            shared,
            server,
        }
    }

    /// What `Bot::set_api_url` takes.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A person writes; gives the id of the update.
    pub fn push_text(&self, chat_id: i64, first_name: &str, text: &str) -> u32 {
        self.push_raw(self.text_update(chat_id, first_name, text))
    }

    /// A person presses a button carrying `data` under that message; gives the id of the update.
    pub fn push_callback(&self, chat_id: i64, message_id: i32, data: &str) -> u32 {
        self.push_raw(self.callback_update(chat_id, message_id, data))
    }

    /// Queues an update as it is; it gets an `update_id` when it has none. Gives that id.
    pub fn push_raw(&self, update: Value) -> u32 {
        self.shared.change(|state| state.updates.push(update))
    }

    /// The update that [`Self::push_text`] would queue, for [`deliver_webhook`]: not queued here.
    #[must_use]
    pub fn text_update(&self, chat_id: i64, first_name: &str, text: &str) -> Value {
        self.shared
            .change(|state| state.text_update(chat_id, first_name, text))
    }

    /// The update that [`Self::push_callback`] would queue, for [`deliver_webhook`]: not queued here.
    #[must_use]
    pub fn callback_update(&self, chat_id: i64, message_id: i32, data: &str) -> Value {
        self.shared
            .change(|state| state.callback_update(chat_id, message_id, data))
    }

    /// How many updates the bot has not acknowledged yet (by asking for later ones).
    #[must_use]
    pub fn pending_updates(&self) -> usize {
        self.shared.read(|state| state.updates.pending())
    }

    /// Waits until the bot has acknowledged every update; panics after twenty seconds.
    pub async fn wait_until_acknowledged(&self) {
        let none_left = || (self.pending_updates() == 0).then_some(());
        let done = until(self.shared.changed(), PATIENCE, none_left).await;
        assert!(
            done.is_some(),
            "{} updates are not acknowledged",
            self.pending_updates()
        );
    }

    /// Waits until the bot has polled as many times since the start; panics after twenty seconds.
    /// The last of these polls may be held still.
    pub async fn wait_for_polls(&self, count: u64) {
        let polls = || self.shared.read(|state| state.polls);
        let done = until(self.shared.changed(), PATIENCE, || {
            (polls() >= count).then_some(())
        })
        .await;
        assert!(done.is_some(), "{count} polls awaited, {} came", polls());
    }

    /// Messages that people saw, sent or edited, oldest first. Failed calls are not there.
    #[must_use]
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.read(|state| {
            state
                .calls
                .iter()
                .filter(|call| call.is_seen())
                .cloned()
                .collect()
        })
    }

    /// Successful calls of one method (`answerCallbackQuery`), oldest first.
    #[must_use]
    pub fn calls(&self, method: &str) -> Vec<Sent> {
        let is_asked = |call: &&Sent| call.method.eq_ignore_ascii_case(method);
        self.shared
            .read(|state| state.calls.iter().filter(is_asked).cloned().collect())
    }

    /// Waits for `count` messages that people saw and gives all; panics with what came after twenty seconds.
    pub async fn wait_for_sent(&self, count: usize) -> Vec<Sent> {
        let enough = || {
            let sent = self.sent();
            (sent.len() >= count).then_some(sent)
        };
        match until(self.shared.changed(), PATIENCE, enough).await {
            Some(sent) => sent,
            None => panic!(
                "{count} messages awaited, received so far: {:#?}",
                self.sent()
            ),
        }
    }

    /// The next call about that chat fails. Several failures happen in the order given.
    pub fn answer_next(&self, chat_id: i64, failure: Failure) {
        self.shared.change(|state| {
            state
                .failures
                .entry(chat_id)
                .or_default()
                .push_back(failure);
        });
    }

    /// The webhook that the bot has set and not deleted.
    #[must_use]
    pub fn webhook(&self) -> Option<Webhook> {
        self.shared.read(|state| state.webhook.clone())
    }
}

impl Drop for FakeTelegram {
    fn drop(&mut self) {
        self.server.abort();
    }
}
