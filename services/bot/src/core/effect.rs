//! What the conversation asks the house to do, and how it went.

use portrea_actions::Typed;
use portrea_domain::ListingId;
use portrea_domain::ids::InvitationId;
use portrea_domain::invitation::Reply;
use portrea_domain::link::{LinkError, LinkPurpose};
use portrea_domain::questionnaire::SectionKey;

/// Something to carry out. Each is harmless when it is carried out twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Learn who writes from the token of one of their links.
    Link {
        /// The token.
        token: String,
    },
    /// Keep answers in the draft of the person; an empty list withdraws one.
    Save {
        /// The listing.
        listing: ListingId,
        /// The answers.
        answers: Vec<Typed>,
    },
    /// Publish the draft, and vouch for sections that did not change.
    Publish {
        /// The listing.
        listing: ListingId,
        /// The sections said to be unchanged.
        unchanged: Vec<SectionKey>,
    },
    /// Answer an invitation.
    Answer {
        /// The invitation.
        invitation: InvitationId,
        /// The answer.
        reply: Reply,
    },
}

/// How an effect went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The person is known now, through a link for this purpose.
    Linked(LinkPurpose),
    /// The token opens nothing.
    NotLinked(LinkError),
    /// The answers are in the draft.
    Saved,
    /// The draft was published.
    Published {
        /// How many values changed in public.
        changed: usize,
        /// How many wait for the référent.
        waiting: usize,
        /// How many stay in the draft because somebody else published another answer meanwhile.
        disputed: usize,
    },
    /// The invitation is answered.
    Answered(Reply),
    /// A rule refuses, in French words for the person; nothing was written.
    Refused(String),
}
