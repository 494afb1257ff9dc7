//! Stories of the desk, through its pages.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, what is not as expected is a failure"
)]

mod browser;
mod geography;
mod house;
mod invitations;
mod portrait;
mod presence;
mod reading;
mod sign_in;
