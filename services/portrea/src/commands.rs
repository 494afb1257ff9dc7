//! What each command does.

pub(crate) mod admin;
pub(crate) mod bench_mail;
pub(crate) mod bounce;
pub(crate) mod demo;
pub(crate) mod forecast;
pub(crate) mod freshness;
pub(crate) mod inventory;
pub(crate) mod migrate;
pub(crate) mod outbox;
pub(crate) mod serve;
