//! How fast mail leaves: so many within a period, overall and for each domain written to.
//!
//! A mail counts from before its first word on the wire until one period after its last. So whatever delays happen in
//! between, no window of that length ever sees more mails arrive than the limit.

use std::collections::{HashMap, VecDeque};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So many mails within a period: `5/s`, `30/min`, `200/h`; a bare number is a second’s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    limit: usize,
    period: Duration,
}

/// A text that is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no rate: expected something like 5/s, 30/min or 200/h")]
pub struct RateError;

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let (limit, unit) = text.trim().split_once('/').unwrap_or((text.trim(), "s"));
        let seconds = match unit.trim() {
            "s" => 1,
            "min" | "m" => 60,
            "h" => 3_600,
            _ => return Err(RateError),
        };
        let limit = limit.trim().parse().map_err(|_number| RateError)?;
        if limit == 0 {
            return Err(RateError);
        }
        Ok(Self {
            limit,
            period: Duration::from_secs(seconds),
        })
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.period.as_secs() {
            1 => "s",
            60 => "min",
            _ => "h",
        };
        write!(f, "{}/{unit}", self.limit)
    }
}

/// The limits of a mailer; what is absent is not limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// All mails together.
    pub overall: Option<Rate>,
    /// The mails to one domain.
    pub per_domain: Option<Rate>,
}

/// Keeps the limits. Cloning it shares it.
#[derive(Clone, Debug)]
pub(crate) struct Pace(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    overall: Option<Bucket>,
    per_domain: Option<Rate>,
    domains: HashMap<String, Bucket>,
}

/// What a mail on its way takes up; given back, one period later, when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    pace: Pace,
    domain: String,
}

/// One limit and what it has let through lately.
#[derive(Debug)]
struct Bucket {
    rate: Rate,
    on_their_way: usize,
    ended: VecDeque<Instant>,
    /// When the next would leave if mails left evenly.
    even: Option<Instant>,
}

/// How far ahead of an even flow mails may be.
const AHEAD: Duration = Duration::from_millis(50);
/// Domains that are remembered although nothing is known of them any more.
const IDLE_DOMAINS: usize = 1_000;

impl Pace {
    pub(crate) fn new(rates: Rates) -> Self {
        Self(Arc::new(Mutex::new(State {
            overall: rates.overall.map(Bucket::new),
            per_domain: rates.per_domain,
            domains: HashMap::new(),
        })))
    }

    /// Lets a mail to `domain` leave now, or says when to ask again.
    pub(crate) fn admit(&self, domain: &str) -> Result<Permit, Instant> {
        self.with(|state| state.admit(domain, Instant::now()))?;
        Ok(Permit {
            pace: self.clone(),
            domain: domain.to_owned(),
        })
    }

    fn with<T>(&self, edit: impl FnOnce(&mut State) -> T) -> T {
        edit(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let now = Instant::now();
        self.pace.with(|state| state.end(&self.domain, now));
    }
}

impl State {
    fn admit(&mut self, domain: &str, now: Instant) -> Result<(), Instant> {
        if let Some(bucket) = &mut self.overall {
            bucket.check(now)?;
        }
        if let Some(rate) = self.per_domain {
            if self.domains.len() > IDLE_DOMAINS {
                self.domains.retain(|_, bucket| !bucket.is_idle(now));
            }
            let bucket = self
                .domains
                .entry(domain.to_owned())
                .or_insert_with(|| Bucket::new(rate));
            bucket.check(now)?;
            bucket.take(now);
        }
        if let Some(bucket) = &mut self.overall {
            bucket.take(now);
        }
        Ok(())
    }

    fn end(&mut self, domain: &str, now: Instant) {
        if let Some(bucket) = &mut self.overall {
            bucket.end(now);
        }
        if let Some(bucket) = self.domains.get_mut(domain) {
            bucket.end(now);
        }
    }
}

impl Bucket {
    const fn new(rate: Rate) -> Self {
        Self {
            rate,
            on_their_way: 0,
            ended: VecDeque::new(),
            even: None,
        }
    }

    fn gap(&self) -> Duration {
        self.rate.period / u32::try_from(self.rate.limit).unwrap_or(u32::MAX)
    }

    /// Whether one more may leave; else when to ask again.
    fn check(&mut self, now: Instant) -> Result<(), Instant> {
        while self
            .ended
            .front()
            .is_some_and(|&ended| ended + self.rate.period <= now)
        {
            self.ended.pop_front();
        }
        if self.on_their_way + self.ended.len() >= self.rate.limit {
            let first = self.ended.front().map(|&ended| ended + self.rate.period);
            return Err(first.unwrap_or(now + self.gap()));
        }
        match self.even {
            Some(even) if even > now + AHEAD => Err(even - AHEAD),
            _ => Ok(()),
        }
    }

    fn take(&mut self, now: Instant) {
        self.on_their_way += 1;
        self.even = Some(self.even.map_or(now, |even| even.max(now)) + self.gap());
    }

    fn end(&mut self, now: Instant) {
        self.on_their_way = self.on_their_way.saturating_sub(1);
        self.ended.push_back(now);
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.on_their_way == 0
            && self
                .ended
                .back()
                .is_none_or(|&ended| ended + self.rate.period <= now)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rate_says_so_many_within_what() {
        for (text, shown) in [
            ("5/s", "5/s"),
            ("7", "7/s"),
            (" 30 / min", "30/min"),
            ("200/h", "200/h"),
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), shown);
        }
        for text in ["", "0/s", "5/day", "-1", "x/s"] {
            assert_eq!(text.parse::<Rate>(), Err(RateError), "{text}");
        }
    }

    /// Plays mails with given delays on the wire as fast as the limits allow; gives when each arrived, and where.
    fn play(rates: Rates, mails: &[(u64, u64, usize)]) -> Vec<(u64, usize)> {
        let start = Instant::now();
        let at = |millis: u64| start + Duration::from_millis(millis);
        let pace = Pace::new(rates);
        let mut arrived = Vec::new();
        let mut ends: BinaryHeap<std::cmp::Reverse<(u64, usize)>> = BinaryHeap::new();
        let mut now = 0;
        for &(travel, rest, domain) in mails {
            loop {
                while let Some(&std::cmp::Reverse((end, whose))) = ends.peek()
                    && end <= now
                {
                    ends.pop();
                    pace.with(|state| state.end(&whose.to_string(), at(end)));
                }
                if pace
                    .with(|state| state.admit(&domain.to_string(), at(now)))
                    .is_ok()
                {
                    break;
                }
                now += 1;
            }
            arrived.push((now + travel, domain));
            ends.push(std::cmp::Reverse((now + travel + rest, domain)));
        }
        arrived
    }

    fn most_in_a_second(mut times: Vec<u64>) -> usize {
        times.sort_unstable();
        let within = |from: u64| {
            times
                .iter()
                .filter(|&&at| at >= from && at < from + 1_000)
                .count()
        };
        times
            .iter()
            .map(|&from| within(from))
            .max()
            .unwrap_or_default()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_window_of_a_second_sees_more_than_the_limit(
            overall in 1_usize..12,
            per_domain in 1_usize..6,
            mails in prop::collection::vec((0_u64..1_500, 0_u64..300, 0_usize..3), 1..50),
        ) {
            let rate = |limit| Some(Rate { limit, period: Duration::from_secs(1) });
            let rates = Rates { overall: rate(overall), per_domain: rate(per_domain) };
            let arrived = play(rates, &mails);
            prop_assert!(most_in_a_second(arrived.iter().map(|(at, _)| *at).collect()) <= overall);
            for domain in 0..3 {
                let times = arrived.iter().filter(|(_, to)| *to == domain).map(|(at, _)| *at);
                prop_assert!(most_in_a_second(times.collect()) <= per_domain);
            }
        }
    }

    #[test]
    fn an_unhindered_flow_reaches_its_limit() {
        let rate = "20/s".parse().ok();
        let rates = Rates {
            overall: rate,
            per_domain: None,
        };
        let arrived = play(rates, &[(1, 0, 0); 100]);
        let last = arrived.last().unwrap().0;
        assert!(last <= 5_200, "{last} ms for 100 mails at 20 a second");
    }
}
