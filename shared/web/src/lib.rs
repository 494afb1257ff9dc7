//! What every page shares.
//!
//! A page is an askama template that extends `pages/layout.html` and holds a [`Page`]; a handler gives it back in
//! [`Html`]. Handlers take `State<App>`, read with GET and act with POST only; every POST checks a CSRF token tied to
//! the visitor ([`check_csrf`]). Errors are [`PageError`]: French words for the visitor, internal text for the log.

mod assets;
mod cookies;
mod csrf;
mod desk;
mod error;
mod form;
mod html;
mod layers;
mod mail_frame;
mod page;
mod visitor;

pub use assets::assets;
pub use cookies::{forget_cookie, keep_cookie, read_cookie};
pub use csrf::{check_csrf, csrf_for};
pub use desk::{Desk, SESSION_COOKIE};
pub use error::PageError;
pub use form::Posted;
pub use html::Html;
pub use layers::dress;
pub use mail_frame::mail_frame;
pub use page::Page;
pub use visitor::Visitor;
