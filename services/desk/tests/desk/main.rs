//! Stories of the desk, through its pages.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, what is not as expected is a failure"
)]

mod browser;
mod forecast;
mod geography;
mod house;
mod meetings;
mod portrait;
mod presence;
mod reading;
mod rules;
mod sends;
mod sequence;
mod sign_in;
mod state;
