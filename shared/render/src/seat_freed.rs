//! The mail that says a seat is free, to whoever waited for one.

use chrono_tz::Tz;
use portrea_domain::event::Event;

use crate::calendar::CalendarEvent;
use crate::french;
use crate::invitation::reception;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// You have a seat.
#[derive(Clone, Debug)]
pub struct SeatFreed {
    /// Around it.
    pub head: Letterhead,
    /// The meeting.
    pub event: Event,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// The personal page where one can change one’s mind.
    pub link: String,
    /// What to tell the reader’s calendar.
    pub calendar: Option<CalendarEvent>,
}

trio!(
    SeatFreed,
    "mail/seat_freed.subject.txt",
    "mail/seat_freed.txt",
    "mail/seat_freed.html"
);

impl SeatFreed {
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

    fn reception(&self) -> Vec<String> {
        reception(&self.event)
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn whoever_waited_reads_that_the_seat_is_theirs() {
        let mail = samples::seat_freed().render().unwrap();
        assert_eq!(mail.attachments.len(), 1);
        insta::assert_snapshot!(mail.subject, @"Vous avez une place jeudi 17 décembre — Journée collaborative");
        insta::assert_snapshot!(mail.text, @"
        Bonjour Jeanne Le Goff,

        Une place s’est libérée, et elle est à vous : vous n’êtes plus sur la liste d’attente.

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard

        Le fichier joint met la réunion dans votre agenda.

        Vous ne pouvez plus venir ? Dites-le dès maintenant, la place ira à la personne suivante :
        https://portrea.exemple.fr/i/token

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Vous recevez ce message parce que vous l’avez demandé, ou parce que vous avez répondu. Il concerne l’inventaire de l’aide au numérique de Lannion-Trégor Communauté.
        ");
    }
}
