//! The chat: one conversation, on Telegram and on a web page.
//!
//! - [`core`]: what is said next, without I/O.
//! - [`engine`]: one flow for every channel — take the exchange, load what is known, step, carry out, keep.
//! - [`telegram`]: the Bot API: updates are stored before they are acknowledged, answers are delivered in order.
//! - [`page`]: the same conversation at `/chat`, without script.

pub mod core;
pub mod engine;
pub mod page;
pub mod telegram;

use axum::Router;
use portrea_actions::App;

pub use telegram::{Telegram, TelegramError, run};

/// The pages of the chat, and the door of Telegram's webhook when updates are to come that way.
pub fn router(telegram: Option<&Telegram>) -> Router<App> {
    let pages = page::router();
    match telegram {
        Some(telegram) => pages.merge(telegram::webhook::router(telegram)),
        None => pages,
    }
}
