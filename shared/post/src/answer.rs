//! Writing the confirmation of an answer, with what the reader’s calendar must be told.

use portrea_domain::InvitationId;
use portrea_domain::event::Event;
use portrea_domain::invitation::{Answered, Reply};
use portrea_domain::link::LinkPurpose;
use portrea_domain::message::StopReason;
use portrea_render::{AnswerNoted, CalendarEvent, Method, Noted};
use portrea_storage::StorageError;

use crate::host::host_of;
use crate::letter::{LetterError, Writer, Written};
use crate::territory::TerritoryView;

/// Room for the answers of one person between two versions of a meeting.
const ANSWERS_PER_VERSION: i64 = 1_000;

impl Writer<'_> {
    pub(crate) async fn answer_noted(&mut self, id: InvitationId) -> Result<Written, LetterError> {
        let row = self.tx.invitations().require(id).await?;
        let gone = LetterError::Stop(StopReason::Gone);
        let answer = row.invitation.answer.ok_or(gone)?;
        let event = self.tx.events().require(row.invitation.event_id).await?;
        let portrait = self.tx.portraits().require(event.portrait_id).await?;
        let territory = TerritoryView::of_portrait(self.tx, &portrait).await?;
        let link = self.link(LinkPurpose::Invitation(id)).await?;
        let calendar = match self.calendar_method(id, &answer).await? {
            Some(method) => self.calendar(method, id, &answer, &event, &territory, &link),
            None => None,
        };
        let mail = AnswerNoted {
            head: self.letterhead(&territory),
            noted: self.noted(id, answer.reply, &event).await?,
            event,
            zone: territory.zone,
            link,
            calendar,
        };
        Ok(Written {
            mail: mail.render()?,
            territory,
        })
    }

    async fn noted(
        &mut self,
        id: InvitationId,
        reply: Reply,
        event: &Event,
    ) -> Result<Noted, StorageError> {
        Ok(match reply {
            Reply::Yes => Noted::Comes,
            Reply::No => Noted::Declines,
            Reply::Maybe => Noted::Hesitates,
            Reply::Delegated => {
                let invited = self.tx.invitations().of_event(event.id).await?;
                let delegate = invited
                    .into_iter()
                    .filter(|row| row.invitation.delegated_from == Some(id))
                    .max_by_key(|row| row.invitation.id);
                Noted::SendsSomebody(delegate.map(|row| row.person.name))
            }
        })
    }

    /// Whether the calendar of the reader has something to keep, or to take out.
    async fn calendar_method(
        &mut self,
        id: InvitationId,
        answer: &Answered,
    ) -> Result<Option<Method>, StorageError> {
        if answer.reply == Reply::Yes {
            return Ok(Some(Method::Request));
        }
        let may_hold_it = self.tx.people().said_yes_before(id, answer.count).await?;
        Ok(may_hold_it.then_some(Method::Cancel))
    }

    fn calendar(
        &self,
        method: Method,
        id: InvitationId,
        answer: &Answered,
        event: &Event,
        territory: &TerritoryView,
        link: &str,
    ) -> Option<CalendarEvent> {
        let house = &self.app.house;
        let sequence = event
            .sequence
            .saturating_mul(ANSWERS_PER_VERSION)
            .saturating_add(answer.count);
        let organiser = territory.referent.as_ref().and_then(|referent| {
            let name = match referent.name.trim() {
                "" => territory.name.clone().unwrap_or_default(),
                name => name.to_owned(),
            };
            Some((name, referent.email.clone()?))
        });
        let ours = || ("portrea".to_owned(), house.mail_from.clone());
        Some(CalendarEvent {
            method,
            uid: format!("{}-{id}@{}", event.id, host_of(&house.public_url)),
            sequence: u32::try_from(sequence).unwrap_or(u32::MAX),
            made_at: self.app.now(),
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            zone: territory.zone,
            title: event.title.clone(),
            place: event.place.clone(),
            description: format!("{}\n\nVotre réponse\u{a0}: {link}", event.programme.trim()),
            organiser: organiser.unwrap_or_else(ours),
            sent_by: house.mail_from.clone(),
            attendee: (self.person.name.clone(), self.person.email.clone()?),
        })
    }
}
