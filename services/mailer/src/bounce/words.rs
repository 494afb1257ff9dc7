//! What servers mean: their codes are often wrong, their words less so.

/// What a refusal is about. The later, the worse for the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// Us: our reputation, our content, our settings.
    Policy,
    /// The address, this time.
    Soft,
    /// The address, for good.
    Hard,
}

/// Words of a full box or a passing trouble. Orange says `5.1.1` of a full box: these come first.
const SOFT: [&str; 22] = [
    "quota",
    "mailbox full",
    "mailbox is full",
    "boite pleine",
    "boîte pleine",
    "destinataire pleine",
    "saturée",
    "saturee",
    "insufficient storage",
    "insufficient system storage",
    "greylist",
    "try again later",
    "temporarily",
    "temporaire",
    "timed out",
    "timeout",
    "expired",
    "ofr_417",
    "out of storage",
    "too large",
    "trop volumineux",
    "connection refused",
];

/// Words about the sender.
const POLICY: [&str; 22] = [
    "spam",
    "blacklist",
    "blocklist",
    "blocked using",
    "block list",
    "reputation",
    "policy",
    "politique",
    "spf",
    "dkim",
    "dmarc",
    "unauthenticated",
    "service refuse",
    "service refusé",
    "relay access denied",
    "relaying denied",
    "ofr_506",
    "ofr_102",
    "poor reputation",
    "rejected by content",
    "contenu refus",
    "unsolicited",
];

/// Words of an address that does not exist, or never will again.
const HARD: [&str; 30] = [
    "user unknown",
    "unknown user",
    "no such user",
    "unknown recipient",
    "recipient unknown",
    "invalid recipient",
    "recipientnotfound",
    "recipient not found",
    "does not exist",
    "doesn't exist",
    "no mailbox here",
    "mailbox unavailable",
    "mailbox not found",
    "unknown mailbox",
    "no longer available",
    "no longer valid",
    "account disabled",
    "account is disabled",
    "inactive",
    "inactivity",
    "adresse inconnue",
    "adresse invalide",
    "destinataire invalide",
    "destinataire inconnu",
    "utilisateur inconnu",
    "inexistant",
    "n'existe pas",
    "n’existe pas",
    "désactivée",
    "desactivee",
];

/// What an enhanced status and the words of a server mean together.
pub(super) fn judge(status: &str, words: &str) -> Verdict {
    let folded = words.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|word| folded.contains(word));
    let status = if status.is_empty() {
        status_in(&folded)
    } else {
        status.trim().to_owned()
    };
    if says(&SOFT) {
        Verdict::Soft
    } else if says(&POLICY) || status.starts_with("5.7.") || status.starts_with("4.7.") {
        Verdict::Policy
    } else if says(&HARD) {
        Verdict::Hard
    } else {
        by_status(&status)
    }
}

fn by_status(status: &str) -> Verdict {
    let hard = [
        "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310",
    ];
    if hard.contains(&status) {
        Verdict::Hard
    } else {
        Verdict::Soft // Not certain: it counts, and fades.
    }
}

/// Whether a line says something we know.
pub(super) fn is_known(line: &str) -> bool {
    let folded = line.to_lowercase();
    [SOFT.as_slice(), &POLICY, &HARD]
        .into_iter()
        .flatten()
        .any(|word| folded.contains(word))
}

/// The enhanced status among words, such as `5.1.1`; empty when there is none.
fn status_in(words: &str) -> String {
    words
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .map(|word| word.trim_matches('.'))
        .find(|word| {
            word.split('.').count() == 3
                && (word.starts_with("5.") || word.starts_with("4."))
                && word.split('.').all(|part| (1..=3).contains(&part.len()))
        })
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_more_than_codes() {
        for (status, words, verdict) in [
            (
                "5.1.1",
                "552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417",
                Verdict::Soft,
            ),
            (
                "",
                "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416",
                Verdict::Hard,
            ),
            (
                "5.7.1",
                "550 5.7.1 Service refuse. OFR_506",
                Verdict::Policy,
            ),
            (
                "",
                "550 5.2.1 This mailbox has been blocked due to inactivity",
                Verdict::Hard,
            ),
            (
                "5.2.2",
                "552-5.2.2 The email account is over quota",
                Verdict::Soft,
            ),
            (
                "5.5.0",
                "550 5.5.0 Requested action not taken: mailbox unavailable",
                Verdict::Hard,
            ),
            (
                "5.7.606",
                "550 5.7.606 Access denied, banned sending IP",
                Verdict::Policy,
            ),
            ("4.4.7", "message expired", Verdict::Soft),
            ("5.1.1", "", Verdict::Hard),
            ("5.0.0", "554 transaction failed", Verdict::Soft),
        ] {
            assert_eq!(judge(status, words), verdict, "{status} {words}");
        }
    }
}
