//! End-to-end stories: the whole house, each story on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test support: a failure here is a failed story"
)]

mod stories;
mod support;
