//! Pure numbers: the need estimate and its interval.
//!
//! Nothing here reads a file, a clock or a database: the figures come from a versioned [`RateSet`], the populations
//! from the caller, and the same input always gives the same answer. Each formula names the paper it follows.

pub mod cells;
pub mod estimate;
pub mod exposure;
pub mod figure;
pub mod interval;
pub mod level;
pub mod rates;
pub mod shown;

pub use cells::Cell;
pub use estimate::{Contribution, Estimate, Warning, estimate_from_population};
pub use figure::{Aspect, Citation, Figure, Flag, Parameter, Unsourced};
pub use interval::Interval;
pub use level::Level;
pub use rates::{RateError, RateSet};
pub use shown::Shown;
