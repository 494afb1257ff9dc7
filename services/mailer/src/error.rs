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
    /// The slot was lost: another mailer may have it. This one must end.
    #[error("the connection that held this mailer’s slot was lost")]
    SlotLost,
    /// No mail server can be reached, so nothing was tried.
    #[error("no mail server can be reached: {0}")]
    Unreachable(String),
}
