//! End-to-end stories: the whole house, each story on SQLite and on PostgreSQL.

#![expect(missing_docs, reason = "the names of the stories say it")]

mod stories;
mod support;
