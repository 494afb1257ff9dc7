//! File formats in and out.

mod error;
mod prefilled;
mod town_halls;

pub use error::FormatError;
pub use prefilled::PrefilledPlace;
pub use town_halls::town_halls;
