//! The mailer against a real database, a real folder and a mail server that misbehaves as told.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test support: a failure here is a failed test"
)]

mod fates;
mod held;
mod letters;
mod pages;
mod support;
