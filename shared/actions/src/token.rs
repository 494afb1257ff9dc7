//! Tokens: derived from ids with the secret of the house, so that nothing secret is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use portrea_domain::{Entropy, LinkId};
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

    fn sign(&self, use_: &str, text: &str) -> String {
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_invalid_length) => unreachable!("HMAC takes keys of any length"),
        };
        mac.update(use_.as_bytes());
        mac.update(b":");
        mac.update(text.as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
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
    fn a_secret_does_not_show_in_logs() {
        assert_eq!(format!("{:?}", Secret::new([9; 32])), "Secret(…)");
    }
}
