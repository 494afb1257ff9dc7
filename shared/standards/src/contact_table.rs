//! Lists of contacts as people keep them: which column says what, guessed from headings and values.

mod addresses;
mod column;
mod guess;
mod headings;
mod values;

pub use addresses::{looks_like_addresses, read_addresses};
pub use column::Column;
pub use guess::{Layout, guess};
pub use values::{channel, display_phone, families, phone, postal_code, roles};

#[cfg(test)]
mod tests;
