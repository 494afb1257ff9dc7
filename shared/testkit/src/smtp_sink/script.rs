//! How the sink treats each recipient.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// What happens to one attempt to write to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// The mail is accepted.
    Accept,
    /// The recipient is refused with this code and text (`550`, `5.1.1 No such user`).
    Refuse(u16, String),
    /// The recipient is refused with `451`, as many times, then accepted.
    TempFail(usize),
    /// The connection closes while the body is read: the mail is not accepted.
    DropBeforeDot,
    /// The mail is accepted, and the connection closes instead of saying so.
    DropAfterDot,
    /// The mail is accepted at once, and its answer comes only after this time.
    Delay(Duration),
}

/// What a sink does: accepts everything unless told otherwise.
#[derive(Debug, Clone, Default)]
pub struct Script {
    by_recipient: HashMap<String, VecDeque<Behaviour>>,
    otherwise: Option<Behaviour>,
    mails_per_connection: Option<usize>,
    one_by_one: bool,
    password: Option<(String, String)>,
}

impl Script {
    /// Accepts every mail.
    #[must_use]
    pub fn accept_all() -> Self {
        Self::default()
    }

    /// Adds what happens to one recipient (letter case does not matter).
    ///
    /// Several behaviours happen in the order given, one per attempt; the last one stays. After
    /// `TempFail` alone, the recipient is accepted.
    #[must_use]
    pub fn on(mut self, recipient: &str, behaviour: Behaviour) -> Self {
        self.add(recipient, behaviour);
        self
    }

    /// What happens to the recipients that have no behaviour of their own.
    #[must_use]
    pub fn otherwise(mut self, behaviour: Behaviour) -> Self {
        self.otherwise = Some(behaviour);
        self
    }

    /// Closes each connection after that many accepted mails: the next one is answered `421`.
    #[must_use]
    pub fn close_after(mut self, mails: usize) -> Self {
        self.mails_per_connection = Some(mails);
        self
    }

    /// Does not announce that it takes several commands in one go.
    #[must_use]
    pub fn one_command_at_a_time(mut self) -> Self {
        self.one_by_one = true;
        self
    }

    /// Takes mail only from who signs in with this user and password, and lets nobody do so in clear once encryption is
    /// offered.
    #[must_use]
    pub fn signed_in(mut self, user: &str, password: &str) -> Self {
        self.password = Some((user.to_owned(), password.to_owned()));
        self
    }

    pub(super) const fn pipelines(&self) -> bool {
        !self.one_by_one
    }

    pub(super) const fn asks_for_password(&self) -> bool {
        self.password.is_some()
    }

    pub(super) fn is_password(&self, user: &str, password: &str) -> bool {
        self.password
            .as_ref()
            .is_some_and(|(wanted, right)| wanted == user && right == password)
    }

    pub(super) fn add(&mut self, recipient: &str, behaviour: Behaviour) {
        self.by_recipient
            .entry(recipient.to_lowercase())
            .or_default()
            .push_back(behaviour);
    }

    /// Whether a connection that brought this many mails takes no more.
    pub(super) fn is_worn_out(&self, mails: usize) -> bool {
        self.mails_per_connection
            .is_some_and(|limit| mails >= limit)
    }

    /// What happens to this attempt. `TempFail` comes back once per attempt it covers.
    pub(super) fn next(&mut self, recipient: &str) -> Behaviour {
        let key = recipient.to_lowercase();
        if !self.by_recipient.contains_key(&key) {
            match &self.otherwise {
                // Counted for each recipient, hence a queue of its own.
                Some(behaviour @ Behaviour::TempFail(_)) => {
                    self.by_recipient
                        .insert(key.clone(), VecDeque::from([behaviour.clone()]));
                }
                other => return other.clone().unwrap_or(Behaviour::Accept),
            }
        }
        self.by_recipient
            .get_mut(&key)
            .map_or(Behaviour::Accept, next_of)
    }
}

fn next_of(queue: &mut VecDeque<Behaviour>) -> Behaviour {
    loop {
        let alone = queue.len() == 1;
        match queue.front_mut() {
            None => return Behaviour::Accept,
            Some(Behaviour::TempFail(0)) => {
                queue.pop_front();
            }
            Some(Behaviour::TempFail(left)) => {
                *left -= 1;
                return Behaviour::TempFail(*left);
            }
            Some(last) if alone => return last.clone(),
            Some(_) => return queue.pop_front().unwrap_or(Behaviour::Accept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Behaviour::{Accept, DropAfterDot, DropBeforeDot, TempFail};
    use super::*;

    fn attempts(script: &mut Script, recipient: &str) -> Vec<Behaviour> {
        (0..4).map(|_| script.next(recipient)).collect()
    }

    #[test]
    fn behaviours_happen_in_order_and_the_last_one_stays() {
        let mut script = Script::accept_all()
            .on("a@b", DropBeforeDot)
            .on("A@b", TempFail(1))
            .on("a@b", DropAfterDot);
        assert_eq!(
            attempts(&mut script, "a@B"),
            [DropBeforeDot, TempFail(0), DropAfterDot, DropAfterDot]
        );
    }

    #[test]
    fn a_temporary_failure_ends_in_acceptance() {
        let mut script = Script::accept_all().on("a@b", TempFail(2));
        assert_eq!(
            attempts(&mut script, "a@b"),
            [TempFail(1), TempFail(0), Accept, Accept]
        );
    }

    #[test]
    fn a_temporary_failure_for_all_is_counted_for_each() {
        let mut script = Script::accept_all()
            .otherwise(TempFail(1))
            .on("c@b", Accept);
        assert_eq!(
            attempts(&mut script, "a@b"),
            [TempFail(0), Accept, Accept, Accept]
        );
        assert_eq!(script.next("d@b"), TempFail(0));
        assert_eq!(script.next("c@b"), Accept);
    }

    #[test]
    fn others_get_what_the_script_says_otherwise() {
        let mut script = Script::accept_all()
            .otherwise(DropAfterDot)
            .on("a@b", Accept);
        assert_eq!(script.next("x@b"), DropAfterDot);
        assert_eq!(script.next("a@b"), Accept);
    }
}
