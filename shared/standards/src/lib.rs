//! File formats in and out.

pub mod contact_table;
mod error;
pub mod inventory;
mod prefilled;
pub mod table;
mod town_halls;

pub use error::FormatError;
pub use prefilled::PrefilledPlace;
pub use town_halls::town_halls;
