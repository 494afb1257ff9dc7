//! The only HTTP client of the house, and what it is used for.
//!
//! Everything the house asks of another machine by HTTP goes through [`Outside`] (the Telegram bot has the client of its
//! library): answers are bounded in size and time, addresses of private networks are refused unless the configuration
//! allows them, also when a name or a redirection leads there. Nothing here is called while a transaction is open: only
//! services know this crate, and they ask before they write.

mod client;
mod error;
mod geocoder;
mod guard;

pub use client::{Limits, Outside};
pub use error::OutsideError;
pub use geocoder::{Geocoder, LEAST_SCORE, Located, Sought};
pub use guard::{Allowed, is_public};
