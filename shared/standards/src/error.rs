//! What can be wrong in a file that is read.

use portrea_domain::territory::CodeError;

/// A file that is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A row that does not fit its header, or a file that cannot be read.
    #[error("table unreadable")]
    Table(#[from] csv::Error),
    /// A code of a territory that is not one.
    #[error(transparent)]
    Code(#[from] CodeError),
}
