//! A browser, known by the random token in its cookie.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portrea_actions::hash_token;
use portrea_domain::Entropy;
use portrea_web::read_cookie;

/// The cookie that keeps the token.
pub(super) const COOKIE: &str = "portrea_chat";
/// How long an unused exchange is remembered by the browser.
pub(super) const COOKIE_DAYS: i64 = 180;
/// What ties the first form to a browser that has no cookie yet: nothing can be done in its name.
const NOBODY: &str = "chat";
/// 32 bytes in base64.
const LENGTH: usize = 43;

/// A browser that has an exchange, or is about to.
pub(super) struct Browser {
    token: String,
    address: String,
}

impl Browser {
    /// A browser seen for the first time.
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self::from_token(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The browser a request comes from.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        read_cookie(headers, COOKIE)
            .filter(|token| token.len() == LENGTH)
            .map(Self::from_token)
    }

    fn from_token(token: String) -> Self {
        Self {
            address: hash_token(&token),
            token,
        }
    }

    /// What the cookie keeps.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The address of its exchange: the hash of the token, which alone is stored.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

/// What ties forms to a browser.
pub(super) fn scope(browser: Option<&Browser>) -> &str {
    browser.map_or(NOBODY, Browser::address)
}
