//! DKIM signatures (RFC 6376, RFC 8463), relaxed in headers and body, by RSA or Ed25519 keys.
//!
//! The cryptography is ring’s, which TLS brings anyway. A mail may carry several signatures: receivers that do not know
//! Ed25519 yet read the RSA one.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portrea_domain::Timestamp;
use ring::digest::{Context, SHA256};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;

/// A key that signs for a domain, under the name its public half is published as.
#[derive(Clone)]
pub struct DkimKey {
    domain: String,
    selector: String,
    pair: Pair,
}

#[derive(Clone)]
enum Pair {
    Rsa(Arc<RsaKeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
}

/// Why a key cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum DkimError {
    /// The file cannot be read.
    #[error("the DKIM key {0} cannot be read: {1}")]
    Unreadable(String, std::io::Error),
    /// It holds no private key in PEM.
    #[error("the DKIM key is no private key in PEM form")]
    NotPem,
    /// It is of another kind, or too short.
    #[error("the DKIM key must be an RSA key of 2048 bits or more, or an Ed25519 key: {0}")]
    Refused(String),
    /// The selector or the domain cannot be part of a name.
    #[error("“{0}” cannot be a DKIM selector or domain")]
    Name(String),
}

/// Signed when present. `from` is signed once more than it stands there, so that none can be added.
const SIGNED: [&str; 11] = [
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
];

impl DkimKey {
    /// Reads a key from a PEM file.
    pub fn open(path: &Path, selector: &str, domain: &str) -> Result<Self, DkimError> {
        let pem = std::fs::read(path)
            .map_err(|error| DkimError::Unreadable(path.display().to_string(), error))?;
        Self::from_pem(&pem, selector, domain)
    }

    /// A key from PEM: PKCS#8 or PKCS#1 for RSA, PKCS#8 for Ed25519.
    pub fn from_pem(pem: &[u8], selector: &str, domain: &str) -> Result<Self, DkimError> {
        for name in [selector, domain] {
            let is_name = !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
            if !is_name {
                return Err(DkimError::Name(name.to_owned()));
            }
        }
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_unreadable| DkimError::NotPem)?;
        let refused = |error: ring::error::KeyRejected| DkimError::Refused(error.to_string());
        let pair = match &key {
            PrivateKeyDer::Pkcs1(der) => {
                let pair = RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(refused)?;
                Pair::Rsa(Arc::new(pair))
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                    Ok(pair) => Pair::Ed25519(Arc::new(pair)),
                    Err(_other_kind) => {
                        Pair::Rsa(Arc::new(RsaKeyPair::from_pkcs8(der).map_err(refused)?))
                    }
                }
            }
            _ => return Err(DkimError::NotPem),
        };
        Ok(Self {
            domain: domain.to_ascii_lowercase(),
            selector: selector.to_owned(),
            pair,
        })
    }

    /// The domain it signs for.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether it is an Ed25519 key; else RSA.
    #[must_use]
    pub const fn is_ed25519(&self) -> bool {
        matches!(self.pair, Pair::Ed25519(_))
    }

    /// What must be published, and where, for receivers to verify its signatures.
    #[must_use]
    pub fn dns_record(&self) -> (String, String) {
        let name = format!("{}._domainkey.{}", self.selector, self.domain);
        let value = match &self.pair {
            Pair::Rsa(pair) => {
                let public = STANDARD.encode(spki(pair.public_key().as_ref()));
                format!("v=DKIM1; k=rsa; p={public}")
            }
            Pair::Ed25519(pair) => {
                let public = STANDARD.encode(pair.public_key().as_ref());
                format!("v=DKIM1; k=ed25519; p={public}")
            }
        };
        (name, value)
    }

    /// The signature header of a mail, with its line end.
    pub(crate) fn sign(&self, mail: &Parts<'_>, now: Timestamp) -> Result<String, DkimError> {
        let algorithm = match self.pair {
            Pair::Rsa(_) => "rsa-sha256",
            Pair::Ed25519(_) => "ed25519-sha256",
        };
        let unsigned = format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed; d={}; s={};\r\n t={}; h={};\r\n bh={};\r\n b=",
            self.domain,
            self.selector,
            now.millis().div_euclid(1_000),
            mail.signed,
            mail.body_hash,
        );
        let mut data = Vec::with_capacity(mail.headers.len() + unsigned.len());
        data.extend_from_slice(&mail.headers);
        relax_header(&unsigned, &mut data);
        let signature = self.signature(&data)?;
        Ok(folded(unsigned, &STANDARD.encode(signature)))
    }

    fn signature(&self, data: &[u8]) -> Result<Vec<u8>, DkimError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    data,
                    &mut signature,
                )
                .map_err(|_unspecified| DkimError::Refused("it cannot sign".to_owned()))?;
                Ok(signature)
            }
            Pair::Ed25519(pair) => {
                let digest = ring::digest::digest(&SHA256, data);
                Ok(pair.sign(digest.as_ref()).as_ref().to_vec())
            }
        }
    }
}

impl std::fmt::Debug for DkimKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DkimKey")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

/// Puts a signature at the end of its header, over lines of a decent length.
fn folded(mut header: String, signature: &str) -> String {
    for (n, piece) in signature.as_bytes().chunks(72).enumerate() {
        if n > 0 {
            header.push_str("\r\n ");
        }
        header.extend(piece.iter().map(|&byte| char::from(byte)));
    }
    header.push_str("\r\n");
    header
}

/// What every signature of one mail shares.
pub(crate) struct Parts<'m> {
    headers: Vec<u8>,
    signed: String,
    body_hash: String,
    whole: &'m [u8],
}

impl<'m> Parts<'m> {
    /// Cuts a mail into what is signed.
    pub(crate) fn of(mail: &'m [u8]) -> Self {
        let end = find(mail, b"\r\n\r\n").map_or(mail.len(), |at| at + 2);
        let (head, body) = mail.split_at(end);
        let head = std::str::from_utf8(head).unwrap_or_default();
        let fields = fields(head);
        let mut headers = Vec::with_capacity(head.len());
        let mut signed = String::new();
        for name in SIGNED {
            for field in fields.iter().filter(|field| named(field, name)) {
                relax_header(field, &mut headers);
                headers.extend_from_slice(b"\r\n");
                push_name(&mut signed, name);
            }
        }
        push_name(&mut signed, "from");
        Self {
            headers,
            signed,
            body_hash: body_hash(body.get(2..).unwrap_or_default()),
            whole: mail,
        }
    }

    /// The mail under its signatures.
    pub(crate) fn signed_by(&self, keys: &[DkimKey], now: Timestamp) -> Result<Vec<u8>, DkimError> {
        let mut bytes = Vec::with_capacity(self.whole.len() + 700 * keys.len());
        for key in keys {
            bytes.extend_from_slice(self.sign(key, now)?.as_bytes());
        }
        bytes.extend_from_slice(self.whole);
        Ok(bytes)
    }

    fn sign(&self, key: &DkimKey, now: Timestamp) -> Result<String, DkimError> {
        key.sign(self, now)
    }
}

fn push_name(list: &mut String, name: &str) {
    if !list.is_empty() {
        list.push(':');
    }
    list.push_str(name);
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// The header fields of a mail, folded ones whole.
fn fields(head: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in head.split_inclusive("\r\n") {
        if at > start && !line.starts_with([' ', '\t']) {
            fields.extend(head.get(start..at));
            start = at;
        }
        at += line.len();
    }
    fields.extend(head.get(start..at).filter(|field| !field.is_empty()));
    fields
}

fn named(field: &str, name: &str) -> bool {
    field
        .split_once(':')
        .is_some_and(|(found, _)| found.trim_end().eq_ignore_ascii_case(name))
}

/// `name:value` with its name in lower case and every run of white space one space, without its line end.
fn relax_header(field: &str, out: &mut Vec<u8>) {
    let (name, value) = field.split_once(':').unwrap_or((field, ""));
    out.extend(
        name.trim_end()
            .bytes()
            .map(|byte| byte.to_ascii_lowercase()),
    );
    out.push(b':');
    let mut is_first = true;
    for word in value
        .split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty())
    {
        if !is_first {
            out.push(b' ');
        }
        out.extend_from_slice(word.as_bytes());
        is_first = false;
    }
}

/// The hash of a relaxed body: white space runs are one space, none stands at the end of a line, no empty line at the
/// end.
fn body_hash(body: &[u8]) -> String {
    let mut context = Context::new(&SHA256);
    let mut relaxed = Vec::with_capacity(body.len() + 2);
    let mut empty_lines = 0;
    for line in body.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let end = line
            .iter()
            .rposition(|byte| !matches!(byte, b' ' | b'\t'))
            .map_or(0, |at| at + 1);
        let line = line.get(..end).unwrap_or_default();
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        for _ in 0..empty_lines {
            relaxed.extend_from_slice(b"\r\n");
        }
        empty_lines = 0;
        relax_line(line, &mut relaxed);
        relaxed.extend_from_slice(b"\r\n");
    }
    context.update(&relaxed);
    STANDARD.encode(context.finish())
}

fn relax_line(line: &[u8], out: &mut Vec<u8>) {
    let mut in_space = false;
    for &byte in line {
        match byte {
            b' ' | b'\t' if in_space => {}
            b' ' | b'\t' => {
                out.push(b' ');
                in_space = true;
            }
            other => {
                out.push(other);
                in_space = false;
            }
        }
    }
}

/// A PKCS#1 public key as the `SubjectPublicKeyInfo` that DNS records hold.
fn spki(pkcs1: &[u8]) -> Vec<u8> {
    const RSA: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let bits = der(0x03, &[&[0], pkcs1].concat());
    der(0x30, &[RSA.as_slice(), &bits].concat())
}

/// One DER value with its tag and length.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len().to_be_bytes();
    let length = length.iter().skip_while(|byte| **byte == 0);
    if content.len() < 0x80 {
        out.extend(length.copied());
    } else {
        out.push(0x80 | u8::try_from(length.clone().count()).unwrap_or_default());
        out.extend(length.copied());
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_relaxed_as_the_standard_shows() {
        // The example of RFC 6376, section 3.4.5.
        let head = "A: X\r\nB : Y\t\r\n\tZ  \r\n";
        let relaxed: Vec<String> = fields(head)
            .into_iter()
            .map(|field| {
                let mut out = Vec::new();
                relax_header(field, &mut out);
                String::from_utf8(out).unwrap()
            })
            .collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
        let expected = ring::digest::digest(&SHA256, b" C\r\nD E\r\n");
        assert_eq!(
            body_hash(b" C \r\nD \t E\r\n\r\n\r\n"),
            STANDARD.encode(expected)
        );
        let nothing = ring::digest::digest(&SHA256, b"");
        assert_eq!(body_hash(b"\r\n\r\n"), STANDARD.encode(nothing));
    }

    #[test]
    fn what_cannot_sign_is_refused_with_words() {
        let refused = |pem: &str, selector: &str| {
            DkimKey::from_pem(pem.as_bytes(), selector, "exemple.fr")
                .unwrap_err()
                .to_string()
        };
        assert!(refused("no key", "s").contains("PEM"));
        assert!(refused("no key", "s s").contains("selector"));
    }
}
