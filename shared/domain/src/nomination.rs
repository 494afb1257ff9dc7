//! Somebody named by somebody else to answer for a listing: unconfirmed until they act themselves.

use crate::clock::Timestamp;
use crate::ids::{ListingId, NominationId, PersonId};

/// Days during which whoever was named and has not acted gets no second mail, whoever asks.
pub const QUIET_DAYS: i64 = 14;

/// Somebody named to answer for a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nomination {
    /// Identity.
    pub id: NominationId,
    /// The listing.
    pub listing_id: ListingId,
    /// Who was named.
    pub person_id: PersonId,
    /// Who named them, as long as that is known.
    pub named_by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// When they first acted: until then the address is what somebody else says it is.
    pub confirmed_at: Option<Timestamp>,
}

/// When a person who was written to may be written to again, as long as they have not acted.
#[must_use]
pub const fn quiet_until(written_at: Timestamp) -> Timestamp {
    written_at.plus_days(QUIET_DAYS)
}
