//! Mail that comes back: what a report says, about which message, and what it changes.

mod report;
mod words;

use std::str::FromStr as _;

use portrea_actions::{App, BounceKind, BounceNoted, note_bounced_message};
use portrea_domain::MessageId;
use portrea_domain::person::EmailAddress;
use portrea_post::host_of;
use portrea_storage::StorageError;

use report::{Report, Reported};

/// What a mail that came back was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bounced {
    /// An address failed, and that was noted.
    Noted(MessageId, BounceKind, BounceNoted),
    /// A server will not have our mail, whoever it is for: nothing is held against the address.
    Policy(MessageId, String),
    /// It is no report of a failure: an answer written by a machine, a delay, a receipt.
    NoBounce(&'static str),
    /// A report about no message of this house.
    Stranger,
}

/// Reads a mail that came back, as its bytes arrived, and notes what it says.
pub async fn take_bounce(app: &App, raw: &[u8]) -> Result<Bounced, StorageError> {
    let report = match report::read(raw) {
        Reported::Failure(report) => report,
        Reported::Nothing(why) => return Ok(Bounced::NoBounce(why)),
    };
    let Some(id) = message_of(app, &report) else {
        return Ok(Bounced::Stranger);
    };
    let reason: String = report.words.chars().take(300).collect();
    let Some(kind) = report.kind else {
        tracing::warn!(message.id = %id, "mail.refused_by_policy");
        return Ok(Bounced::Policy(id, reason));
    };
    let failed: Vec<EmailAddress> = report
        .failed
        .iter()
        .filter_map(|text| text.parse().ok())
        .collect();
    let noted =
        note_bounced_message(app, id, &failed, kind, &without(&reason, &report.failed)).await?;
    Ok(Bounced::Noted(id, kind, noted))
}

/// The message a report is about: by the address it came back to, which only this house can make, else by the Message-ID
/// it quotes.
fn message_of(app: &App, report: &Report) -> Option<MessageId> {
    let house = &app.house;
    let by_address = report.came_to.iter().find_map(|address| {
        let (local_part, _) = address.split_once('@')?;
        house.secret.message_of_bounce(local_part)
    });
    by_address.or_else(|| {
        let quoted = report.quoted_id.as_ref()?;
        let (id, host) = quoted.split_once('@')?;
        let is_ours = host.eq_ignore_ascii_case(host_of(&house.public_url));
        is_ours.then(|| MessageId::from_str(id).ok()).flatten()
    })
}

/// Addresses stay with their person.
fn without(words: &str, addresses: &[String]) -> String {
    addresses
        .iter()
        .filter(|address| !address.is_empty())
        .fold(words.to_owned(), |words, address| {
            words.replace(address.as_str(), "…")
        })
}
