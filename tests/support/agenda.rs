//! A calendar as the big programs keep one: it reads files with a parser that is not the writer's, and follows the rules
//! of RFC 5546 that Outlook, Google and Apple share.

use std::collections::BTreeMap;

use calcard::Entry;
use calcard::Parser;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarParameterName,
    ICalendarProperty, ICalendarValue,
};
use portrea_domain::Timestamp;

/// One event held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) sequence: i64,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) status: String,
    pub(crate) attending: String,
    pub(crate) place: String,
}

/// A calendar: events by their UID, and the last number read of those that were taken out.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    pub(crate) events: BTreeMap<String, Held>,
    read: BTreeMap<String, i64>,
}

impl Agenda {
    /// Reads a file that came with a content type, to the owner of this calendar. Fails where a big program would not
    /// know what to do; gives whether the file changed anything.
    pub(crate) fn receive(&mut self, content_type: &str, text: &str, owner: &str) -> bool {
        let calendar = read(text);
        let method = value(root(&calendar), &ICalendarProperty::Method);
        // Outlook shows no buttons, and takes nothing out, unless the method is in the content type too.
        assert!(
            content_type.contains(&format!("method={method}")),
            "{content_type} does not say {method}"
        );
        let event = only_event(&calendar);
        let (uid, held) = held(&calendar, event);
        // Google drops what has no organiser; nobody takes part without being named.
        assert!(value(event, &ICalendarProperty::Organizer).starts_with("mailto:"));
        assert_eq!(
            value(event, &ICalendarProperty::Attendee),
            format!("mailto:{owner}")
        );
        if self
            .read
            .get(&uid)
            .is_some_and(|last| *last >= held.sequence)
        {
            return false;
        }
        self.read.insert(uid.clone(), held.sequence);
        match method.as_str() {
            "REQUEST" => {
                self.events.insert(uid, held);
            }
            "CANCEL" => {
                assert_eq!(held.status, "CANCELLED");
                assert!(
                    self.events.remove(&uid).is_some(),
                    "nothing to take out under {uid}"
                );
            }
            other => panic!("no calendar expects {other}"),
        }
        true
    }
}

fn read(text: &str) -> ICalendar {
    assert!(
        text.split("\r\n").all(|line| line.len() <= 76),
        "a line too long in {text}"
    );
    // The strict mode of this parser refuses every nested component, well formed or not.
    let mut parser = Parser::new(text);
    match parser.entry() {
        Entry::ICalendar(calendar) => calendar,
        other => panic!("{other:?} in {text}"),
    }
}

fn root(calendar: &ICalendar) -> &ICalendarComponent {
    &calendar.components[0]
}

fn only_event(calendar: &ICalendar) -> &ICalendarComponent {
    let events: Vec<&ICalendarComponent> = calendar
        .components
        .iter()
        .filter(|component| component.component_type == ICalendarComponentType::VEvent)
        .collect();
    assert_eq!(events.len(), 1);
    events[0]
}

fn held(calendar: &ICalendar, event: &ICalendarComponent) -> (String, Held) {
    let expanded = calendar.expand_dates(Tz::UTC, 4);
    assert_eq!(expanded.errors.len(), 0, "{:?}", expanded.errors);
    let when = expanded.events[0]
        .clone()
        .try_into_date_time()
        .expect("a start and an end");
    // The wall-clock time is read with the zone told in the file, not with one the reader happens to know.
    let zones = calendar.timezones().count();
    assert_eq!(zones, 1, "the zone of the meeting is in the file");
    let attendee = event
        .property(&ICalendarProperty::Attendee)
        .expect("an attendee");
    let attending = attendee
        .parameter(&ICalendarParameterName::Partstat)
        .and_then(|status| status.as_text())
        .unwrap_or_default()
        .to_owned();
    let held = Held {
        sequence: value(event, &ICalendarProperty::Sequence).parse().unwrap(),
        starts_at: Timestamp::from_millis(when.start.timestamp_millis()),
        ends_at: Timestamp::from_millis(when.end.timestamp_millis()),
        status: value(event, &ICalendarProperty::Status),
        attending,
        place: value(event, &ICalendarProperty::Location),
    };
    (event.uid().expect("a UID").to_owned(), held)
}

fn value(component: &ICalendarComponent, property: &ICalendarProperty) -> String {
    let entry = component
        .property(property)
        .unwrap_or_else(|| panic!("no {property:?}"));
    match entry.values.first() {
        Some(ICalendarValue::Integer(number)) => number.to_string(),
        Some(value) => value.as_text().unwrap_or_default().to_owned(),
        None => String::new(),
    }
}
