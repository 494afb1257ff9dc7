//! The mail that confirms an answer to an invitation, with the calendar file that goes with it.

use chrono_tz::Tz;
use portrea_domain::event::Event;

use crate::calendar::{CalendarEvent, Method};
use crate::french;
use crate::invitation::reception;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// Your answer is noted.
#[derive(Clone, Debug)]
pub struct AnswerNoted {
    /// Around it.
    pub head: Letterhead,
    /// The meeting.
    pub event: Event,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// The personal page where one can change one’s mind.
    pub link: String,
    /// What was answered.
    pub noted: Noted,
    /// What to tell the reader’s calendar, when there is something to tell.
    pub calendar: Option<CalendarEvent>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// They come.
    Comes,
    /// They would come: the room is full, they wait for a seat.
    Waits,
    /// They do not come.
    Declines,
    /// They cannot say yet.
    Hesitates,
    /// Somebody comes in their place; the name, when it is known.
    SendsSomebody(Option<String>),
}

trio!(
    AnswerNoted,
    "mail/answer_noted.subject.txt",
    "mail/answer_noted.txt",
    "mail/answer_noted.html"
);

impl AnswerNoted {
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

    /// What the file attached is for.
    fn calendar_words(&self) -> &'static str {
        let cancels = self
            .calendar
            .as_ref()
            .is_some_and(|calendar| calendar.method == Method::Cancel);
        match self.noted {
            _ if cancels => {
                "Le fichier joint sert à retirer de votre agenda la réunion que vous y aviez peut-être mise."
            }
            Noted::Comes => "Le fichier joint met la réunion dans votre agenda.",
            _ => "Le fichier joint note la réunion dans votre agenda comme provisoire.",
        }
    }

    fn day(&self) -> String {
        french::day_without_year(self.event.starts_at, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_yes_comes_with_a_calendar_file() {
        let mail = samples::answer_noted(Noted::Comes, Some(Method::Request))
            .render()
            .unwrap();
        assert_eq!(
            mail.subject,
            "C’est noté, vous venez jeudi 17 décembre — Journée collaborative"
        );
        assert_eq!(
            mail.attachments[0].content_type,
            "text/calendar; charset=utf-8; method=REQUEST"
        );
        assert!(mail.text.contains("Salle des fêtes"));
    }

    #[test]
    fn a_change_of_mind_takes_the_event_out_of_the_calendar() {
        let mail = samples::answer_noted(Noted::Declines, Some(Method::Cancel))
            .render()
            .unwrap();
        let file = String::from_utf8(mail.attachments[0].bytes.clone()).unwrap();
        assert!(file.contains("METHOD:CANCEL"));
        assert!(
            mail.text.contains("retirer de votre agenda"),
            "{}",
            mail.text
        );
    }

    #[test]
    fn a_first_no_has_nothing_to_tell_a_calendar() {
        let mail = samples::answer_noted(Noted::Declines, None)
            .render()
            .unwrap();
        assert_eq!(mail.attachments, []);
        assert!(!mail.text.contains("agenda"), "{}", mail.text);
        assert_eq!(
            mail.subject,
            "C’est noté, vous ne venez pas jeudi 17 décembre — Journée collaborative"
        );
    }

    #[test]
    fn whoever_sends_somebody_is_told_whom() {
        let noted = Noted::SendsSomebody(Some("Yann Riou".to_owned()));
        let mail = samples::answer_noted(noted, None).render().unwrap();
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("Yann Riou"), "{part}");
        }
    }
}
