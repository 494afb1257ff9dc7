//! The calendar file of an answer: an event to keep, or to take out again.

use chrono_tz::Tz;
use icalendar::{Component as _, Event as CalendarItem, EventLike as _, EventStatus, Property};
use portrea_domain::Timestamp;
use portrea_domain::person::EmailAddress;

use crate::mail::{Attachment, RenderError};
use crate::zone::vtimezone;

/// What the calendar of the reader is asked to do (RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Keep the event, or its new version.
    Request,
    /// Take it out.
    Cancel,
}

impl Method {
    /// The RFC 5546 name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// Whether the person comes, as calendars say it (RFC 5545 PARTSTAT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attending {
    /// They come.
    Yes,
    /// They may come, or wait for a seat: the event is shown as tentative.
    Maybe,
    /// They do not come.
    No,
    /// They have not said.
    Unknown,
}

impl Attending {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "ACCEPTED",
            Self::Maybe => "TENTATIVE",
            Self::No => "DECLINED",
            Self::Unknown => "NEEDS-ACTION",
        }
    }
}

/// An event as the calendar of one person keeps it.
#[derive(Clone, Debug)]
pub struct CalendarEvent {
    /// Keep or take out.
    pub method: Method,
    /// The same for every version of this event for this person, unique in the world.
    pub uid: String,
    /// Grows with each version: a calendar ignores what is older than what it has.
    pub sequence: u32,
    /// When this version was made.
    pub made_at: Timestamp,
    /// Start.
    pub starts_at: Timestamp,
    /// End.
    pub ends_at: Timestamp,
    /// Wall-clock times of the event.
    pub zone: Tz,
    /// Title.
    pub title: String,
    /// Where.
    pub place: String,
    /// What will happen, and the link of the person.
    pub description: String,
    /// Who organises it: name, then the address that answers go to.
    pub organiser: (String, EmailAddress),
    /// The address this mail is sent from, when it is not the organiser's own.
    pub sent_by: EmailAddress,
    /// Who is invited: name and address.
    pub attendee: (String, EmailAddress),
    /// Whether they come.
    pub attending: Attending,
}

impl CalendarEvent {
    /// The file (RFC 5545), to be attached as `invitation.ics`.
    pub fn to_attachment(&self) -> Result<Attachment, RenderError> {
        Ok(Attachment {
            name: "invitation.ics".to_owned(),
            content_type: format!(
                "text/calendar; charset=utf-8; method={}",
                self.method.as_str()
            ),
            bytes: self.to_ics()?.into_bytes(),
        })
    }

    /// The text of the file.
    pub fn to_ics(&self) -> Result<String, RenderError> {
        let event = self.event().try_into_string()?;
        Ok(format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//portrea//mailer//FR\r\nCALSCALE:GREGORIAN\r\nMETHOD:{}\r\n\
             {}{event}END:VCALENDAR\r\n",
            self.method.as_str(),
            vtimezone(self.zone, self.starts_at, self.ends_at),
        ))
    }

    fn event(&self) -> CalendarItem {
        let mut event = CalendarItem::new();
        event
            .uid(&self.uid)
            .sequence(self.sequence)
            .timestamp(self.made_at.utc())
            .summary(&one_line(&self.title))
            .description(&self.description);
        event.location(&one_line(&self.place));
        event.append_property(self.wall("DTSTART", self.starts_at));
        event.append_property(self.wall("DTEND", self.ends_at));
        event.append_property(self.organiser());
        event.append_multi_property(self.attendee());
        event.status(match self.method {
            Method::Request if self.attending == Attending::Maybe => EventStatus::Tentative,
            Method::Request => EventStatus::Confirmed,
            Method::Cancel => EventStatus::Cancelled,
        });
        event
    }

    fn wall(&self, key: &str, at: Timestamp) -> Property {
        let wall = at.local(self.zone).format("%Y%m%dT%H%M%S").to_string();
        Property::new(key, wall)
            .add_parameter("TZID", self.zone.name())
            .done()
    }

    fn organiser(&self) -> Property {
        let (name, address) = &self.organiser;
        let mut property = Property::new("ORGANIZER", format!("mailto:{address}"));
        property.add_parameter("CN", &parameter(name));
        if *address != self.sent_by {
            property.add_parameter("SENT-BY", &format!("mailto:{}", self.sent_by));
        }
        property.done()
    }

    fn attendee(&self) -> Property {
        let (name, address) = &self.attendee;
        Property::new("ATTENDEE", format!("mailto:{address}"))
            .add_parameter("CN", &parameter(name))
            .add_parameter("CUTYPE", "INDIVIDUAL")
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", self.attending.as_str())
            .add_parameter("RSVP", "FALSE")
            .done()
    }
}

/// A parameter value can hold neither quotes nor control characters, whatever people are called.
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "’")
}

fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use icalendar::parser::{read_calendar, unfold};
    use icalendar::{Calendar, CalendarComponent, Component as _};
    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    fn read(event: &CalendarEvent) -> Calendar {
        event.to_ics().unwrap().parse().unwrap()
    }

    fn only_event(calendar: &Calendar) -> icalendar::Event {
        let events: Vec<_> = calendar
            .components
            .iter()
            .filter_map(CalendarComponent::as_event)
            .cloned()
            .collect();
        assert_eq!(events.len(), 1);
        events.into_iter().next().unwrap()
    }

    #[test]
    fn the_file_reads_as_it_was_meant() {
        let text = samples::calendar(Method::Request).to_ics().unwrap();
        let event = text.split("END:VTIMEZONE\r\n").nth(1).unwrap();
        insta::assert_snapshot!(unfold(event).replace("\r\n", "\n"), @r#"
        BEGIN:VEVENT
        DESCRIPTION:Café et accueil\nOuvrir l’invitation : https://portrea.exemple.fr/i/abc
        DTEND;TZID=Europe/Paris:20261217T170000
        DTSTAMP:20261124T080000Z
        DTSTART;TZID=Europe/Paris:20261217T090000
        LOCATION:Salle des fêtes\, 3 rue de la Gare\, Bégard
        ORGANIZER;CN=Maël Kerambrun;SENT-BY="mailto:ne-pas-repondre@exemple.invalid":mailto:mael@exemple.invalid
        SEQUENCE:2001
        STATUS:CONFIRMED
        SUMMARY:Journée collaborative
        UID:event-invitation@portrea.exemple.fr
        ATTENDEE;CN=Jeanne Le Goff;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:jeanne@exemple.invalid
        END:VEVENT
        END:VCALENDAR
        "#);
    }

    #[test]
    fn a_cancellation_speaks_of_the_same_event_with_a_later_number() {
        let mut cancelled = samples::calendar(Method::Cancel);
        cancelled.sequence += 1;
        let (kept, gone) = (read(&samples::calendar(Method::Request)), read(&cancelled));
        assert_eq!(kept.property_value("METHOD"), Some("REQUEST"));
        assert_eq!(gone.property_value("METHOD"), Some("CANCEL"));
        let (kept, gone) = (only_event(&kept), only_event(&gone));
        assert_eq!(kept.get_uid(), gone.get_uid());
        assert!(kept.get_sequence() < gone.get_sequence());
        assert_eq!(gone.property_value("STATUS"), Some("CANCELLED"));
    }

    #[test]
    fn its_time_zone_is_told_in_the_file_itself() {
        let text = samples::calendar(Method::Request).to_ics().unwrap();
        assert!(text.contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n"));
        read_calendar(&unfold(&text)).unwrap();
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_file_has_one_event_and_its_title(
            title in ".{0,60}", name in ".{0,40}", place in "\\PC{0,40}",
        ) {
            let mut event = samples::calendar(Method::Request);
            event.title.clone_from(&title);
            event.attendee.0 = name;
            event.place = place;
            let text = event.to_ics().unwrap();
            // 75 bytes and the space that continues a line.
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 76 && !line.contains(['\r', '\n'])));
            let read: Calendar = text.parse().map_err(TestCaseError::fail)?;
            let read = only_event(&read);
            prop_assert_eq!(read.get_summary().unwrap_or_default(), one_line(&title));
            prop_assert_eq!(read.get_uid(), Some("event-invitation@portrea.exemple.fr"));
        }
    }
}
