//! Secret links: what each kind opens and for how long.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{InvitationId, LinkId, ListingId, PersonId};
use crate::observation::Door;

/// A secret link given to one person, for one purpose on one subject. The token itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Identity; the token is derived from it with the secret of the house.
    pub id: LinkId,
    /// Whose link it is.
    pub person_id: PersonId,
    /// What it opens.
    pub purpose: LinkPurpose,
    /// When it was given.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
    /// When it was used up, for links that work once.
    pub used_at: Option<Timestamp>,
    /// The door answers given behind it come through; the form's own when there is none.
    pub door: Option<Door>,
}

/// What a link opens: the subject is part of the purpose, so a link for one place can never open another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "subject")]
pub enum LinkPurpose {
    /// Declare or refresh a listing.
    Form(ListingId),
    /// See and answer an invitation.
    Invitation(InvitationId),
    /// Sign in to the desk, once.
    SignIn,
    /// Stop the mails of one stream, or start them again.
    Preferences,
}

impl LinkPurpose {
    /// How long such a link lives, in days.
    #[must_use]
    pub const fn life_days(self) -> i64 {
        match self {
            Self::Form(_) => 400,
            Self::Invitation(_) => 120,
            Self::SignIn => 1,
            Self::Preferences => 3 * 365,
        }
    }
}

/// Why a link does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No such link, or for something else: the two are not told apart to whoever asks.
    #[error("unknown link")]
    Unknown,
    /// Its time is over.
    #[error("expired link")]
    Expired,
    /// It was taken back or used up.
    #[error("revoked link")]
    Revoked,
}

impl Link {
    /// Whether the link still opens at `now`.
    pub fn check(&self, now: Timestamp) -> Result<(), LinkError> {
        if self.revoked_at.is_some() || self.used_at.is_some() {
            Err(LinkError::Revoked)
        } else if self.expires_at <= now {
            Err(LinkError::Expired)
        } else {
            Ok(())
        }
    }
}
