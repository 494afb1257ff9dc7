//! One id type per noun: mixing two of them does not compile.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::clock::Timestamp;
use crate::entropy::Entropy;

/// A text that is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct IdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id (UUID version 7): ids minted later sort later, to the millisecond.
            #[must_use]
            pub fn mint(now: Timestamp, entropy: &dyn Entropy) -> Self {
                let mut random = [0; 10];
                entropy.fill(&mut random);
                let millis = u64::try_from(now.millis()).unwrap_or_default();
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_error| IdError)
            }
        }
    )+};
}

ids! {
    /// A place of the inventory.
    ListingId;
    /// An entry of a repeating group of a listing: a service, a stop, a closing.
    EntryId;
    /// A human being known to the base.
    PersonId;
    /// A person as a contact of one portrait.
    ContactId;
    /// One EPCI's run of the method.
    PortraitId;
    /// A meeting or a collaborative day.
    EventId;
    /// One contact's invitation to one event.
    InvitationId;
    /// A wave of messages that were decided together.
    CampaignId;
    /// A mail worded by a person, sent to many.
    LetterId;
    /// One thing asked of one person within a campaign.
    PromptId;
    /// A row of the outbox.
    MessageId;
    /// A secret link given to a person.
    LinkId;
    /// Unpublished answers of one person about one listing.
    DraftId;
    /// Something somebody said about a listing at one moment.
    ObservationId;
    /// The change of one field.
    RevisionId;
    /// A chat with one correspondent on one channel.
    ConversationId;
    /// A wish of a group of communes.
    InterestId;
    /// A list of contacts that was sent.
    ImportId;
    /// A signed-in browser.
    SessionId;
    /// One tick of an attendance list.
    CheckInId;
    /// A table of the collaborative day.
    DayTableId;
    /// A short code on paper.
    ShortCodeId;
    /// What a reader says of a listing.
    SuggestionId;
    /// Letters printed together.
    LetterBatchId;
    /// Something a référent must look at about a listing.
    DoubtId;
    /// Somebody named by somebody else to answer for a listing.
    NominationId;
}

/// A service offered by a listing.
pub type ServiceId = EntryId;

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn ids_sort_by_the_moment_they_were_minted() {
        let early = ListingId::mint(Timestamp::from_millis(1_000), &Zeros);
        let late = ListingId::mint(Timestamp::from_millis(2_000), &Zeros);
        assert!(early < late);
        assert!(early.to_string() < late.to_string());
    }

    #[test]
    fn an_id_reads_back_from_its_text_and_refuses_anything_else() {
        let id = ListingId::mint(Timestamp::from_millis(1_000), &Zeros);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("' or 1=1".parse::<ListingId>(), Err(IdError));
    }
}
