//! Looks up what receivers look up before they trust a mail: SPF, DKIM, DMARC, MX.
//!
//! A house whose names are wrong writes into junk folders without ever being told. So the running mailer looks four
//! times a day, and the status page says what to publish. Asked outside any transaction, of the machine's resolver or of
//! the server in `PORTREA_DNS`.

mod watch;

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::config::{NameServerConfig, ResolverConfig};
use hickory_resolver::name_server::TokioConnectionProvider;
use hickory_resolver::proto::xfer::Protocol;
use hickory_resolver::{ResolveError, Resolver, TokioResolver};
use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::mail_names::{MailNames, NameKind, NameRecord, NameVerdict};
use portrea_storage::StorageError;

use crate::seal::Seal;
pub(crate) use watch::Watch;

/// How long one server may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks name servers.
#[derive(Clone)]
pub struct Names {
    resolver: TokioResolver,
}

/// Why no name server can be asked.
#[derive(Debug, thiserror::Error)]
#[error("no name server can be asked: {0}")]
pub struct NamesError(#[from] ResolveError);

/// What an answer says.
enum Answer {
    Texts(Vec<String>),
    Silence,
}

impl Names {
    /// Asks this server, or those the machine is configured with.
    pub fn new(server: Option<SocketAddr>) -> Result<Self, NamesError> {
        let mut builder = match server {
            Some(address) => {
                let mut config = ResolverConfig::new();
                config.add_name_server(NameServerConfig::new(address, Protocol::Udp));
                Resolver::builder_with_config(config, TokioConnectionProvider::default())
            }
            None => Resolver::builder_tokio()?,
        };
        let options = builder.options_mut();
        options.timeout = PATIENCE;
        options.attempts = 2;
        options.cache_size = 0;
        // A name that says nothing must not be looked up under the machine's own domain.
        options.ndots = 0;
        options.use_hosts_file = hickory_resolver::config::ResolveHosts::Never;
        Ok(Self {
            resolver: builder.build(),
        })
    }

    /// Looks up every record that matters for mails from `sender` under `seal`.
    pub async fn look(&self, sender: &str, seal: &Seal, now: Timestamp) -> MailNames {
        let returns = seal.bounce_domain().unwrap_or(sender);
        let mut records = vec![self.spf(returns).await];
        for (name, wanted) in seal.dns_records() {
            records.push(self.dkim(name, wanted).await);
        }
        records.push(self.dmarc(sender).await);
        records.push(self.mx(sender).await);
        if returns != sender {
            records.push(self.mx(returns).await);
        }
        MailNames {
            at: now,
            sender: sender.to_owned(),
            records,
        }
    }

    async fn spf(&self, domain: &str) -> NameRecord {
        let answer = self.texts(domain, "v=spf1").await;
        let wanted = Some("v=spf1 a:mail.exemple.fr -all".to_owned());
        record(NameKind::Spf, domain.to_owned(), wanted, answer, |found| {
            found.len() == 1 && is_spf_of_use(&found[0])
        })
    }

    async fn dkim(&self, name: String, wanted: String) -> NameRecord {
        let answer = self.texts(&name, "").await;
        let key = tag(&wanted, "p");
        record(NameKind::Dkim, name, Some(wanted), answer, |found| {
            found.len() == 1 && tag(&found[0], "p") == key
        })
    }

    /// Receivers look under the sender’s domain, then under the one above it.
    async fn dmarc(&self, sender: &str) -> NameRecord {
        let wanted = Some(format!("v=DMARC1; p=quarantine; rua=mailto:dmarc@{sender}"));
        let mut answer = Answer::Texts(Vec::new());
        let mut name = format!("_dmarc.{sender}");
        for domain in [Some(sender), above(sender)].into_iter().flatten() {
            let here = format!("_dmarc.{domain}");
            answer = self.texts(&here, "v=DMARC1").await;
            if !matches!(&answer, Answer::Texts(found) if found.is_empty()) {
                name = here;
                break;
            }
        }
        record(NameKind::Dmarc, name, wanted, answer, |found| {
            let policy = found.first().and_then(|text| tag(text, "p"));
            found.len() == 1
                && policy.is_some_and(|policy| ["none", "quarantine", "reject"].contains(&&*policy))
        })
    }

    async fn mx(&self, domain: &str) -> NameRecord {
        let answer = match self.resolver.mx_lookup(absolute(domain)).await {
            Ok(found) => Answer::Texts(found.iter().map(|mx| mx.exchange().to_string()).collect()),
            Err(error) => without(&error),
        };
        record(NameKind::Mx, domain.to_owned(), None, answer, |found| {
            // A single dot: the domain says that it takes no mail (RFC 7505).
            found.iter().all(|exchange| exchange != ".")
        })
    }

    /// The texts at a name that begin like this.
    async fn texts(&self, name: &str, start: &str) -> Answer {
        match self.resolver.txt_lookup(absolute(name)).await {
            Ok(found) => Answer::Texts(
                found
                    .iter()
                    .map(|text| {
                        let bytes = text.txt_data().concat();
                        String::from_utf8_lossy(&bytes).into_owned()
                    })
                    .filter(|text| text.starts_with(start))
                    .collect(),
            ),
            Err(error) => without(&error),
        }
    }
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}

/// Keeps what was found, for the status page.
pub async fn keep_names(app: &App, found: &MailNames) -> Result<(), StorageError> {
    let mut tx = app.storage.begin().await?;
    tx.operations().keep_mail_names(found).await?;
    tx.commit().await
}

fn record(
    kind: NameKind,
    name: String,
    wanted: Option<String>,
    answer: Answer,
    is_good: impl Fn(&[String]) -> bool,
) -> NameRecord {
    let (verdict, found) = match answer {
        Answer::Silence => (NameVerdict::Unanswered, Vec::new()),
        Answer::Texts(found) if found.is_empty() => (NameVerdict::Missing, found),
        Answer::Texts(found) if is_good(&found) => (NameVerdict::Good, found),
        Answer::Texts(found) => (NameVerdict::Wrong, found),
    };
    NameRecord {
        kind,
        name,
        verdict,
        found,
        wanted,
    }
}

fn without(error: &ResolveError) -> Answer {
    if error.is_no_records_found() || error.is_nx_domain() {
        Answer::Texts(Vec::new())
    } else {
        Answer::Silence
    }
}

/// Asked from the root, never under a search list.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

/// The domain above, as long as it is not a whole country.
fn above(domain: &str) -> Option<&str> {
    let (_, rest) = domain.split_once('.')?;
    rest.contains('.').then_some(rest)
}

/// Whether the record names somebody and does not let everybody send.
fn is_spf_of_use(text: &str) -> bool {
    let words: Vec<&str> = text.split_ascii_whitespace().skip(1).collect();
    let lets_everybody = words.iter().any(|word| matches!(*word, "+all" | "all"));
    let names_somebody = words
        .iter()
        .any(|word| !word.ends_with("all") && !word.starts_with("exp="));
    names_somebody && !lets_everybody
}

/// The value of a tag in a list like `v=DKIM1; k=rsa; p=…`, without spaces.
fn tag(text: &str, name: &str) -> Option<String> {
    text.split(';').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        (key.trim() == name).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_lets_everybody_send_is_of_no_use() {
        for (text, expected) in [
            ("v=spf1 include:spf.exemple.fr -all", true),
            ("v=spf1 ip4:192.0.2.1 ~all", true),
            ("v=spf1 redirect=_spf.exemple.fr", true),
            ("v=spf1 -all", false),
            ("v=spf1 a mx +all", false),
            ("v=spf1 a mx all", false),
        ] {
            assert_eq!(is_spf_of_use(text), expected, "{text}");
        }
    }

    #[test]
    fn a_tag_is_read_whatever_the_spaces() {
        assert_eq!(tag("v=DKIM1; k=rsa; p=AB CD", "p").as_deref(), Some("ABCD"));
        assert_eq!(tag("v=DMARC1;p=none", "p").as_deref(), Some("none"));
        assert_eq!(tag("v=DMARC1", "p"), None);
    }

    #[test]
    fn the_domain_above_a_country_is_nobody_s() {
        assert_eq!(above("mail.exemple.fr"), Some("exemple.fr"));
        assert_eq!(above("exemple.fr"), None);
    }
}
