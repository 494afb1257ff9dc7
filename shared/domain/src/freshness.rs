//! Freshness: how long a section stays true, when it must be asked again, and what the public is told.
//!
//! Verified and modified are different facts. A listing is as sure as its opening hours and its offer: they are what
//! someone travels for.

use chrono::Months;

use crate::clock::{PARIS, Timestamp};
use crate::listing::Listing;
use crate::observation::Verification;
use crate::questionnaire::SectionKey;

/// Days during which a person who was asked something is left in peace.
pub const GAP_DAYS: i64 = 14;
/// When the checker runs each day, on clocks of Paris: hour and minute, when people open their mail.
pub const CHECK_AT: (u32, u32) = (8, 30);
/// How often one question is asked before the référent calls.
pub const MAX_ROUNDS: usize = 2;

/// How sure a section or a listing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Verified less than one interval ago.
    Fresh,
    /// Verified less than two intervals ago.
    ToCheck,
    /// Verified longer ago, or never.
    Unsure,
}

impl Freshness {
    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Fresh => "à jour",
            Self::ToCheck => "à vérifier",
            Self::Unsure => "incertain",
        }
    }
}

/// How many months a section stays true by default: hours age faster than the rest.
#[must_use]
pub const fn interval_months(section: SectionKey) -> u32 {
    match section {
        SectionKey::Hours => 6,
        _ => 12,
    }
}

/// When a section verified at `at` must be asked again.
#[must_use]
pub fn due_at(section: SectionKey, at: Timestamp) -> Timestamp {
    after_months(at, interval_months(section))
}

/// How sure a section is at `now`.
#[must_use]
pub fn of_section(
    section: SectionKey,
    verified: Option<&Verification>,
    now: Timestamp,
) -> Freshness {
    let Some(verified) = verified else {
        return Freshness::Unsure;
    };
    let months = interval_months(section);
    if now < after_months(verified.at, months) {
        Freshness::Fresh
    } else if now < after_months(verified.at, 2 * months) {
        Freshness::ToCheck
    } else {
        Freshness::Unsure
    }
}

/// How sure a listing is at `now`: the worse of its hours and its offer.
#[must_use]
pub fn of_listing(listing: &Listing, now: Timestamp) -> Freshness {
    let section = |section| of_section(section, listing.verified(section), now);
    section(SectionKey::Hours).max(section(SectionKey::Offer))
}

/// The verification that speaks for the listing: the older of hours and offer, when both were verified.
#[must_use]
pub fn verification(listing: &Listing) -> Option<&Verification> {
    let hours = listing.verified(SectionKey::Hours)?;
    let offer = listing.verified(SectionKey::Offer)?;
    Some(if hours.at <= offer.at { hours } else { offer })
}

fn after_months(at: Timestamp, months: u32) -> Timestamp {
    let later = at
        .local(PARIS)
        .naive_local()
        .checked_add_months(Months::new(months));
    later.map_or(at, |wall| Timestamp::from_local(wall, PARIS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Door;

    fn day(text: &str) -> Timestamp {
        Timestamp::midnight(text.parse().unwrap(), PARIS)
    }

    fn verified(at: &str) -> Verification {
        Verification {
            section: SectionKey::Hours,
            at: day(at),
            door: Door::Form,
        }
    }

    #[test]
    fn hours_are_fresh_for_six_months_then_to_check_then_unsure() {
        let seen = verified("2026-01-15");
        let at = |date| of_section(SectionKey::Hours, Some(&seen), day(date));
        assert_eq!(at("2026-07-14"), Freshness::Fresh);
        assert_eq!(at("2026-07-15"), Freshness::ToCheck);
        assert_eq!(at("2027-01-14"), Freshness::ToCheck);
        assert_eq!(at("2027-01-15"), Freshness::Unsure);
    }

    #[test]
    fn what_was_never_verified_is_unsure() {
        assert_eq!(
            of_section(SectionKey::Offer, None, day("2026-01-15")),
            Freshness::Unsure
        );
    }

    #[test]
    fn a_date_without_a_twin_in_the_due_month_falls_on_its_last_day() {
        assert_eq!(
            due_at(SectionKey::Hours, day("2026-08-31")),
            day("2027-02-28")
        );
    }
}
