//! The only sender of mail: drains the outbox.
