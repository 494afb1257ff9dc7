//! What can be wrong in reference files and stored shapes. The shipped files are tested whole, so these are for bugs.

use portrea_domain::territory::CodeError;

/// A reference file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The compressed file is damaged.
    #[error("reference file unreadable")]
    Read(#[from] std::io::Error),
    /// A row of a table is not what its header says.
    #[error("reference table unreadable")]
    Table(#[from] csv::Error),
    /// A code is not one.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// A kind of EPCI that is not known.
    #[error("unknown kind of EPCI “{0}”")]
    EpciKind(String),
    /// A contour that is not written as it should.
    #[error("contour of “{commune}”: {reason}")]
    Contour {
        /// What stands before the colon.
        commune: String,
        /// What is wrong.
        reason: ShapeError,
    },
}

/// A shape that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// No polygon, a polygon without ring, or a ring of fewer than three points.
    #[error("too few points")]
    TooFewPoints,
    /// A point that is not on Earth.
    #[error("point out of range")]
    OutOfRange,
    /// A number that cannot be read, or that is not there.
    #[error("number missing or unreadable")]
    Number,
    /// Bytes after the end.
    #[error("bytes left over")]
    LeftOver,
}
