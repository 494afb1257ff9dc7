//! An event of the engagement phase: a presentation meeting or the collaborative day.

use std::str::FromStr;

use crate::clock::Timestamp;
use crate::ids::{EventId, PortraitId};

/// A meeting people are invited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Identity; also the stable UID of its calendar file.
    pub id: EventId,
    /// The portrait it belongs to.
    pub portrait_id: PortraitId,
    /// What kind of meeting.
    pub kind: EventKind,
    /// Title people read.
    pub title: String,
    /// Start.
    pub starts_at: Timestamp,
    /// End.
    pub ends_at: Timestamp,
    /// Where, in words people can follow.
    pub place: String,
    /// What will happen, one line per item.
    pub programme: String,
    /// How people are received.
    pub hosting: Hosting,
    /// Whether it will take place.
    pub state: EventState,
    /// How many times its date or place changed.
    pub moves: i64,
    /// When it last changed date or place: answers given before are asked again.
    pub moved_at: Option<Timestamp>,
    /// Grows at each change of date or place.
    pub sequence: i64,
}

/// How people are received: seats, meal, the way in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosting {
    /// How many people the room holds; no limit when nothing is said.
    pub capacity: Option<i64>,
    /// Whether a meal is offered.
    pub meal: bool,
    /// How to come, in words.
    pub access: String,
    /// What the place has for those who need it.
    pub features: Vec<Feature>,
}

/// A date and place a meeting had before it was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerDate {
    /// Its start then.
    pub starts_at: Timestamp,
    /// Its end then.
    pub ends_at: Timestamp,
    /// Where, then.
    pub place: String,
}

/// Whether a meeting will take place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EventState {
    /// It will, or did.
    #[default]
    Planned,
    /// It was called off.
    Cancelled {
        /// When that was decided.
        at: Timestamp,
        /// Why, in the words people read.
        reason: String,
    },
}

impl Event {
    /// Whether it was called off.
    #[must_use]
    pub const fn is_cancelled(&self) -> bool {
        matches!(self.state, EventState::Cancelled { .. })
    }

    /// Whether one can still be invited and answer: it is planned and has not begun.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        !self.is_cancelled() && self.starts_at > now
    }
}

/// The two kinds of meeting of the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Two hours, to present the method.
    Presentation,
    /// One day, to make the inventory together.
    CollaborativeDay,
}

impl EventKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Presentation, Self::CollaborativeDay];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Presentation => "presentation",
            Self::CollaborativeDay => "collaborative_day",
        }
    }

    /// The French name people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Presentation => "Réunion de présentation",
            Self::CollaborativeDay => "Journée collaborative",
        }
    }

    /// How long it lasts unless told otherwise, in minutes of the wall clock: two hours, one working day.
    #[must_use]
    pub const fn usual_minutes(self) -> i64 {
        match self {
            Self::Presentation => 120,
            Self::CollaborativeDay => 8 * 60,
        }
    }
}

impl FromStr for EventKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown kind of event “{text}”"))
    }
}

/// What a meeting place has for those who need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Wheels pass everywhere.
    StepFree,
    /// Toilets for wheelchairs.
    Toilets,
    /// A car park.
    Parking,
    /// Reserved parking spaces.
    ReservedParking,
    /// A stop of public transport nearby.
    Transport,
    /// A hearing loop.
    HearingLoop,
}

impl Feature {
    /// All of them, as they are shown.
    pub const ALL: [Self; 6] = [
        Self::StepFree,
        Self::Toilets,
        Self::Parking,
        Self::ReservedParking,
        Self::Transport,
        Self::HearingLoop,
    ];

    /// The stored and posted form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StepFree => "step_free",
            Self::Toilets => "toilets",
            Self::Parking => "parking",
            Self::ReservedParking => "reserved_parking",
            Self::Transport => "transport",
            Self::HearingLoop => "hearing_loop",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::StepFree => "accès sans marche",
            Self::Toilets => "toilettes accessibles",
            Self::Parking => "parking",
            Self::ReservedParking => "places de parking réservées",
            Self::Transport => "arrêt de transport en commun à côté",
            Self::HearingLoop => "boucle magnétique pour l’audition",
        }
    }
}

impl FromStr for Feature {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|feature| feature.as_str() == text)
            .ok_or_else(|| format!("unknown feature “{text}”"))
    }
}
