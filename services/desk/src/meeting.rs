//! The meeting a page is about, and how many answered.

use portrea_domain::Timestamp;
use portrea_domain::event::Event;
use portrea_domain::invitation::Reply;
use portrea_storage::InvitationRow;

/// The meeting to show: the one to come or under way, else the last one held. `events` are in order of date.
pub(crate) fn shown(events: &[Event], now: Timestamp) -> Option<&Event> {
    let mut held = events.iter().filter(|event| !event.is_cancelled());
    let open = held.clone().find(|event| event.ends_at > now);
    open.or_else(|| held.next_back())
}

/// The meeting people can still be invited to: the next one that has not begun.
pub(crate) fn to_come(events: &[Event], now: Timestamp) -> Option<&Event> {
    events.iter().find(|event| event.is_open(now))
}

/// How many were invited, and what they said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turnout {
    /// Everybody invited.
    pub invited: usize,
    /// They come.
    pub yes: usize,
    /// They do not.
    pub no: usize,
    /// They cannot say yet.
    pub maybe: usize,
    /// Somebody comes in their place, and has an invitation of their own.
    pub delegated: usize,
}

impl Turnout {
    /// Counts the answers of a meeting.
    pub(crate) fn of(invitations: &[InvitationRow]) -> Self {
        let said = |reply| {
            let same = |row: &&InvitationRow| {
                row.invitation
                    .answer
                    .is_some_and(|answer| answer.reply == reply)
            };
            invitations.iter().filter(same).count()
        };
        Self {
            invited: invitations.len(),
            yes: said(Reply::Yes),
            no: said(Reply::No),
            maybe: said(Reply::Maybe),
            delegated: said(Reply::Delegated),
        }
    }

    /// Whoever said something.
    pub(crate) const fn answered(self) -> usize {
        self.yes + self.no + self.maybe + self.delegated
    }

    /// Whoever said nothing yet.
    pub(crate) const fn silent(self) -> usize {
        self.invited - self.answered()
    }
}

#[cfg(test)]
mod tests {
    use portrea_domain::event::{EventKind, EventState, Hosting};
    use portrea_domain::{Entropy, EventId, PortraitId};

    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    fn meeting(hour: i64) -> Event {
        let starts_at = Timestamp::from_millis(0).plus_hours(hour);
        Event {
            id: EventId::mint(starts_at, &Zeros),
            portrait_id: PortraitId::mint(starts_at, &Zeros),
            kind: EventKind::Presentation,
            title: String::new(),
            starts_at,
            ends_at: starts_at.plus_hours(2),
            place: String::new(),
            programme: String::new(),
            hosting: Hosting::default(),
            state: EventState::Planned,
            moves: 0,
            moved_at: None,
            sequence: 0,
        }
    }

    #[test]
    fn a_meeting_is_shown_until_it_ends_but_nobody_is_invited_once_it_began() {
        let events = [meeting(10), meeting(100)];
        let at = |hour| Timestamp::from_millis(0).plus_hours(hour);
        assert_eq!(shown(&events, at(11)), Some(&events[0]));
        assert_eq!(to_come(&events, at(11)), Some(&events[1]));
        assert_eq!(shown(&events, at(12)), Some(&events[1]));
    }

    #[test]
    fn the_last_meeting_stays_when_none_is_to_come() {
        let events = [meeting(10), meeting(100)];
        let later = Timestamp::from_millis(0).plus_hours(500);
        assert_eq!(shown(&events, later), Some(&events[1]));
        assert_eq!(to_come(&events, later), None);
        assert_eq!(shown(&[], later), None);
    }
}
