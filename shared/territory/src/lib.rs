//! Communes, EPCI, départements, régions and their shapes, shipped inside the binary.
//!
//! Where the files come from, and how they were made, is told in `data/README.md`.

mod commune;
mod contours;
mod directory;
mod distance;
mod epci;
mod error;
pub mod french;
pub mod names;
mod search;
mod shape;
pub mod svg;
mod vintage;

pub use commune::{Commune, communes};
pub use contours::{Shapes, shapes};
pub use directory::{Directory, Entry, Found, PROPOSED, directory};
pub use distance::great_circle_m;
pub use epci::{Epci, EpciKind};
pub use error::{ReferenceError, ShapeError};
pub use search::normalise;
pub use shape::{Bounds, GridPoint, Ring, Shape};
pub use vintage::{VINTAGE, Vintage};
