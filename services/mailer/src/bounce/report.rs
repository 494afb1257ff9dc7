//! Reading a report: by RFC 3464 when it is one, by what providers write otherwise.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use portrea_actions::BounceKind;

use super::words::{Verdict, judge};

/// What a mail is.
#[derive(Debug)]
pub(super) enum Reported {
    /// It says that a mail could not be delivered.
    Failure(Report),
    /// It does not, for this reason.
    Nothing(&'static str),
}

/// What a report of a failure says.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The addresses it came to: one of them may be the one we gave.
    pub(super) came_to: Vec<String>,
    /// The Message-ID of the mail it returns, without angle brackets.
    pub(super) quoted_id: Option<String>,
    /// The addresses that failed, in lower case.
    pub(super) failed: Vec<String>,
    /// How they failed; nothing when the failure is about us.
    pub(super) kind: Option<BounceKind>,
    /// What the server said.
    pub(super) words: String,
}

/// Headers that may hold the address a mail came to.
const CAME_TO: [&str; 6] = [
    "To",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Rcpt-To",
];

/// Reads a mail that came back.
pub(super) fn read(raw: &[u8]) -> Reported {
    let Some(mail) = MessageParser::default().parse(raw) else {
        return Reported::Nothing("this is no mail");
    };
    let text = String::from_utf8_lossy(raw);
    let mut report = Report {
        came_to: CAME_TO
            .iter()
            .filter_map(|name| mail.header_raw(*name))
            .flat_map(addresses)
            .collect(),
        quoted_id: quoted_id(&mail),
        ..Report::default()
    };
    match status_part(&mail) {
        Some(status) => by_standard(report, &status),
        None if is_automatic_answer(&mail) => {
            Reported::Nothing("an automatic answer, such as an absence")
        }
        None if is_from_a_machine(&mail) => {
            let body = mail.body_text(0).unwrap_or_default();
            report.quoted_id = report
                .quoted_id
                .or_else(|| id_in(&body))
                .or_else(|| id_in(&text));
            report.failed = failed_in(&mail, &body);
            by_words(report, &body)
        }
        None => Reported::Nothing("a mail written by somebody"),
    }
}

/// What `message/delivery-status` holds (RFC 3464): one block a recipient.
fn by_standard(mut report: Report, status: &str) -> Reported {
    let mut worst: Option<(Verdict, String)> = None;
    let mut actions = Vec::new();
    for block in blocks(status) {
        let field = |name: &str| value_of(&block, name);
        for name in ["Original-Recipient", "Final-Recipient"] {
            report
                .failed
                .extend(field(name).iter().flat_map(|value| addresses(value)));
        }
        let Some(action) = field("Action") else {
            continue;
        };
        actions.push(action.to_ascii_lowercase());
        if !action.trim().to_ascii_lowercase().starts_with("failed") {
            continue;
        }
        let code = field("Status").unwrap_or_default();
        let words = field("Diagnostic-Code").unwrap_or_else(|| code.clone());
        let words = words
            .split_once(';')
            .map_or(words.as_str(), |(_, said)| said)
            .trim()
            .to_owned();
        let verdict = judge(&code, &words);
        if worst.as_ref().is_none_or(|(known, _)| *known < verdict) {
            worst = Some((verdict, words));
        }
    }
    let Some((verdict, words)) = worst else {
        return Reported::Nothing(match actions.first().map(String::as_str) {
            Some("delayed") => "a delay: the server goes on trying",
            _ => "a report that nothing failed",
        });
    };
    finished(report, verdict, words)
}

fn by_words(report: Report, body: &str) -> Reported {
    let Some(line) = telling_line(body) else {
        return Reported::Nothing("a report that does not say what failed");
    };
    let verdict = judge("", &line);
    finished(report, verdict, line)
}

fn finished(mut report: Report, verdict: Verdict, words: String) -> Reported {
    report.failed.sort();
    report.failed.dedup();
    report.words = words;
    report.kind = match verdict {
        Verdict::Policy => None,
        Verdict::Soft => Some(BounceKind::Soft),
        Verdict::Hard => Some(BounceKind::Hard),
    };
    Reported::Failure(report)
}

fn status_part(mail: &Message<'_>) -> Option<String> {
    let is_status = |part: &&MessagePart<'_>| {
        is_of_type(
            part,
            "message",
            &["delivery-status", "global-delivery-status"],
        )
    };
    let part = mail.parts.iter().find(is_status)?;
    let bytes = part_bytes(mail, part);
    Some(String::from_utf8_lossy(bytes).into_owned())
}

fn is_of_type(part: &MessagePart<'_>, kind: &str, subtypes: &[&str]) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind)
            && found.subtype().is_some_and(|found| {
                subtypes
                    .iter()
                    .any(|subtype| found.eq_ignore_ascii_case(subtype))
            })
    })
}

/// A part as it stands in the mail, whatever the reader made of it.
fn part_bytes<'m>(mail: &'m Message<'_>, part: &'m MessagePart<'_>) -> &'m [u8] {
    let (from, to) = (
        part.raw_body_offset() as usize,
        part.raw_end_offset() as usize,
    );
    mail.raw_message.get(from..to).unwrap_or_default()
}

/// The Message-ID among the returned headers.
fn quoted_id(mail: &Message<'_>) -> Option<String> {
    mail.parts.iter().find_map(|part| match &part.body {
        PartType::Message(returned) => returned.message_id().map(str::to_owned),
        _ if is_of_type(part, "text", &["rfc822-headers"])
            || is_of_type(
                part,
                "message",
                &["rfc822", "rfc822-headers", "global", "partial"],
            ) =>
        {
            id_in(&String::from_utf8_lossy(part_bytes(mail, part)))
        }
        _ => None,
    })
}

/// The last `Message-ID:` of a text that quotes a mail: the first one may be the report’s own.
fn id_in(text: &str) -> Option<String> {
    let id_of = |line: &str| {
        let (name, value) = line.trim_start_matches(['>', ' ', '\t']).split_once(':')?;
        let is_id = name.trim().eq_ignore_ascii_case("message-id");
        is_id.then(|| value.trim().trim_matches(['<', '>']).to_owned())
    };
    let unfolded = text.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded
        .lines()
        .filter_map(id_of)
        .rfind(|id| id.contains('@'))
}

/// Whether a person’s mail program answered by itself: such an answer says nothing of the address.
fn is_automatic_answer(mail: &Message<'_>) -> bool {
    let header = |name: &str| {
        mail.header_raw(name)
            .unwrap_or_default()
            .trim()
            .to_lowercase()
    };
    let subject = mail.subject().unwrap_or_default().to_lowercase();
    let says_so = [
        "x-autoreply",
        "x-autorespond",
        "x-auto-response-suppress-reply",
    ]
    .iter()
    .any(|name| !header(name).is_empty());
    let marked = header("auto-submitted").starts_with("auto-replied")
        || ["auto_reply", "auto-reply"].contains(&header("precedence").as_str());
    let titled = [
        "réponse automatique",
        "reponse automatique",
        "absence",
        "absent",
        "out of office",
        "automatic reply",
        "auto:",
        "message d'absence",
        "vacation",
        "en congé",
    ]
    .iter()
    .any(|words| subject.contains(words));
    (says_so || marked || titled) && !is_from_a_machine(mail)
}

/// Whether a mail server wrote it.
fn is_from_a_machine(mail: &Message<'_>) -> bool {
    let from = mail.header_raw("From").unwrap_or_default().to_lowercase();
    let is_daemon = [
        "mailer-daemon",
        "postmaster",
        "mail delivery",
        "mailerdaemon",
    ]
    .iter()
    .any(|name| from.contains(name));
    let returns_to_nobody = mail
        .header_raw("Return-Path")
        .is_some_and(|path| path.trim() == "<>");
    let subject = mail.subject().unwrap_or_default().to_lowercase();
    let is_titled = [
        "undeliver",
        "failure notice",
        "delivery status notification",
        "delivery failure",
        "returned mail",
        "non remis",
        "échec de la remise",
        "non distribu",
        "mail delivery failed",
    ]
    .iter()
    .any(|words| subject.contains(words));
    is_daemon || (returns_to_nobody && is_titled)
}

/// The line that tells why: the first with the code of an answer, else the first with known words.
fn telling_line(body: &str) -> Option<String> {
    let lines = || {
        body.lines()
            .map(|line| line.trim_start_matches(['>', ' ', '\t']).trim())
    };
    let has_code = |line: &&str| {
        line.split(|c: char| !c.is_ascii_digit() && c != '.')
            .any(|word| {
                is_enhanced(word)
                    || matches!(
                        word,
                        "550" | "551" | "552" | "553" | "554" | "450" | "451" | "452" | "421"
                    )
            })
    };
    lines()
        .find(has_code)
        .or_else(|| lines().find(|line| super::words::is_known(line)))
        .map(str::to_owned)
}

/// Whether a word is an enhanced status, such as `5.1.1`.
fn is_enhanced(word: &str) -> bool {
    let mut parts = word.split('.');
    let class = parts.next().is_some_and(|class| matches!(class, "4" | "5"));
    let rest: Vec<&str> = parts.collect();
    class
        && rest.len() == 2
        && rest.iter().all(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// The addresses a loose report says failed.
fn failed_in(mail: &Message<'_>, body: &str) -> Vec<String> {
    if let Some(named) = mail.header_raw("X-Failed-Recipients") {
        return addresses(named);
    }
    // The returned mail stands after what the server says; senders of the report are no readers of ours.
    let end = body
        .to_lowercase()
        .find("message-id:")
        .unwrap_or(body.len());
    let said = body.get(..end).unwrap_or(body);
    addresses(said)
        .into_iter()
        .filter(|address| {
            !["mailer-daemon@", "postmaster@", "bounces+"]
                .iter()
                .any(|start| address.starts_with(start))
        })
        .collect()
}

/// Every address of a text, in lower case.
fn addresses(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || "<>()[],;:\"'`".contains(c))
        .map(|word| word.trim_matches('.').to_ascii_lowercase())
        .filter(|word| {
            word.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && domain.contains('.') && !domain.contains('@')
            })
        })
        .collect()
}

/// The blocks of a delivery status, unfolded.
fn blocks(status: &str) -> Vec<String> {
    let unfolded = status
        .replace("\r\n", "\n")
        .replace("\n ", " ")
        .replace("\n\t", " ");
    unfolded.split("\n\n").map(str::to_owned).collect()
}

fn value_of(block: &str, name: &str) -> Option<String> {
    block.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enhanced_status_is_told_from_an_address_of_a_machine() {
        assert!(is_enhanced("5.1.1") && is_enhanced("4.4.7") && is_enhanced("5.1.10"));
        for word in ["5.1", "192.0.2", "5.1.1.1", "2.0.0", "5..1", ""] {
            assert!(!is_enhanced(word), "{word}");
        }
    }

    #[test]
    fn addresses_are_found_in_any_text() {
        assert_eq!(
            addresses("rfc822;Anne@Exemple.FR, <b@c.fr>: (c@d.fr). x@y"),
            ["anne@exemple.fr", "b@c.fr", "c@d.fr"]
        );
    }

    #[test]
    fn the_quoted_message_id_is_the_last_one() {
        let text = "Message-ID: <report@machine.fr>\r\n\r\n> Message-Id:\r\n <ours@maison.fr>\r\n";
        assert_eq!(id_in(text).as_deref(), Some("ours@maison.fr"));
        assert_eq!(id_in("no such thing"), None);
    }
}
