//! What the database says at the moment of a step.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use portrea_domain::Timestamp;
use portrea_domain::conversation::ChatChannel;
use portrea_domain::document::Path;
use portrea_domain::ids::{EntryId, InvitationId, ListingId, ServiceId};
use portrea_domain::invitation::Reply;
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::{Group, SectionKey};

/// What the database says at the moment of a step.
#[derive(Clone, Debug)]
pub struct View {
    /// The present instant.
    pub now: Timestamp,
    /// The channel: people are told who else carries their words.
    pub channel: ChatChannel,
    /// Who writes, when we know.
    pub person: Option<PersonView>,
    /// The listings they may speak for, with their unpublished answers laid over what is public.
    pub listings: Vec<ListingView>,
    /// Their invitations to meetings that have not begun.
    pub invitations: Vec<InvitationView>,
    /// The id a new service would have.
    pub fresh_service: ServiceId,
}

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// Their name, as they write it.
    pub name: String,
}

/// A listing they may speak for.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingView {
    /// The listing, with their unpublished answers laid over its document.
    pub listing: Listing,
    /// The name of its commune.
    pub commune: Option<String>,
    /// Names of the communes of its entries, by code.
    pub communes: BTreeMap<String, String>,
    /// The sections of their unpublished answers.
    pub pending: BTreeSet<SectionKey>,
}

/// An invitation to a meeting that has not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationView {
    /// The invitation.
    pub id: InvitationId,
    /// Title of the meeting.
    pub title: String,
    /// Its start.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// Wall-clock times of its territory.
    pub zone: Tz,
    /// Where, in words.
    pub place: String,
    /// What they answered so far.
    pub reply: Option<Reply>,
}

impl View {
    pub(super) fn listing(&self, id: ListingId) -> Option<&ListingView> {
        self.listings.iter().find(|view| view.listing.id == id)
    }

    pub(super) fn invitation(&self, id: InvitationId) -> Option<&InvitationView> {
        self.invitations.iter().find(|view| view.id == id)
    }
}

impl ListingView {
    /// Whether it has an entry in a group.
    pub(super) fn has_entry(&self, group: Group, id: EntryId) -> bool {
        self.knows(&Path::entry(group, id, group.lead_key()))
    }

    /// Whether a group is asked about at all.
    pub(super) fn asks_group(&self, group: Group) -> bool {
        group.condition().is_none_or(|condition| {
            condition.holds(self.listing.document.get(&Path::field(condition.key)))
        })
    }

    /// The name of a commune it mentions.
    pub(super) fn commune_named(&self, code: &str) -> Option<String> {
        let own = self.listing.document.text("place.commune") == Some(code);
        let own = self.commune.clone().filter(|_| own);
        own.or_else(|| self.communes.get(code).cloned())
    }

    /// Whether it already has a value for a field.
    pub(super) fn knows(&self, path: &Path) -> bool {
        self.listing.document.get(path).is_some()
    }

    /// A fingerprint of what is shown (64-bit FNV-1a): it need only differ when the words do.
    pub(super) fn fingerprint(&self) -> u64 {
        let text = serde_json::to_string(&self.listing.document).unwrap_or_default();
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}
