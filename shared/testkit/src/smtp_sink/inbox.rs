//! What the sink has accepted, shared by its connections.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::script::Script;

/// One accepted mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Envelope sender, without angle brackets; empty for a bounce.
    pub from: String,
    /// Envelope recipients, those refused left out.
    pub to: Vec<String>,
    /// Headers and body, lines ended by CRLF, dots unstuffed; bytes that are not UTF-8 replaced.
    pub data: String,
    /// When its last dot arrived.
    pub at: Instant,
}

impl Received {
    /// The first header of that name, unfolded; its letter case does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let headers = self.data.split("\r\n\r\n").next()?;
        let unfolded = headers.replace("\r\n\t", " ").replace("\r\n ", " ");
        unfolded.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    }

    /// Its `Message-ID`, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> Option<String> {
        self.header("Message-ID")
            .map(|id| id.trim_matches(['<', '>']).to_owned())
    }
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) script: Script,
    pub(super) mails: Vec<Received>,
    pub(super) connections: usize,
}

#[derive(Debug)]
pub(super) struct Inbox {
    state: Mutex<State>,
    changed: Notify,
}

impl Inbox {
    pub(super) fn new(script: Script) -> Self {
        Self {
            state: Mutex::new(State {
                script,
                ..State::default()
            }),
            changed: Notify::new(),
        }
    }

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state, then wakes who waits on it.
    pub(super) fn change<T>(&self, edit: impl FnOnce(&mut State) -> T) -> T {
        let answer = edit(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_waiters();
        answer
    }

    pub(super) fn changed(&self) -> &Notify {
        &self.changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_header_is_read_whole_and_the_body_holds_no_header() {
        let mail = Received {
            from: String::new(),
            to: Vec::new(),
            data: "message-id:\r\n <a@b>\r\nSubject: deux\r\n\tlignes\r\n\r\nX-Body: no\r\n"
                .to_owned(),
            at: Instant::now(),
        };
        assert_eq!(mail.message_id().as_deref(), Some("a@b"));
        assert_eq!(mail.header("subject").as_deref(), Some("deux lignes"));
        assert_eq!(mail.header("X-Body"), None);
    }
}
