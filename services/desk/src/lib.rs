//! The référent's desk.
