//! Whether two places are the same: what speaks for it and what speaks against. What is missing is unknown, and unknown
//! speaks for nothing.
//!
//! Names are compared by the words that tell places apart, addresses by number and street, telephones and mail addresses
//! as they are, positions by distance when both are precise. Two names that say two kinds of places (a town hall and a
//! library) are two places, even in the same building with the same telephone.

mod address;
mod kinds;
mod likeness;
mod name;
mod sketch;
mod words;

pub use likeness::{LIKELY, Likeness, NEAR_M, Reason, compare};
pub use sketch::Sketch;
