//! Why an action was not done.

use portrea_domain::link::LinkError;
use portrea_storage::StorageError;

use crate::draft_save::FieldError;

/// Why an action was not done. [`ActionError::Storage`] is for logs; everything else has words for people.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The link does not open.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Some answers cannot be taken; nothing was written.
    #[error("answers refused")]
    Fields(Vec<FieldError>),
    /// The thing is not there.
    #[error("no such {0}")]
    Missing(&'static str),
    /// A rule refuses, in French words for the person.
    #[error("{0}")]
    Refused(String),
    /// Shipped reference data cannot be read: the binary is damaged.
    #[error("reference data: {0}")]
    Reference(String),
}

impl ActionError {
    /// A refusal in French words.
    pub(crate) fn refused(words: impl Into<String>) -> Self {
        Self::Refused(words.into())
    }
}
