//! The one binary: command line, and every service composed.
//!
//! `serve`, `demo` and the tests use the same composition ([`compose()`]); they differ only by clock, transports and data
//! folder.

mod cli;
mod commands;
mod compose;
mod demo;
mod health;
mod house;
mod mail;
mod out;

pub use cli::{Cli, run};
pub use compose::{Composition, Service, compose};
pub use demo::{DemoOptions, Prepared, prepare};
pub use house::{Opened, open_house};
