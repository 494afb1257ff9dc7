//! The mailer against a real database, a real folder and a mail server that misbehaves as told.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test support: a failure here is a failed test"
)]

mod bounce_hook;
mod bounces;
mod dkim;
mod engine;
mod fates;
mod held;
mod letters;
mod names;
mod oppositions;
mod pages;
mod support;
