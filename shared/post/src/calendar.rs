//! The meeting as the calendar of one person keeps it: one identity for ever, numbers that grow.

use portrea_actions::App;
use portrea_domain::Timestamp;
use portrea_domain::event::Event;
use portrea_domain::invitation::{Invitation, Reply, Seat};
use portrea_domain::person::{EmailAddress, Person};
use portrea_domain::portrait::Portrait;
use portrea_render::{Attending, CalendarEvent, Method};
use portrea_storage::{InvitationRow, StorageError, Tx};

use crate::host::host_of;
use crate::letter::Writer;
use crate::meeting::Invited;
use crate::territory::TerritoryView;

/// The calendar file of whoever comes or may come, for the page that offers it; nothing for the others. Only reads.
/// `link` is the page of the invitation.
pub async fn calendar_file(
    tx: &mut Tx,
    app: &App,
    row: &InvitationRow,
    event: &Event,
    portrait: &Portrait,
    link: &str,
) -> Result<Option<CalendarEvent>, StorageError> {
    let territory = TerritoryView::of_portrait(tx, portrait).await?;
    let answer = row.invitation.answer;
    let Some(answer) = answer.filter(|_| attending(&row.invitation) != Attending::No) else {
        return Ok(None);
    };
    let made_at = event.moved_at.map_or(answer.at, |at| at.max(answer.at));
    let facts = Facts {
        app,
        person: &row.person,
        invitation: &row.invitation,
        event,
        territory: &territory,
        link,
        made_at,
    };
    Ok(facts.calendar(Method::Request))
}

/// What a calendar file is made from.
struct Facts<'f> {
    app: &'f App,
    person: &'f Person,
    invitation: &'f Invitation,
    event: &'f Event,
    territory: &'f TerritoryView,
    link: &'f str,
    made_at: Timestamp,
}

impl Facts<'_> {
    /// Nothing for somebody without an address: calendars know people by it.
    fn calendar(&self, method: Method) -> Option<CalendarEvent> {
        let house = &self.app.house;
        let event = self.event;
        let address: EmailAddress = self.person.email.clone()?;
        Some(CalendarEvent {
            method,
            uid: format!(
                "{}-{}@{}",
                event.id,
                self.invitation.id,
                host_of(&house.public_url)
            ),
            sequence: u32::try_from(self.invitation.version).unwrap_or(u32::MAX),
            made_at: self.made_at,
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            zone: self.territory.zone,
            title: event.title.clone(),
            place: event.place.clone(),
            description: self.description(),
            organiser: self.organiser(),
            sent_by: house.mail_from.clone(),
            attendee: (self.person.name.clone(), address),
            attending: attending(self.invitation),
        })
    }

    fn description(&self) -> String {
        let programme = self.event.programme.trim();
        let answer = format!("Votre réponse\u{a0}: {}", self.link);
        if programme.is_empty() {
            answer
        } else {
            format!("{programme}\n\n{answer}")
        }
    }

    fn organiser(&self) -> (String, EmailAddress) {
        let referent = self.territory.referent.as_ref().and_then(|referent| {
            let name = match referent.name.trim() {
                "" => self.territory.name.clone().unwrap_or_default(),
                name => name.to_owned(),
            };
            Some((name, referent.email.clone()?))
        });
        referent.unwrap_or_else(|| ("portrea".to_owned(), self.app.house.mail_from.clone()))
    }
}

impl Writer<'_> {
    pub(crate) fn calendar(
        &self,
        method: Method,
        invited: &Invited,
        link: &str,
    ) -> Option<CalendarEvent> {
        let facts = Facts {
            app: self.app,
            person: self.person,
            invitation: &invited.row.invitation,
            event: &invited.event,
            territory: &invited.territory,
            link,
            made_at: self.app.now(),
        };
        facts.calendar(method)
    }
}

/// Whoever waits for a seat may come, like whoever cannot say yet.
fn attending(invitation: &Invitation) -> Attending {
    match (
        invitation.answer.map(|answer| answer.reply),
        invitation.seat,
    ) {
        (Some(Reply::Yes), Some(Seat::Waiting)) | (Some(Reply::Maybe), _) => Attending::Maybe,
        (Some(Reply::Yes), _) => Attending::Yes,
        (Some(Reply::No | Reply::Delegated), _) => Attending::No,
        (None, _) => Attending::Unknown,
    }
}
