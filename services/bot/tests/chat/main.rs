//! Stories of the chat, on both engines: the flow, Telegram, the page.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failure here is a failed test"
)]

mod flow;
mod house;
mod page;
mod telegram;
