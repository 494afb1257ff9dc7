//! Where an exchange stands, as it is kept between two steps.

use portrea_domain::document::Path;
use portrea_domain::ids::{EntryId, InvitationId, ListingId, ServiceId};
use portrea_domain::questionnaire::{Group, Question, SectionKey};
use serde::{Deserialize, Serialize};

/// Where an exchange stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// What the person is looking at.
    pub place: Place,
    /// The question they left unanswered, to come back to.
    #[serde(default)]
    pub resume: Option<Ask>,
    /// How many times in a row we did not understand.
    #[serde(default)]
    pub misses: u8,
    /// The number of the present question: older buttons carry an older one.
    #[serde(default)]
    pub stamp: u32,
    /// Listings they brought a link to, besides those they are a contact of.
    #[serde(default)]
    pub granted: Vec<ListingId>,
}

/// What the person is looking at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Place {
    /// The menu; the welcome as long as we do not know who they are.
    #[default]
    Home,
    /// They said stop.
    Paused,
    /// A listing in words.
    Listing {
        /// Which.
        listing: ListingId,
        /// Fingerprint of what was shown: they vouch for that and nothing else.
        shown: u64,
    },
    /// The choice of a section to change.
    Sections {
        /// The listing.
        listing: ListingId,
    },
    /// A question.
    Asking(Ask),
    /// The entries of a repeating group: at first the services, whence its stored name.
    #[serde(rename = "offer")]
    Entries {
        /// The listing.
        listing: ListingId,
        /// Which group.
        #[serde(default)]
        group: Group,
    },
    /// The choice of a family for a new service.
    Family {
        /// The listing.
        listing: ListingId,
        /// The id the service will have: fixed now, so that a replay does not make two.
        service: ServiceId,
    },
    /// One entry of a group.
    #[serde(rename = "service")]
    Entry {
        /// The listing.
        listing: ListingId,
        /// Which group.
        #[serde(default)]
        group: Group,
        /// The entry.
        #[serde(rename = "service")]
        entry: EntryId,
    },
    /// About to withdraw an entry.
    Withdrawing {
        /// The listing.
        listing: ListingId,
        /// Which group.
        #[serde(default)]
        group: Group,
        /// The entry.
        #[serde(rename = "service")]
        entry: EntryId,
    },
    /// An invitation.
    Invitation {
        /// Which.
        invitation: InvitationId,
    },
}

/// A question being asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The listing.
    pub listing: ListingId,
    /// The field.
    pub path: Path,
    /// Codes ticked so far, for several choices.
    #[serde(default)]
    pub ticked: Vec<String>,
    /// Hours as understood, in their stored form, waiting for a yes.
    #[serde(default)]
    pub understood: Option<String>,
    /// The family of the new service this question names; it is not kept yet.
    #[serde(default)]
    pub family: Option<String>,
}

impl Ask {
    /// The question about a field of a listing.
    #[must_use]
    pub fn new(listing: ListingId, path: Path) -> Self {
        Self {
            listing,
            path,
            ticked: Vec::new(),
            understood: None,
            family: None,
        }
    }

    /// Its entry in the questionnaire, if it still has one.
    #[must_use]
    pub fn question(&self) -> Option<&'static Question> {
        self.path.question()
    }

    /// The section it belongs to.
    #[must_use]
    pub fn section(&self) -> Option<SectionKey> {
        self.question().map(|question| question.section)
    }
}

impl Place {
    /// The listing it is about.
    #[must_use]
    pub fn listing(&self) -> Option<ListingId> {
        match self {
            Self::Home | Self::Paused | Self::Invitation { .. } => None,
            Self::Asking(ask) => Some(ask.listing),
            Self::Listing { listing, .. }
            | Self::Sections { listing }
            | Self::Entries { listing, .. }
            | Self::Family { listing, .. }
            | Self::Entry { listing, .. }
            | Self::Withdrawing { listing, .. } => Some(*listing),
        }
    }

    /// Whether a button of one may be pressed at the other: ticking a choice leaves the question as it is.
    pub(super) fn same_question(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Asking(one), Self::Asking(two)) => {
                let bare = |ask: &Ask| Ask {
                    ticked: Vec::new(),
                    ..ask.clone()
                };
                bare(one) == bare(two)
            }
            (one, two) => one == two,
        }
    }
}

/// The stored form: its version comes first, so that a later one can read it.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Saved {
    #[serde(rename = "1")]
    V1(State),
}

impl State {
    /// Reads a stored state. Nothing stored, or a state of a version we do not know, is a fresh start at the menu:
    /// answers are in the draft, so nothing the person said is lost.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(Saved::V1(state)) => state,
            Err(_unknown) => Self::default(),
        }
    }

    /// The form to store.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string(&Saved::V1(self.clone())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_back_from_its_stored_form() {
        let listing: ListingId = "0190f2a4-0000-7000-8000-000000000001".parse().unwrap();
        let state = State {
            place: Place::Listing {
                listing,
                shown: u64::MAX,
            },
            resume: Some(Ask::new(listing, Path::field("hours.opening"))),
            misses: 1,
            stamp: 7,
            granted: vec![listing],
        };
        assert_eq!(State::read(&state.write()), state);
        assert!(state.write().starts_with(r#"{"v":"1","#));
    }

    #[test]
    fn a_place_stored_when_services_were_the_only_group_is_still_read() {
        let id = "0190f2a4-0000-7000-8000-000000000001";
        let stored = |at: &str| {
            format!(r#"{{"v":"1","place":{{"at":"{at}","listing":"{id}","service":"{id}"}}}}"#)
        };
        let (listing, entry, group) = (id.parse().unwrap(), id.parse().unwrap(), Group::Services);
        assert_eq!(
            State::read(&stored("offer")).place,
            Place::Entries { listing, group }
        );
        assert_eq!(
            State::read(&stored("service")).place,
            Place::Entry {
                listing,
                group,
                entry
            }
        );
        assert_eq!(
            State::read(&stored("withdrawing")).place,
            Place::Withdrawing {
                listing,
                group,
                entry
            }
        );
    }

    #[test]
    fn what_cannot_be_read_is_a_fresh_start() {
        for text in ["", "{}", r#"{"v":"9","place":{"at":"moon"}}"#] {
            assert_eq!(State::read(text), State::default());
        }
    }
}
