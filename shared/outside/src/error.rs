//! Why another machine gave no answer. Messages name no address and no question: both may tell of people.

/// Why another machine gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideError {
    /// What was configured is no web address.
    #[error("no web address")]
    Address,
    /// The address, or where it redirects, lies in a private network that the configuration does not allow.
    #[error("an address of a private network, which the configuration does not allow")]
    Forbidden,
    /// No answer in time.
    #[error("no answer in time")]
    Late,
    /// An answer larger than what is read.
    #[error("an answer larger than {0} bytes")]
    TooLarge(usize),
    /// An answer that says it failed.
    #[error("answered with status {0}")]
    Status(u16),
    /// An answer that is not what was asked for.
    #[error("an answer that cannot be read: {0}")]
    Unreadable(&'static str),
    /// No connection, or one that broke.
    #[error("no connection")]
    Unreachable,
    /// It failed a moment ago and is left alone for now.
    #[error("left alone after a failure")]
    Resting,
}
