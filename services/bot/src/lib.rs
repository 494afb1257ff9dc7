//! The chat: one conversation, on Telegram and on a web page.
