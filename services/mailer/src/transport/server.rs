//! Where the SMTP server is, read from one address.

use std::fmt;
use std::net::IpAddr;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::Certificate;
use url::{Host, Url};

/// An SMTP server and how to speak to it. Its password does not show in logs.
#[derive(Clone)]
pub struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
    /// A certificate authority to trust beside the public ones, in PEM.
    pub(super) authority: Option<Vec<u8>>,
}

/// When the conversation is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// Never: a server on this machine or on a trusted network.
    Clear,
    /// When the server offers it.
    Opportunistic,
    /// After a greeting in clear, or not at all.
    StartTls,
    /// From the first byte.
    Tls,
}

/// Why an address names no SMTP server. It never quotes the address, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the address of the SMTP server {0}; expected smtps://user:password@host or smtp://host?tls=required"
)]
pub struct ServerAddressError(&'static str);

impl SmtpServer {
    /// Whether it runs on this machine.
    pub(super) fn is_this_machine(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl ServerAddressError {
    pub(super) const MISSING: Self = Self("is missing");
}

impl SmtpServer {
    /// Reads an address. A password is refused on a conversation that may stay in clear, unless it stays on this machine.
    pub fn parse(address: &str) -> Result<Self, ServerAddressError> {
        let url = Url::parse(address).map_err(|_error| ServerAddressError("cannot be read"))?;
        let host = url
            .host()
            .filter(|host| !host.to_string().is_empty())
            .ok_or(ServerAddressError("has no host"))?;
        let security = security(&url)?;
        let credentials = credentials(&url)?;
        let is_exposed = matches!(security, Security::Clear | Security::Opportunistic);
        if credentials.is_some() && is_exposed && !is_this_machine(&host) {
            return Err(ServerAddressError("would send the password in clear"));
        }
        Ok(Self {
            host: host.to_string().trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(match security {
                Security::Clear => 25,
                Security::Opportunistic | Security::StartTls => 587,
                Security::Tls => 465,
            }),
            security,
            credentials,
            authority: authority(&url)?,
        })
    }
}

impl fmt::Display for SmtpServer {
    /// Where it is and how it is spoken to; never who signs in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.security {
            Security::Clear => "in clear",
            Security::Opportunistic => "encrypted when offered",
            Security::StartTls => "STARTTLS",
            Security::Tls => "TLS",
        };
        let signs_in = if self.credentials.is_some() {
            ", signed in"
        } else {
            ""
        };
        write!(f, "{}:{} ({how}{signs_in})", self.host, self.port)
    }
}

impl fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpServer")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

fn security(url: &Url) -> Result<Security, ServerAddressError> {
    let tls = url
        .query_pairs()
        .find(|(name, _)| name == "tls")
        .map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtp", None) => Ok(Security::Clear),
        ("smtp", Some("opportunistic")) => Ok(Security::Opportunistic),
        ("smtp", Some("required")) | ("smtp+starttls", None) => Ok(Security::StartTls),
        ("smtps", None) => Ok(Security::Tls),
        _ => Err(ServerAddressError("does not say how to speak to it")),
    }
}

/// `?ca=/path/to/authority.pem`.
fn authority(url: &Url) -> Result<Option<Vec<u8>>, ServerAddressError> {
    let Some((_, path)) = url.query_pairs().find(|(name, _)| name == "ca") else {
        return Ok(None);
    };
    let unreadable =
        ServerAddressError("names a certificate authority (ca=…) whose file cannot be read as PEM");
    let pem = std::fs::read(path.as_ref()).map_err(|_error| unreadable.clone())?;
    Certificate::from_pem(&pem).map_err(|_error| unreadable)?;
    Ok(Some(pem))
}

fn credentials(url: &Url) -> Result<Option<Credentials>, ServerAddressError> {
    let unreadable = ServerAddressError("holds a user or password that cannot be read");
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) => {
            let user = percent_decoded(user).ok_or_else(|| unreadable.clone())?;
            let password = percent_decoded(password).ok_or(unreadable)?;
            Ok(Some(Credentials::new(user, password)))
        }
        (_, None) => Err(ServerAddressError("has a user without a password")),
    }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            *name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// `p%40ss` is `p@ss`.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            decoded.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(address: &str) -> (String, u16, Security) {
        let server = SmtpServer::parse(address).unwrap();
        (server.host, server.port, server.security)
    }

    #[test]
    fn each_form_says_how_to_speak() {
        for (address, host, port, security) in [
            ("smtp://relay.lan", "relay.lan", 25, Security::Clear),
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Security::Clear),
            ("smtp://[::1]:2525", "::1", 2525, Security::Clear),
            ("smtp://h.fr?tls=required", "h.fr", 587, Security::StartTls),
            (
                "smtp://h.fr?tls=opportunistic",
                "h.fr",
                587,
                Security::Opportunistic,
            ),
            ("smtp+starttls://h.fr", "h.fr", 587, Security::StartTls),
            ("smtps://u:p@h.fr", "h.fr", 465, Security::Tls),
        ] {
            assert_eq!(
                parsed(address),
                (host.to_owned(), port, security),
                "{address}"
            );
        }
    }

    #[test]
    fn a_password_never_leaves_this_machine_in_clear() {
        assert!(SmtpServer::parse("smtp://u:p@h.fr").is_err());
        assert!(SmtpServer::parse("smtp://u:p@h.fr?tls=opportunistic").is_err());
        assert!(SmtpServer::parse("smtp://u:p@127.0.0.1").is_ok());
        assert!(SmtpServer::parse("smtp://u:p@localhost").is_ok());
    }

    #[test]
    fn passwords_may_hold_any_character_and_never_show() {
        let server = SmtpServer::parse("smtps://u%40h.fr:p%C3%A9%3A@h.fr").unwrap();
        let expected = Credentials::new("u@h.fr".to_owned(), "pé:".to_owned());
        assert_eq!(server.credentials, Some(expected));
        assert!(!format!("{server:?}").contains("pé"));
    }

    #[test]
    fn what_is_no_server_is_refused_without_being_quoted() {
        for address in [
            "",
            "relay.lan",
            "http://h.fr",
            "smtp://",
            "smtps://u@h.fr",
            "smtps://u:%zz@h.fr",
            "smtp://h.fr?tls=maybe",
        ] {
            let error = SmtpServer::parse(address).unwrap_err().to_string();
            assert!(!error.contains("h.fr"), "{error}");
        }
    }
}
