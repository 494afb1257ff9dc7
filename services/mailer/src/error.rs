//! Why the mailer stopped in the middle of its work. What befalls one mail is no error: it is that mail’s fate.

use portrea_actions::ActionError;
use portrea_storage::StorageError;

/// Why the mailer stopped in the middle of its work; what it had begun is put right at the next try.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A rule could not be asked.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The mail server cannot be reached, so nothing was tried.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
}
