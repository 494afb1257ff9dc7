//! What a sequence of messages is counted from: a meeting, or the beginning of the consolidation.

use portrea_actions::{phase_sequence_of, sequence_of};
use portrea_domain::event::Event;
use portrea_domain::portrait::{Phase, Portrait};
use portrea_domain::sequence::{Audience, Step, default_phase_sequence, default_sequence};
use portrea_domain::{PortraitId, Timestamp};
use portrea_render::french;
use portrea_storage::{SequenceOf, StorageError, Tx};

/// Who the steps around a meeting can be for.
const AROUND_A_MEETING: &[Audience] = &[
    Audience::NotAnswered,
    Audience::Maybe,
    Audience::Comes,
    Audience::Came,
    Audience::Absent,
];
/// Who the steps after the beginning of a phase can be for.
const AFTER_A_PHASE: &[Audience] = &[Audience::SilentListing];

/// What a sequence is counted from.
pub(super) enum Subject {
    /// The day of a meeting.
    Meeting(Box<Event>),
    /// The day the consolidation of the portrait began.
    Consolidation,
}

/// What the page says before the steps.
pub(super) struct Lead {
    /// What it is about.
    pub(super) title: String,
    /// When that is.
    pub(super) when: String,
    /// What is said when there is no step.
    pub(super) none: &'static str,
    /// How the steps work.
    pub(super) about: &'static str,
}

impl Subject {
    /// Who its steps can be for; the first is proposed for a new step.
    pub(super) const fn audiences(&self) -> &'static [Audience] {
        match self {
            Self::Meeting(_) => AROUND_A_MEETING,
            Self::Consolidation => AFTER_A_PHASE,
        }
    }

    /// The steps everybody starts with.
    pub(super) fn usual(&self) -> Vec<Step> {
        match self {
            Self::Meeting(event) => default_sequence(event.kind),
            Self::Consolidation => default_phase_sequence(),
        }
    }

    /// What it is kept under.
    pub(super) fn key(&self, portrait: &Portrait) -> SequenceOf {
        match self {
            Self::Meeting(event) => SequenceOf::Event(event.id),
            Self::Consolidation => SequenceOf::Portrait(portrait.id),
        }
    }

    /// Where its page is.
    pub(super) fn address(&self, portrait: &Portrait) -> String {
        let portrait = portrait.id;
        match self {
            Self::Meeting(event) => {
                format!(
                    "/bureau/portraits/{portrait}/reunions/{}/relances",
                    event.id
                )
            }
            Self::Consolidation => format!("/bureau/portraits/{portrait}/relances"),
        }
    }

    /// What its page says before the steps.
    pub(super) fn lead(&self, portrait: &Portrait) -> Lead {
        match self {
            Self::Meeting(event) => Lead {
                title: event.title.clone(),
                when: french::span(event.starts_at, event.ends_at, portrait.zone),
                none: "Aucun message ne part tout seul pour cette réunion.",
                about: "Chaque message va aux personnes qui sont dans ce cas au moment où il part. Si la réunion change de date, les dates suivent. Ce qui est déjà parti ne repart pas.",
            },
            Self::Consolidation => Lead {
                title: "Après la journée collaborative\u{a0}: la consolidation".to_owned(),
                when: if portrait.phase == Phase::Consolidation {
                    format!(
                        "commencée le {}",
                        french::day(portrait.phase_since, portrait.zone)
                    )
                } else {
                    "pas encore commencée".to_owned()
                },
                none: "Aucun message ne part tout seul pendant la consolidation.",
                about: "Les jours se comptent à partir du début de la consolidation. Chaque message va aux personnes qui sont dans ce cas au moment où il part. Ce qui est déjà parti ne repart pas.",
            },
        }
    }

    /// What the days are counted from, once that is known.
    pub(super) fn start(&self, portrait: &Portrait) -> Option<Timestamp> {
        match self {
            Self::Meeting(event) => Some(event.starts_at),
            Self::Consolidation => {
                (portrait.phase == Phase::Consolidation).then_some(portrait.phase_since)
            }
        }
    }

    /// Whether nothing of it will leave.
    pub(super) fn is_cancelled(&self) -> bool {
        matches!(self, Self::Meeting(event) if event.is_cancelled())
    }

    /// Its steps as they stand.
    pub(super) async fn steps(
        &self,
        tx: &mut Tx,
        portrait: PortraitId,
    ) -> Result<Vec<Step>, StorageError> {
        match self {
            Self::Meeting(event) => sequence_of(tx, event).await,
            Self::Consolidation => phase_sequence_of(tx, portrait).await,
        }
    }
}
