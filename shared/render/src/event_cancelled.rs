//! The mail that says a meeting is called off, with what takes it out of a calendar.

use chrono_tz::Tz;
use portrea_domain::event::{Event, EventState};

use crate::calendar::CalendarEvent;
use crate::french;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// The meeting is called off.
#[derive(Clone, Debug)]
pub struct EventCancelled {
    /// Around it.
    pub head: Letterhead,
    /// The meeting.
    pub event: Event,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// What to tell the reader’s calendar, when it may hold the meeting.
    pub calendar: Option<CalendarEvent>,
}

trio!(
    EventCancelled,
    "mail/event_cancelled.subject.txt",
    "mail/event_cancelled.txt",
    "mail/event_cancelled.html"
);

impl EventCancelled {
    /// Renders the mail, the calendar file attached.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let mut mail = self.render_trio()?;
        if let Some(calendar) = &self.calendar {
            mail.attachments.push(calendar.to_attachment()?);
        }
        Ok(mail)
    }

    fn when(&self) -> String {
        french::span(self.event.starts_at, self.event.ends_at, self.zone)
    }

    fn day(&self) -> String {
        french::day_without_year(self.event.starts_at, self.zone)
    }

    fn reason(&self) -> &str {
        match &self.event.state {
            EventState::Cancelled { reason, .. } => reason,
            EventState::Planned => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::calendar::Method;
    use crate::samples;

    #[test]
    fn it_says_why_and_takes_the_meeting_out_of_the_calendar() {
        let mail = samples::event_cancelled(Some(Method::Cancel))
            .render()
            .unwrap();
        assert_eq!(
            mail.attachments[0].content_type,
            "text/calendar; charset=utf-8; method=CANCEL"
        );
        insta::assert_snapshot!(mail.subject, @"Annulé : Journée collaborative, jeudi 17 décembre");
        insta::assert_snapshot!(mail.text, @"
        Bonjour Jeanne Le Goff,

        Cette réunion est annulée : elle n’aura pas lieu.

        Journée collaborative
        Était prévue : jeudi 17 décembre 2026, de 9 h à 17 h
        Lieu : Salle des fêtes, 3 rue de la Gare, Bégard

        Pourquoi : La salle est inondée. Une autre date vous sera proposée.

        Le fichier joint la retire de votre agenda. Vous n’avez rien à faire.

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Vous recevez ce message parce que vous l’avez demandé, ou parce que vous avez répondu. Il concerne l’inventaire de l’aide au numérique de Lannion-Trégor Communauté.
        ");
    }

    #[test]
    fn whoever_never_answered_has_nothing_in_a_calendar() {
        let mail = samples::event_cancelled(None).render().unwrap();
        assert_eq!(mail.attachments, []);
        assert!(!mail.text.contains("agenda"), "{}", mail.text);
    }
}
