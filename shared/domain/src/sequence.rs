//! The sequence of reminders around a meeting, or after a phase began: who is written to, how long before or after.
//!
//! Dates are rules, not rows: they are computed from the meeting each time, so moving the meeting moves them.

use std::str::FromStr;

use chrono::{Days, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::event::EventKind;

/// Who a step is for, decided at the moment it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Invited, said nothing.
    NotAnswered,
    /// Said they may come.
    Maybe,
    /// Said they come, and has a seat.
    Comes,
    /// Was there.
    Came,
    /// Had said yes, and was not there; or was invited and said nothing.
    Absent,
    /// Answers for a listing whose offer nobody has described yet.
    SilentListing,
}

impl Audience {
    /// All audiences.
    pub const ALL: [Self; 6] = [
        Self::NotAnswered,
        Self::Maybe,
        Self::Comes,
        Self::Came,
        Self::Absent,
        Self::SilentListing,
    ];

    /// The stored and posted form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnswered => "not_answered",
            Self::Maybe => "maybe",
            Self::Comes => "comes",
            Self::Came => "came",
            Self::Absent => "absent",
            Self::SilentListing => "silent_listing",
        }
    }

    /// The French words the référent reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotAnswered => "n’ont pas répondu",
            Self::Maybe => "viennent peut-être",
            Self::Comes => "viennent",
            Self::Came => "sont venus",
            Self::Absent => "n’étaient pas là",
            Self::SilentListing => "n’ont pas encore décrit leur lieu",
        }
    }

    /// Whether such a mail asks something of its reader: those count in their pressure budget.
    #[must_use]
    pub const fn solicits(self) -> bool {
        !matches!(self, Self::Comes)
    }

    /// Whether the meeting must lie ahead for the mail to make sense.
    #[must_use]
    pub const fn is_before(self) -> bool {
        matches!(self, Self::NotAnswered | Self::Maybe | Self::Comes)
    }
}

impl FromStr for Audience {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|audience| audience.as_str() == text)
            .ok_or_else(|| format!("unknown audience “{text}”"))
    }
}

/// One step of a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Names the step within its sequence for ever: a person gets it at most once for one date of the meeting.
    pub key: String,
    /// Who it is for.
    pub audience: Audience,
    /// Days after the start of the meeting (or of the phase); negative: before.
    pub days: i64,
    /// The time of that day.
    pub at: NaiveTime,
    /// Hours after which it is too late: it is not sent any more.
    pub too_late_hours: i64,
    /// Whether it is on.
    pub enabled: bool,
}

impl Step {
    fn new(key: &str, audience: Audience, days: i64, too_late_hours: i64) -> Self {
        Self {
            key: key.to_owned(),
            audience,
            days,
            at: NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default(),
            too_late_hours,
            enabled: true,
        }
    }

    /// When the step is due, for something that starts at `start`, on clocks of `zone`.
    #[must_use]
    pub fn due_at(&self, start: Timestamp, zone: Tz) -> Timestamp {
        let date = start.local(zone).date_naive();
        let shift = Days::new(self.days.unsigned_abs());
        let day = if self.days < 0 {
            date.checked_sub_days(shift)
        } else {
            date.checked_add_days(shift)
        };
        Timestamp::from_local(day.unwrap_or(date).and_time(self.at), zone)
    }

    /// From when on it is too late, for a step due at `due_at`.
    #[must_use]
    pub const fn too_late_at(&self, due_at: Timestamp) -> Timestamp {
        due_at.plus_hours(self.too_late_hours)
    }
}

/// Why a sequence cannot be kept, in French words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SequenceError(pub String);

/// The longest sequence.
const MOST_STEPS: usize = 12;

/// The reminders a meeting starts with.
#[must_use]
pub fn default_sequence(kind: EventKind) -> Vec<Step> {
    let day = 24;
    let mut steps = vec![
        Step::new("relance-1", Audience::NotAnswered, -14, 3 * day),
        Step::new("relance-2", Audience::NotAnswered, -7, 2 * day),
        Step::new("relance-3", Audience::NotAnswered, -3, day),
        Step::new("peut-etre", Audience::Maybe, -7, 2 * day),
        Step::new("pratique", Audience::Comes, -2, day),
        Step::new("merci", Audience::Came, 1, 7 * day),
        Step::new("absents", Audience::Absent, 1, 7 * day),
    ];
    if kind == EventKind::Presentation {
        steps.retain(|step| step.key != "relance-1");
    }
    steps
}

/// The reminders a portrait has once its consolidation begins.
#[must_use]
pub fn default_phase_sequence() -> Vec<Step> {
    vec![
        Step::new("fiche-1", Audience::SilentListing, 7, 5 * 24),
        Step::new("fiche-2", Audience::SilentListing, 21, 5 * 24),
    ]
}

/// Refuses a sequence that says the same thing twice, or something at a time when it makes no sense.
pub fn check_sequence(steps: &[Step]) -> Result<(), SequenceError> {
    let refuse = |words: String| Err(SequenceError(words));
    if steps.len() > MOST_STEPS {
        return refuse(format!("{MOST_STEPS} étapes au plus."));
    }
    for (n, step) in steps.iter().enumerate() {
        if steps[..n].iter().any(|other| other.key == step.key) {
            return refuse("Deux étapes portent le même nom.".to_owned());
        }
        let same = |other: &&Step| {
            other.enabled
                && step.enabled
                && (other.audience, other.days) == (step.audience, step.days)
        };
        if steps[..n].iter().find(same).is_some() {
            return refuse(format!(
                "Deux messages partiraient le même jour vers les personnes qui {}.",
                step.audience.label()
            ));
        }
        if step.audience.is_before() && step.days >= 0 {
            return refuse(format!(
                "Un message aux personnes qui {} part avant la réunion.",
                step.audience.label()
            ));
        }
        if !step.audience.is_before() && step.days < 1 {
            return refuse(format!(
                "Un message aux personnes qui {} part au plus tôt le lendemain.",
                step.audience.label()
            ));
        }
        if step.days.abs() > 120 || !(1..=14 * 24).contains(&step.too_late_hours) {
            return refuse("Une étape part à 120 jours au plus de la réunion, et reste utile de 1 heure à 14 jours.".to_owned());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::PARIS;

    fn at(wall: &str) -> Timestamp {
        Timestamp::from_local(wall.parse().unwrap(), PARIS)
    }

    #[test]
    fn ten_in_the_morning_stays_ten_across_the_change_of_hour() {
        let step = Step::new("x", Audience::NotAnswered, -7, 24);
        // Clocks change on the 29th of March 2026.
        let due = step.due_at(at("2026-04-02T09:00:00"), PARIS);
        assert_eq!(due.local(PARIS).to_string(), "2026-03-26 10:00:00 CET");
        let thanks = Step::new("y", Audience::Came, 1, 24);
        let due = thanks.due_at(at("2026-03-28T09:00:00"), PARIS);
        assert_eq!(due.local(PARIS).to_string(), "2026-03-29 10:00:00 CEST");
    }

    #[test]
    fn the_sequences_people_start_with_are_accepted() {
        for kind in [EventKind::Presentation, EventKind::CollaborativeDay] {
            assert_eq!(check_sequence(&default_sequence(kind)), Ok(()));
        }
        assert_eq!(check_sequence(&default_phase_sequence()), Ok(()));
    }

    #[test]
    fn a_sequence_that_makes_no_sense_is_refused_with_words() {
        let refused = |steps: &[Step]| check_sequence(steps).unwrap_err().0;
        let after = Step::new("a", Audience::NotAnswered, 1, 24);
        assert!(refused(&[after]).contains("avant la réunion"));
        let too_soon = Step::new("a", Audience::Came, 0, 24);
        assert!(refused(&[too_soon]).contains("lendemain"));
        let step = Step::new("a", Audience::Maybe, -3, 24);
        let same_day = Step {
            key: "b".to_owned(),
            ..step.clone()
        };
        assert!(refused(&[step.clone(), same_day]).contains("même jour"));
        assert!(refused(&[step.clone(), step]).contains("même nom"));
    }

    proptest! {
        #[test]
        fn moving_a_meeting_by_whole_days_moves_its_steps_by_as_many(days in -60_i64..60, moved in -40_i64..40, hour in 7_u32..20) {
            let step = Step::new("x", Audience::Maybe, days, 24);
            let date = chrono::NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
            let start = |shift: i64| Timestamp::from_local(
                (date + chrono::Duration::days(shift)).and_hms_opt(hour, 0, 0).unwrap(), PARIS);
            let local = |at: Timestamp| at.local(PARIS).naive_local();
            let (before, after) = (step.due_at(start(0), PARIS), step.due_at(start(moved), PARIS));
            prop_assert_eq!(local(after) - local(before), chrono::Duration::days(moved));
        }
    }
}
