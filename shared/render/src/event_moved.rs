//! The mail that says a meeting has another date or place, and asks whether one still comes.

use chrono_tz::Tz;
use portrea_domain::event::{Event, FormerDate};

use crate::calendar::CalendarEvent;
use crate::french;
use crate::invitation::reception;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// The meeting moved.
#[derive(Clone, Debug)]
pub struct EventMoved {
    /// Around it.
    pub head: Letterhead,
    /// The meeting, as it is now.
    pub event: Event,
    /// What it was before, oldest first.
    pub former: Vec<FormerDate>,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// The personal page where one says whether one still comes.
    pub link: String,
    /// What the reader answered so far.
    pub standing: Standing,
    /// What to tell the reader’s calendar, when it may hold the meeting.
    pub calendar: Option<CalendarEvent>,
}

/// What the reader answered before the meeting moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They come.
    Comes,
    /// They wait for a seat.
    Waits,
    /// They cannot say yet.
    Hesitates,
    /// They said nothing.
    Silent,
}

trio!(
    EventMoved,
    "mail/event_moved.subject.txt",
    "mail/event_moved.txt",
    "mail/event_moved.html"
);

impl EventMoved {
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

    fn reception(&self) -> Vec<String> {
        reception(&self.event)
    }

    fn date_changed(&self) -> bool {
        let now = (self.event.starts_at, self.event.ends_at);
        self.former
            .iter()
            .any(|former| (former.starts_at, former.ends_at) != now)
    }

    fn place_changed(&self) -> bool {
        self.former
            .iter()
            .any(|former| former.place != self.event.place)
    }

    fn what_changed(&self) -> String {
        let day = french::day_without_year(self.event.starts_at, self.zone);
        match (self.date_changed(), self.place_changed()) {
            (true, false) => format!("Nouvelle date\u{a0}: {day}"),
            (true, true) => format!("Nouvelle date et nouveau lieu\u{a0}: {day}"),
            (false, _) => format!("Nouveau lieu, {day}"),
        }
    }

    fn opening(&self) -> &'static str {
        match (self.date_changed(), self.place_changed()) {
            (true, false) => "La réunion change de date.",
            (true, true) => "La réunion change de date et de lieu.",
            (false, _) => "La réunion change de lieu.",
        }
    }

    fn former_words(&self, former: &FormerDate) -> String {
        let when = french::span(former.starts_at, former.ends_at, self.zone);
        if self.place_changed() {
            format!("{when}, {}", former.place)
        } else {
            when
        }
    }

    const fn standing_words(&self) -> &'static str {
        match self.standing {
            Standing::Comes => {
                "Vous aviez répondu que vous veniez, et votre place est gardée. Venez-vous toujours\u{a0}? Dites-le sur votre page\u{a0}:"
            }
            Standing::Waits => {
                "Vous êtes sur la liste d’attente, et vous y gardez votre rang. Cela vous convient-il toujours\u{a0}? Dites-le sur votre page\u{a0}:"
            }
            Standing::Hesitates => {
                "Vous ne saviez pas encore si vous veniez. Pouvez-vous venir\u{a0}? Dites-le sur votre page\u{a0}:"
            }
            Standing::Silent => {
                "Pouvez-vous venir\u{a0}? Dites-le sur votre page, sans compte ni mot de passe\u{a0}:"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Method;
    use crate::samples;

    #[test]
    fn whoever_comes_reads_what_to_forget_what_counts_and_what_is_asked() {
        let mail = samples::event_moved(Standing::Comes, Some(Method::Request))
            .render()
            .unwrap();
        insta::assert_snapshot!(mail.subject, @"Nouvelle date : jeudi 17 décembre — Journée collaborative");
        insta::assert_snapshot!(mail.text, @"
        Bonjour Jeanne Le Goff,

        La réunion change de date. Oubliez ce qui était prévu :
        - jeudi 3 décembre 2026, de 9 h à 17 h

        Voici ce qui compte maintenant :

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard
        Pour venir : entrée par la cour
        Sur place : accès sans marche, boucle magnétique pour l’audition.
        Un repas est offert.

        Vous aviez répondu que vous veniez, et votre place est gardée. Venez-vous toujours ? Dites-le sur votre page :
        https://portrea.exemple.fr/i/token

        Le fichier joint met votre agenda à jour.

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Vous recevez ce message parce que vous l’avez demandé, ou parce que vous avez répondu. Il concerne l’inventaire de l’aide au numérique de Lannion-Trégor Communauté.
        ");
    }

    #[test]
    fn a_change_of_place_alone_is_called_so() {
        let mut moved = samples::event_moved(Standing::Silent, None);
        moved.former[0].starts_at = moved.event.starts_at;
        moved.former[0].ends_at = moved.event.ends_at;
        moved.former[0].place = "Mairie".to_owned();
        let mail = moved.render().unwrap();
        assert_eq!(
            mail.subject,
            "Nouveau lieu, jeudi 17 décembre — Journée collaborative"
        );
        assert!(mail.text.contains("change de lieu"), "{}", mail.text);
        assert_eq!(mail.attachments, []);
    }
}
