//! Who must be in the room: communes and kinds of help that nobody stands for yet.

use std::collections::BTreeSet;

use portrea_domain::ListingId;
use portrea_domain::listing::Listing;
use portrea_domain::questionnaire::Family;
use portrea_domain::territory::CommuneCode;
use portrea_storage::{ContactRow, InvitationRow};

use super::attendance::{Attendance, comes};

/// What nobody stands for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Gaps {
    /// Communes where nobody is invited.
    pub(super) communes_uninvited: Vec<String>,
    /// Communes whose invited people do not come, or have not said so.
    pub(super) communes_absent: Vec<String>,
    /// Kinds of help that nobody invited offers.
    pub(super) families_uninvited: Vec<&'static str>,
    /// Kinds of help that nobody who comes offers.
    pub(super) families_absent: Vec<&'static str>,
}

impl Gaps {
    /// Finds them. A person stands for their communes, for what they know about, and for what the listing they answer
    /// for offers; whoever comes instead of them stands for the same.
    pub(super) fn of(attendance: &Attendance, listings: &[Listing]) -> Self {
        let invited = Covered::by(attendance, listings, |_row| true);
        let coming = Covered::by(attendance, listings, comes);
        let mut gaps = Self::default();
        for (code, name) in &attendance.communes {
            if !invited.communes.contains(code) {
                gaps.communes_uninvited.push(name.clone());
            } else if !coming.communes.contains(code) {
                gaps.communes_absent.push(name.clone());
            }
        }
        for family in Family::ALL {
            if !invited.families.contains(&family) {
                gaps.families_uninvited.push(family.label());
            } else if !coming.families.contains(&family) {
                gaps.families_absent.push(family.label());
            }
        }
        gaps
    }

    /// Whether every commune and every kind of help has somebody in the room.
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Default)]
struct Covered {
    communes: BTreeSet<CommuneCode>,
    families: BTreeSet<Family>,
}

impl Covered {
    fn by(
        attendance: &Attendance,
        listings: &[Listing],
        counts: impl Fn(&InvitationRow) -> bool,
    ) -> Self {
        let mut covered = Self::default();
        for row in attendance.invited.iter().filter(|row| counts(row)) {
            if let Some(contact) = attendance.stands_for(row) {
                covered.add(contact, listings);
            }
        }
        covered
    }

    fn add(&mut self, row: &ContactRow, listings: &[Listing]) {
        let contact = &row.contact;
        self.communes.extend(contact.communes.iter().cloned());
        self.families.extend(contact.themes.iter().copied());
        if let Some(listing) = contact
            .listing_id
            .and_then(|id: ListingId| listings.iter().find(|listing| listing.id == id))
        {
            self.communes.extend(listing.commune());
            for service in listing.services() {
                self.families.insert(service.family);
            }
        }
    }
}
