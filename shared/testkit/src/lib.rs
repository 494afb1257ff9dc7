//! Databases, sinks and builders for tests.
#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "test support: a failure here is a failed test"
)]
#![expect(
    clippy::must_use_candidate,
    reason = "what is pushed to a fake has an id that few tests need"
)]

pub mod answers;
pub mod database;
pub mod fake_geocoder;
pub mod fake_names;
pub mod fake_telegram;
pub mod postgres;
pub mod requirement;
pub mod server;
pub mod smtp_sink;
mod waiting;
pub mod wire;
