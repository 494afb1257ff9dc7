//! The servers mail leaves by: used in turn, and left to rest when they do not answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::server::{ServerAddressError, SmtpServer};

/// Servers, and which of them rest. Shared by every connection of a mailer.
#[derive(Debug)]
pub(crate) struct Relay {
    servers: Vec<SmtpServer>,
    rests: Mutex<Vec<Rest>>,
    turn: AtomicUsize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    failures: u32,
    until: Option<Instant>,
}

const FIRST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_mins(5);

impl Relay {
    /// Reads addresses separated by commas.
    pub(crate) fn parse(addresses: &str) -> Result<Self, ServerAddressError> {
        let servers: Vec<SmtpServer> = addresses
            .split(',')
            .map(str::trim)
            .filter(|address| !address.is_empty())
            .map(SmtpServer::parse)
            .collect::<Result<_, _>>()?;
        if servers.is_empty() {
            return Err(ServerAddressError::MISSING);
        }
        Ok(Self {
            rests: Mutex::new(vec![Rest::default(); servers.len()]),
            turn: AtomicUsize::new(0),
            servers,
        })
    }

    /// The same servers, none of them resting yet.
    pub(super) fn apart(&self) -> Self {
        Self {
            servers: self.servers.clone(),
            rests: Mutex::new(vec![Rest::default(); self.servers.len()]),
            turn: AtomicUsize::new(0),
        }
    }

    pub(crate) fn servers(&self) -> &[SmtpServer] {
        &self.servers
    }

    /// The servers in the order to try them: each time another first, those that rest last.
    pub(super) fn in_turn(&self) -> Vec<(usize, &SmtpServer)> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let now = Instant::now();
        let rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        let mut order: Vec<(bool, usize)> = (0..self.servers.len())
            .map(|n| (first + n) % self.servers.len())
            .map(|n| (rests[n].until.is_some_and(|until| until > now), n))
            .collect();
        order.sort_by_key(|(rests, _)| *rests);
        order
            .into_iter()
            .map(|(_, n)| (n, &self.servers[n]))
            .collect()
    }

    /// A server did not answer: it rests, twice as long each time in a row.
    pub(super) fn failed(&self, server: usize) {
        self.change(server, |rest| {
            let time = FIRST_REST.saturating_mul(1 << rest.failures.min(9));
            rest.failures += 1;
            rest.until = Some(Instant::now() + time.min(LONGEST_REST));
        });
    }

    pub(super) fn answered(&self, server: usize) {
        self.change(server, |rest| *rest = Rest::default());
    }

    fn change(&self, server: usize, edit: impl FnOnce(&mut Rest)) {
        let mut rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rest) = rests.get_mut(server) {
            edit(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(relay: &Relay) -> usize {
        relay.in_turn()[0].0
    }

    #[tokio::test(start_paused = true)]
    async fn servers_take_turns_and_a_dead_one_rests_twice_as_long_each_time() {
        let relay = Relay::parse("smtp://a.lan, smtp://b.lan").unwrap();
        assert_eq!([first(&relay), first(&relay), first(&relay)], [0, 1, 0]);
        relay.failed(0);
        assert_eq!([first(&relay), first(&relay)], [1, 1]);
        tokio::time::advance(Duration::from_millis(1_001)).await;
        assert_eq!([first(&relay), first(&relay)], [1, 0]);
        relay.failed(0);
        tokio::time::advance(Duration::from_millis(1_001)).await;
        assert_eq!([first(&relay), first(&relay)], [1, 1]);
        relay.answered(0);
        assert_eq!([first(&relay), first(&relay)], [1, 0]);
    }

    #[test]
    fn one_wrong_address_is_enough_to_refuse_all() {
        assert!(Relay::parse("smtp://a.lan,http://b.lan").is_err());
        assert!(Relay::parse(" , ").is_err());
        assert_eq!(Relay::parse("smtp://a.lan,").unwrap().servers().len(), 1);
    }
}
