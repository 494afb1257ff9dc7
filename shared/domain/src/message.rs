//! The outbox: what somebody must be told, and the fate of that message.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{
    CampaignId, EventId, InvitationId, LetterId, LinkId, ListingId, MessageId, PersonId,
    PortraitId, PromptId,
};
use crate::questionnaire::SectionKey;
use crate::sequence::Audience;

/// A row of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Identity; the Message-ID of a mail is derived from it.
    pub id: MessageId,
    /// To whom.
    pub person_id: PersonId,
    /// By which wire.
    pub channel: Channel,
    /// About what: ids only, rendered from fresh data when it leaves.
    pub purpose: Purpose,
    /// Not before.
    pub due_at: Timestamp,
    /// Not after: an invitation is not sent after the meeting.
    pub not_after: Timestamp,
    /// How many times it was tried.
    pub attempts: i64,
    /// The campaign that decided it, when there is one.
    pub campaign_id: Option<CampaignId>,
    /// Where it stands.
    pub state: MessageState,
    /// Why, in words for the sender: the server's answer, the rule that stopped it.
    pub reason: String,
}

/// The wire a message leaves by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Electronic mail.
    Mail,
    /// A chat message.
    Chat,
    /// A letter on paper, printed by the référent: no service of the house sends it.
    Letter,
}

impl Channel {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Chat => "chat",
            Self::Letter => "letter",
        }
    }
}

impl FromStr for Channel {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "mail" => Ok(Self::Mail),
            "chat" => Ok(Self::Chat),
            "letter" => Ok(Self::Letter),
            other => Err(format!("unknown channel “{other}”")),
        }
    }
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Purpose {
    /// Come to the event.
    Invitation {
        /// Whose invitation.
        invitation: InvitationId,
    },
    /// Your answer is noted; here is the calendar file.
    AnswerNoted {
        /// Whose answer.
        invitation: InvitationId,
        /// The version of the invitation it confirms: a later one has a message of its own. 0 confirms what stands.
        #[serde(default)]
        version: i64,
    },
    /// A seat is free: whoever waited has it.
    SeatFreed {
        /// Whose seat.
        invitation: InvitationId,
        /// The version of the invitation that has it.
        version: i64,
    },
    /// The meeting has another date or place: do you still come?
    EventMoved {
        /// Whose invitation.
        invitation: InvitationId,
        /// The version of the invitation that says so.
        version: i64,
    },
    /// The meeting is called off: take it out of your calendar.
    EventCancelled {
        /// Whose invitation.
        invitation: InvitationId,
    },
    /// Here is a new link to your invitation, because the old one has expired and you asked.
    InvitationLink {
        /// Whose invitation.
        invitation: InvitationId,
    },
    /// Here is a new link to the form, because the old one has expired and you asked.
    FormLink {
        /// The listing.
        listing: ListingId,
    },
    /// Here are the links to everything you answer for, because you typed your address and asked.
    MyLinks,
    /// Somebody who answered for a listing says that you do now.
    Named {
        /// The listing.
        listing: ListingId,
    },
    /// People said something about listings of your territory that needs you.
    Doubts {
        /// The portrait.
        portrait: PortraitId,
    },
    /// Nothing was heard of you for years: what is kept of you will be erased.
    Farewell,
    /// Is this still true? The questions are the prompts the message carries.
    Freshness,
    /// Around a meeting: still no answer, still unsure, practical matters, thanks, what you missed.
    Reminder {
        /// Whose invitation.
        invitation: InvitationId,
        /// Who such a message is for: asked again when it leaves.
        audience: Audience,
    },
    /// Nobody has described the offer of this place yet.
    ListingReminder {
        /// The listing.
        listing: ListingId,
    },
    /// Several things asked at once: the prompts the message carries.
    Grouped,
    /// What somebody else would read, sent to whoever prepares it.
    Trial {
        /// The send being prepared.
        mailing: CampaignId,
        /// Who would read it.
        reader: PersonId,
    },
    /// What somebody of the territory wrote to many.
    Letter {
        /// The letter.
        letter: LetterId,
        /// What its readers may object to.
        stream: Stream,
    },
    /// What became of what you said of places: the decisions that name this message.
    Outcome,
    /// Here is your key to the desk.
    SignIn {
        /// The link to send.
        link: LinkId,
    },
}

/// What a message belongs to in the eyes of the person who may object to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Meetings.
    Event,
    /// Keeping listings true.
    Update,
    /// News of the territory.
    News,
    /// What the person asked for this very minute: it cannot be objected to.
    Service,
}

impl Stream {
    /// The streams a person can stop.
    pub const OPPOSABLE: [Self; 3] = [Self::Event, Self::Update, Self::News];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Update => "update",
            Self::News => "news",
            Self::Service => "service",
        }
    }

    /// The French words people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Event => "les invitations aux réunions",
            Self::Update => "les demandes de vérification de vos fiches",
            Self::News => "les nouvelles du territoire",
            Self::Service => "les messages que vous demandez",
        }
    }
}

impl FromStr for Stream {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Event, Self::Update, Self::News, Self::Service]
            .into_iter()
            .find(|stream| stream.as_str() == text)
            .ok_or_else(|| format!("unknown stream “{text}”"))
    }
}

impl Purpose {
    /// The stream this purpose belongs to.
    #[must_use]
    pub const fn stream(&self) -> Stream {
        match self {
            Self::Invitation { .. } | Self::Reminder { .. } => Stream::Event,
            Self::Letter { stream, .. } => *stream,
            // Each part of a grouped message has a stream of its own, asked when it leaves.
            Self::Freshness | Self::ListingReminder { .. } | Self::Named { .. } | Self::Grouped => {
                Stream::Update
            }
            Self::AnswerNoted { .. }
            | Self::Trial { .. }
            | Self::SeatFreed { .. }
            | Self::EventMoved { .. }
            | Self::EventCancelled { .. }
            | Self::InvitationLink { .. }
            | Self::FormLink { .. }
            | Self::MyLinks
            | Self::Doubts { .. }
            | Self::Farewell
            | Self::Outcome
            | Self::SignIn { .. } => Stream::Service,
        }
    }

    /// What it says, in the few words a sender reads.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::AnswerNoted { .. } => "confirmation d’une réponse",
            Self::SeatFreed { .. } => "place libérée",
            Self::EventMoved { .. } => "réunion déplacée",
            Self::EventCancelled { .. } => "réunion annulée",
            Self::FormLink { .. } | Self::InvitationLink { .. } | Self::MyLinks => "nouveau lien",
            Self::Named { .. } => "fiche confiée par un collègue",
            Self::Doubts { .. } => "fiches à regarder",
            Self::Farewell => "effacement prochain",
            Self::Freshness => "vérification d’une fiche",
            Self::Reminder { audience, .. } => match audience {
                Audience::NotAnswered => "relance",
                Audience::Maybe => "question à qui hésite",
                Audience::Comes => "informations pratiques",
                Audience::Came => "remerciement",
                Audience::Absent => "message aux absents",
                Audience::SilentListing => "fiche à compléter",
            },
            Self::ListingReminder { .. } => "fiche à compléter",
            Self::Grouped => "plusieurs demandes",
            Self::Trial { .. } => "essai",
            Self::Letter { .. } => "lettre",
            Self::Outcome => "suite donnée à une réponse",
            Self::SignIn { .. } => "clé du bureau",
        }
    }

    /// Whether it asks something of a person who did not ask for it: such messages count in their pressure budget.
    #[must_use]
    pub const fn is_solicitation(&self) -> bool {
        match self {
            Self::Reminder { audience, .. } => audience.solicits(),
            other => !matches!(other.stream(), Stream::Service),
        }
    }
}

/// What becomes of a message whose fate is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is shown as uncertain, for its sender to decide.
    Show,
    /// It is dropped: whoever asked for it will ask again.
    Drop,
    /// It is sent again, once: reading it twice does no harm, missing it would.
    Repeat,
}

/// Where a message stands. Only `Handed` can become `Uncertain`, so there are never more uncertain messages than wires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageState {
    /// Waits for its time.
    Queued,
    /// A mailer took it, nothing was said on the wire yet.
    Claimed,
    /// The attempt is committed: the wire may have it.
    Handed,
    /// The next server took it.
    Accepted,
    /// The next server refused it for good.
    Refused,
    /// A rule stopped it: opposition, bounce, too late, already answered.
    Suppressed,
    /// Tried long enough.
    GivenUp,
    /// The wire broke after the last word: it may have left. Never sent again by itself.
    Uncertain,
}

impl MessageState {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Queued,
        Self::Claimed,
        Self::Handed,
        Self::Accepted,
        Self::Refused,
        Self::Suppressed,
        Self::GivenUp,
        Self::Uncertain,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Claimed => "claimed",
            Self::Handed => "handed",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Suppressed => "suppressed",
            Self::GivenUp => "given_up",
            Self::Uncertain => "uncertain",
        }
    }

    /// The French words the sender reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Queued => "en attente",
            Self::Claimed | Self::Handed => "en cours d’envoi",
            Self::Accepted => "envoyé",
            Self::Refused => "refusé",
            Self::Suppressed => "non envoyé",
            Self::GivenUp => "abandonné",
            Self::Uncertain => "incertain",
        }
    }
}

impl FromStr for MessageState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown message state “{text}”"))
    }
}

/// What happened on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it.
    Accepted,
    /// The server refused it for good; the address is at fault when `bounced`.
    Refused {
        /// The server's words.
        reason: String,
        /// Whether the recipient was refused (and not the content).
        bounced: bool,
    },
    /// Not now: a 4xx answer, or the wire broke before the last word.
    Later {
        /// What was seen.
        reason: String,
    },
    /// The wire broke after the last word.
    Uncertain {
        /// What was seen.
        reason: String,
    },
}

/// Tries after which a message is given up.
pub const MAX_ATTEMPTS: i64 = 8;

/// Where a message goes after `outcome` of its try number `attempts` (1 for the first), and when it is due again.
/// Waits double from one minute to two hours.
#[must_use]
pub fn after(
    outcome: &Outcome,
    attempts: i64,
    now: Timestamp,
    not_after: Timestamp,
) -> (MessageState, Timestamp) {
    match outcome {
        Outcome::Accepted => (MessageState::Accepted, now),
        Outcome::Refused { .. } => (MessageState::Refused, now),
        Outcome::Uncertain { .. } => (MessageState::Uncertain, now),
        Outcome::Later { .. } => {
            let minutes = 1_i64 << attempts.clamp(1, 8).saturating_sub(1);
            let again = now.plus_minutes(minutes.min(120));
            if attempts >= MAX_ATTEMPTS || again > not_after {
                (MessageState::GivenUp, now)
            } else {
                (MessageState::Queued, again)
            }
        }
    }
}

/// Why a message was not sent although its time had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The person objected to this stream.
    Opposed,
    /// Their address bounced.
    Bounced,
    /// They have no address.
    NoAddress,
    /// Its time is over.
    TooLate,
    /// What it asks was answered meanwhile.
    Answered,
    /// What it is about is gone.
    Gone,
    /// The sender called it back before it left.
    CalledBack,
    /// Its turn would have come too late: the person was asked enough lately.
    AskedEnough,
    /// A later message says what stands now.
    Superseded,
}

impl StopReason {
    /// The French words the sender reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Opposed => "la personne ne veut plus ces messages",
            Self::Bounced => "l’adresse ne fonctionne pas",
            Self::NoAddress => "pas d’adresse",
            Self::TooLate => "trop tard",
            Self::Answered => "déjà répondu",
            Self::Gone => "ce n’est plus d’actualité",
            Self::CalledBack => "rappelé avant de partir",
            Self::AskedEnough => "la personne a été assez sollicitée",
            Self::Superseded => "remplacé par un message plus récent",
        }
    }
}

/// One thing asked of one person within a campaign: unique by (campaign, person, step, round), whatever carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Identity.
    pub id: PromptId,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// The person.
    pub person_id: PersonId,
    /// What is asked: `invitation`, or `listing:<id>:<section>`.
    pub step: String,
    /// First time, second time…
    pub round: i64,
    /// The message that carries it.
    pub message_id: Option<MessageId>,
    /// When it was answered, by whatever door.
    pub answered_at: Option<Timestamp>,
}

/// What a prompt asks, as its step says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptStep {
    /// Come to a meeting.
    Invitation(EventId),
    /// A step of the sequence around a meeting.
    Reminder {
        /// The meeting.
        event: EventId,
        /// The key of the step.
        key: String,
    },
    /// Is this section of a listing still true?
    Section(ListingId, SectionKey),
    /// Describe this listing, a while after a phase of a portrait began.
    Describe {
        /// The portrait.
        portrait: PortraitId,
        /// The key of the step.
        key: String,
        /// The listing.
        listing: ListingId,
    },
}

impl PromptStep {
    /// What the steps of the sequence around a meeting begin with.
    #[must_use]
    pub fn reminders_of(event: EventId) -> String {
        format!("reminder:{event}:")
    }

    /// The stream such a question belongs to.
    #[must_use]
    pub const fn stream(&self) -> Stream {
        match self {
            Self::Invitation(_) | Self::Reminder { .. } => Stream::Event,
            Self::Section(..) | Self::Describe { .. } => Stream::Update,
        }
    }
}

impl std::fmt::Display for PromptStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invitation(event) => write!(f, "invitation:{event}"),
            Self::Reminder { event, key } => write!(f, "reminder:{event}:{key}"),
            Self::Section(listing, section) => write!(f, "listing:{listing}:{}", section.as_str()),
            Self::Describe {
                portrait,
                key,
                listing,
            } => write!(f, "describe:{portrait}:{key}:{listing}"),
        }
    }
}

impl FromStr for PromptStep {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = || format!("unknown step “{text}”");
        let mut parts = text.splitn(4, ':');
        let mut part = || parts.next().ok_or_else(unknown);
        let id = |_error| unknown();
        match part()? {
            "invitation" => Ok(Self::Invitation(part()?.parse().map_err(id)?)),
            "reminder" => Ok(Self::Reminder {
                event: part()?.parse().map_err(id)?,
                key: part()?.to_owned(),
            }),
            "listing" => Ok(Self::Section(
                part()?.parse().map_err(id)?,
                part()?.parse().map_err(|_error| unknown())?,
            )),
            "describe" => Ok(Self::Describe {
                portrait: part()?.parse().map_err(id)?,
                key: part()?.to_owned(),
                listing: part()?.parse().map_err(id)?,
            }),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn later() -> Outcome {
        Outcome::Later {
            reason: "451".to_owned(),
        }
    }

    #[test]
    fn waits_double_and_end_by_giving_up() {
        let never = NOW.plus_days(30);
        let waits: Vec<i64> = (1..MAX_ATTEMPTS)
            .map(|n| after(&later(), n, NOW, never).1.millis() / 60_000)
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64]);
        assert_eq!(
            after(&later(), MAX_ATTEMPTS, NOW, never).0,
            MessageState::GivenUp
        );
    }

    #[test]
    fn a_step_reads_back_as_it_was_written() {
        let id = "0190f2a4-0000-7000-8000-000000000000";
        for text in [
            format!("invitation:{id}"),
            format!("reminder:{id}:relance-1"),
            format!("listing:{id}:hours"),
            format!("describe:{id}:fiche-1:{id}"),
        ] {
            let step: PromptStep = text.parse().unwrap();
            assert_eq!(step.to_string(), text);
        }
        for text in ["", "invitation:x", "listing", "reminder:", "autre:1"] {
            assert!(text.parse::<PromptStep>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_retry_that_would_come_too_late_is_given_up_now() {
        assert_eq!(
            after(&later(), 5, NOW, NOW.plus_minutes(10)).0,
            MessageState::GivenUp
        );
    }

    #[test]
    fn an_uncertain_message_is_never_queued_again() {
        let outcome = Outcome::Uncertain {
            reason: String::new(),
        };
        assert_eq!(
            after(&outcome, 1, NOW, NOW.plus_days(9)).0,
            MessageState::Uncertain
        );
    }
}
