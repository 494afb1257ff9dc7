//! The periodic checker.
