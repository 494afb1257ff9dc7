//! The fates of mails in words and in numbers.

use portrea_domain::message::{MessageState, Outcome};
use portrea_domain::person::Person;

/// The longest words of a server that are kept.
const REASON_CHARS: usize = 300;

/// The words to keep of an outcome: without the address, which stays with its person, and not too long.
pub(crate) fn reason_of(outcome: &Outcome, person: &Person) -> String {
    let (Outcome::Refused { reason, .. }
    | Outcome::Later { reason }
    | Outcome::Uncertain { reason }) = outcome
    else {
        return String::new();
    };
    let mut words = reason.clone();
    if let Some(email) = &person.email {
        words = words.replace(email.as_str(), "…");
    }
    words.chars().take(REASON_CHARS).collect()
}

/// Counts fates, for whoever watches the house.
pub(crate) fn count(state: MessageState, times: u64) {
    let name = match state {
        MessageState::Accepted => "mail_accepted_total",
        MessageState::Refused => "mail_refused_total",
        MessageState::Suppressed => "mail_suppressed_total",
        MessageState::GivenUp => "mail_given_up_total",
        MessageState::Uncertain => "mail_uncertain_total",
        MessageState::Queued | MessageState::Claimed | MessageState::Handed => "mail_later_total",
    };
    metrics::counter!(name).increment(times);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_server_are_kept_without_the_address() {
        let person = Person {
            id: "0190f2a4-0000-7000-8000-000000000000".parse().unwrap(),
            name: String::new(),
            email: Some("anne@exemple.invalid".parse().unwrap()),
            fictional: true,
        };
        let outcome = Outcome::Refused {
            reason: format!("550 <anne@exemple.invalid>: unknown{}", "!".repeat(400)),
            bounced: true,
        };
        let reason = reason_of(&outcome, &person);
        assert!(reason.starts_with("550 <…>: unknown!"));
        assert_eq!(reason.chars().count(), REASON_CHARS);
        assert_eq!(reason_of(&Outcome::Accepted, &person), "");
    }
}
