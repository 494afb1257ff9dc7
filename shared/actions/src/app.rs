//! What every action is given: the database, the clock, randomness, and the settings of the house.

use std::sync::Arc;

use portrea_domain::person::EmailAddress;
use portrea_domain::{Clock, Entropy, Timestamp};
use portrea_storage::Storage;

use crate::token::Secret;

/// What every action is given. Cloning it shares it.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub storage: Storage,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// Settings of the house.
    pub house: Arc<House>,
}

/// Settings of the house that actions and pages need.
#[derive(Clone, Debug)]
pub struct House {
    /// Key of every token.
    pub secret: Secret,
    /// Where the house is found, without a trailing slash: `https://portrea.exemple.fr`.
    pub public_url: String,
    /// The visible sender of mails.
    pub mail_from: EmailAddress,
    /// Whether this is a demonstration: fictional people, pages kept out of search engines.
    pub demo: bool,
    /// Whether `/courriels` may show what was sent: only where no mail can reach anybody.
    pub shows_mailbox: bool,
    /// The Telegram bot's user name, when there is one.
    pub telegram_bot: Option<String>,
    /// Where the source code of this version is (AGPL, section 13).
    pub source_url: String,
}

impl App {
    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("storage", &self.storage)
            .field("house", &self.house)
            .finish_non_exhaustive()
    }
}

/// Mints an id from the clock and the randomness of an [`App`].
macro_rules! mint {
    ($app:expr, $id:ty) => {
        <$id>::mint($app.clock.now(), &*$app.entropy)
    };
}
pub(crate) use mint;
