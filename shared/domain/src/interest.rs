//! Groups of communes that want their portrait made, as somebody there said on the public page.

use crate::clock::Timestamp;
use crate::ids::{InterestId, PersonId};
use crate::territory::EpciCode;

/// What somebody said for a group of communes. It is a wish of theirs: nothing proves that they speak for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// Identity.
    pub id: InterestId,
    /// The group of communes.
    pub epci: EpciCode,
    /// Who said so.
    pub person_id: PersonId,
    /// What they are there, in their words.
    pub function: String,
    /// What they added; may be empty.
    pub message: String,
    /// When.
    pub at: Timestamp,
}

/// The longest function, in characters.
pub const FUNCTION_MAX: usize = 120;
/// The longest message, in characters.
pub const MESSAGE_MAX: usize = 1_000;
