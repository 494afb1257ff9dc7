//! The invitation page and its answers.
