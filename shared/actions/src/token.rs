//! Tokens: derived from ids with the secret of the house, so that nothing secret is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use portrea_domain::person::EmailAddress;
use portrea_domain::short_code::CodeText;
use portrea_domain::{DayTableId, Entropy, InvitationId, LinkId, MessageId, ShortCodeId};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The key of every token of the house: 32 bytes.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A secret from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The token of a link: HMAC-SHA-256 of its id, 256 bits, 43 characters that travel in an address.
    #[must_use]
    pub fn link_token(&self, id: LinkId) -> String {
        self.sign("link", &id.to_string())
    }

    /// A keyed hash of a mail address: it tells nobody the address, and is the same whenever the address comes back.
    #[must_use]
    pub fn address_digest(&self, email: &EmailAddress) -> String {
        self.sign("address", email.as_str())
    }

    /// The local part of the address that mail about a message comes back to: only this house can make it.
    #[must_use]
    pub fn bounce_local_part(&self, id: MessageId) -> String {
        let id: String = id.to_string().chars().filter(|c| *c != '-').collect();
        format!("{BOUNCES}{id}.{}", self.bounce_mark(&id))
    }

    /// The message that a bounce address is about; none when this house did not make it. Letter case does not matter:
    /// some servers change it.
    #[must_use]
    pub fn message_of_bounce(&self, local_part: &str) -> Option<MessageId> {
        let folded = local_part.to_ascii_lowercase();
        let (id, mark) = folded.strip_prefix(BOUNCES)?.split_once('.')?;
        let is_ours: bool = self
            .bounce_mark(id)
            .as_bytes()
            .ct_eq(mark.as_bytes())
            .into();
        is_ours.then(|| id.parse().ok()).flatten()
    }

    /// Twenty hexadecimal digits: an address is read in any letter case and holds at most 64 characters.
    fn bounce_mark(&self, id: &str) -> String {
        use std::fmt::Write as _;
        self.digest("bounce", id)
            .iter()
            .take(10)
            .fold(String::new(), |mut mark, byte| {
                // Writing into a string cannot fail.
                write!(mark, "{byte:02x}").ok();
                mark
            })
    }

    /// The token of the code of a table.
    #[must_use]
    pub fn table_token(&self, id: DayTableId) -> String {
        self.sign("table", &id.to_string())
    }

    /// The number by which somebody is found at the door of a meeting, `482 913`: six digits, not secret, but not those
    /// of a neighbour either.
    #[must_use]
    pub fn door_number(&self, id: InvitationId) -> String {
        let drawn = u32::from_be_bytes(head(self.digest("door", &id.to_string())));
        let number = 100_000 + drawn % 900_000;
        format!("{} {:03}", number / 1000, number % 1000)
    }

    /// The short code of an id.
    #[must_use]
    pub fn short_code(&self, id: ShortCodeId) -> CodeText {
        CodeText::of_bytes(head(self.digest("code", &id.to_string())))
    }

    /// The form under which a short code is stored: keyed, because a code is short enough for every one to be tried.
    #[must_use]
    pub fn short_code_hash(&self, code: &CodeText) -> String {
        self.sign("code hash", code.as_str())
    }

    fn sign(&self, use_: &str, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.digest(use_, text))
    }

    fn digest(&self, use_: &str, text: &str) -> [u8; 32] {
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_invalid_length) => unreachable!("HMAC takes keys of any length"),
        };
        mac.update(use_.as_bytes());
        mac.update(b":");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// What bounce addresses begin with.
const BOUNCES: &str = "bounces+";

/// The first bytes of a hash.
fn head<const N: usize>(hash: [u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| hash[at])
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The form under which a token is stored.
#[must_use]
pub fn hash_token(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// A fresh random token, for sessions and chats.
pub(crate) fn random_token(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The token a page puts in its forms; `scope` is what ties it to one visitor: a session, a link.
#[must_use]
pub fn csrf_token(secret: &Secret, scope: &str) -> String {
    secret.sign("csrf", scope)
}

/// Whether a posted token is the one of that scope.
#[must_use]
pub fn verify_csrf(secret: &Secret, scope: &str, posted: &str) -> bool {
    csrf_token(secret, scope)
        .as_bytes()
        .ct_eq(posted.as_bytes())
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portrea_domain::Timestamp;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn a_link_token_is_stable_long_and_depends_on_the_secret() {
        let id = LinkId::mint(Timestamp::from_millis(7), &Zeros);
        let token = Secret::new([1; 32]).link_token(id);
        assert_eq!(token, Secret::new([1; 32]).link_token(id));
        assert_ne!(token, Secret::new([2; 32]).link_token(id));
        assert_eq!(token.len(), 43);
    }

    #[test]
    fn a_csrf_token_of_one_scope_is_refused_in_another() {
        let secret = Secret::new([1; 32]);
        let token = csrf_token(&secret, "a");
        assert!(verify_csrf(&secret, "a", &token));
        assert!(!verify_csrf(&secret, "b", &token));
        assert!(!verify_csrf(&secret, "a", ""));
    }

    #[test]
    fn a_bounce_address_names_its_message_and_cannot_be_forged() {
        let secret = Secret::new([1; 32]);
        let id = MessageId::mint(Timestamp::from_millis(7), &Zeros);
        let local_part = secret.bounce_local_part(id);
        assert!(local_part.len() <= 64, "{local_part}");
        assert_eq!(secret.message_of_bounce(&local_part), Some(id));
        let shouted = local_part.to_uppercase();
        assert_eq!(secret.message_of_bounce(&shouted), Some(id));
        assert_eq!(Secret::new([2; 32]).message_of_bounce(&local_part), None);
        let other = MessageId::mint(Timestamp::from_millis(8), &Zeros);
        let other: String = other.to_string().replace('-', "");
        let (_, mark) = local_part.split_once('.').unwrap();
        assert_eq!(
            secret.message_of_bounce(&format!("bounces+{other}.{mark}")),
            None
        );
        assert_eq!(secret.message_of_bounce("accueil"), None);
    }

    #[test]
    fn an_address_has_one_digest_that_depends_on_the_secret() {
        let email = "Anne@Exemple.invalid".parse().unwrap();
        let secret = Secret::new([1; 32]);
        assert_eq!(
            secret.address_digest(&email),
            secret.address_digest(&"anne@exemple.invalid".parse().unwrap())
        );
        assert_ne!(
            secret.address_digest(&email),
            Secret::new([2; 32]).address_digest(&email)
        );
    }

    #[test]
    fn a_secret_does_not_show_in_logs() {
        assert_eq!(format!("{:?}", Secret::new([9; 32])), "Secret(…)");
    }
}
