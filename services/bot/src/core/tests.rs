//! The conversation against a world in memory: transcripts to read, and rules that hold whatever people do.

mod round_trip;
mod rules;
mod transcripts;
mod world;
