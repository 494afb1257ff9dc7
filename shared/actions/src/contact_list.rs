//! A list of contacts that was sent, from its lines to what taking it in would do. Nothing here writes.

mod candidate;
mod changes;
mod known;
mod places;
mod plan;

pub(crate) use candidate::Reading;
pub use candidate::{Candidate, CellFault};
pub(crate) use changes::apply;
pub(crate) use known::{Known, fingerprint_of};
pub(crate) use places::Places;
pub(crate) use plan::plan;
pub use plan::{Counts, Fate, Plan, PlannedRow};
