//! The mails of the sequence around a meeting: a nudge, a question, practical matters, thanks, what was missed.

use chrono_tz::Tz;
use portrea_domain::event::Event;
use portrea_domain::sequence::Audience;

use crate::french;
use crate::invitation::Words;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// A step of the sequence around a meeting.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// Around it.
    pub head: Letterhead,
    /// The meeting.
    pub event: Event,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// Who the step is for.
    pub audience: Audience,
    /// What the button opens: the personal page of the invitation, or after the meeting the form of the listing.
    pub link: String,
    /// The listing the reader answers for, when they do.
    pub place: Option<PlaceLink>,
    /// The référent’s own words, when there are some.
    pub words: Option<Words>,
}

/// A listing and the reader’s link to its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceLink {
    /// Name of the listing.
    pub name: String,
    /// The form.
    pub link: String,
}

trio!(
    Reminder,
    "mail/reminder.subject.txt",
    "mail/reminder.txt",
    "mail/reminder.html"
);

impl Reminder {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn subject(&self) -> String {
        if let Some(words) = &self.words
            && !words.subject.is_empty()
        {
            return words.subject.clone();
        }
        let (day, title) = (self.day(), &self.event.title);
        match self.audience {
            Audience::NotAnswered => format!("Viendrez-vous {day}\u{a0}? — {title}"),
            Audience::Maybe => format!("Avez-vous pu décider pour {day}\u{a0}? — {title}"),
            Audience::Comes => format!("À {day} — {title}"),
            Audience::Came => format!("Merci d’être venu·e {day}"),
            Audience::Absent => format!("Ce qui s’est dit {day}, et la suite"),
            Audience::SilentListing => title.clone(),
        }
    }

    fn paragraphs(&self) -> Vec<String> {
        if let Some(words) = &self.words {
            return words.paragraphs.clone();
        }
        let day = self.day();
        let lines: &[&str] = match self.audience {
            Audience::NotAnswered => &[
                "Nous n’avons pas encore de nouvelles de vous pour cette réunion, et le message a pu se perdre. Un mot suffit, même pour dire non\u{a0}: cela nous aide à préparer la salle.",
            ],
            Audience::Maybe => &[
                "Vous aviez répondu «\u{a0}peut-être\u{a0}». Rien ne presse si vous ne savez pas encore\u{a0}; sinon, un clic nous aide à compter les places.",
            ],
            Audience::Comes => {
                return vec![format!(
                    "Nous vous attendons {day}. Voici de quoi venir sans chercher. Un empêchement\u{a0}? Dites-le sur votre page\u{a0}: quelqu’un d’autre pourra prendre la place."
                )];
            }
            Audience::Came if self.place.is_some() => &[
                "Merci pour votre présence et pour ce que vous avez apporté.",
                "Il reste une chose que vous seul·e pouvez faire\u{a0}: relire ce que le public lira de votre lieu. Deux minutes suffisent.",
            ],
            Audience::Came => &[
                "Merci pour votre présence et pour ce que vous avez apporté. L’inventaire avance grâce à vous.",
            ],
            Audience::Absent if self.place.is_some() => &[
                "Vous n’avez pas pu être des nôtres, et cela arrive. L’essentiel peut se faire d’où vous êtes\u{a0}: dire en deux minutes ce que l’on trouve dans votre lieu.",
            ],
            Audience::Absent => &[
                "Vous n’avez pas pu être des nôtres, et cela arrive. Pour connaître la suite, ou nous parler d’un lieu que nous aurions oublié, répondez simplement à ce message.",
            ],
            Audience::SilentListing => &[],
        };
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    fn button(&self) -> &'static str {
        match self.audience {
            Audience::NotAnswered | Audience::Maybe => "Répondre à l’invitation",
            Audience::Came | Audience::Absent if self.place.is_some() => "Relire ma fiche",
            _ => "Voir ma page",
        }
    }

    const fn shows_event(&self) -> bool {
        self.audience.is_before()
    }

    /// The listing, on mails whose button opens something else.
    fn other_place(&self) -> Option<&PlaceLink> {
        self.place
            .as_ref()
            .filter(|_| self.audience == Audience::Comes)
    }

    fn access(&self) -> &str {
        if self.audience == Audience::Comes {
            self.event.hosting.access.trim()
        } else {
            ""
        }
    }

    fn when(&self) -> String {
        french::span(self.event.starts_at, self.event.ends_at, self.zone)
    }

    fn day(&self) -> String {
        french::day_without_year(self.event.starts_at, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn body(audience: Audience) -> String {
        let mail = samples::reminder(audience).render().unwrap();
        let end = mail.text.find("Maël Kerambrun").unwrap();
        let (text, _) = mail.text.split_at(end);
        format!("{}\n\n{text}", mail.subject)
    }

    #[test]
    fn a_nudge_softens_and_never_accuses() {
        insta::assert_snapshot!(body(Audience::NotAnswered), @"
        Viendrez-vous jeudi 17 décembre ? — Journée collaborative

        Bonjour Jeanne Le Goff,

        Nous n’avons pas encore de nouvelles de vous pour cette réunion, et le message a pu se perdre. Un mot suffit, même pour dire non : cela nous aide à préparer la salle.

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard

        Répondre à l’invitation :
        https://portrea.exemple.fr/i/token
        ");
    }

    #[test]
    fn whoever_said_maybe_is_not_pressed() {
        insta::assert_snapshot!(body(Audience::Maybe), @"
        Avez-vous pu décider pour jeudi 17 décembre ? — Journée collaborative

        Bonjour Jeanne Le Goff,

        Vous aviez répondu « peut-être ». Rien ne presse si vous ne savez pas encore ; sinon, un clic nous aide à compter les places.

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard

        Répondre à l’invitation :
        https://portrea.exemple.fr/i/token
        ");
    }

    #[test]
    fn whoever_comes_gets_what_is_needed_to_come() {
        insta::assert_snapshot!(body(Audience::Comes), @"
        À jeudi 17 décembre — Journée collaborative

        Bonjour Jeanne Le Goff,

        Nous vous attendons jeudi 17 décembre. Voici de quoi venir sans chercher. Un empêchement ? Dites-le sur votre page : quelqu’un d’autre pourra prendre la place.

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard
        Venir : parking derrière la mairie, entrée de plain-pied

        Voir ma page :
        https://portrea.exemple.fr/i/token

        Votre fiche « Mairie de Bégard » peut être relue en deux minutes :
        https://portrea.exemple.fr/f/token
        ");
    }

    #[test]
    fn whoever_came_is_thanked_with_the_link_to_their_listing() {
        insta::assert_snapshot!(body(Audience::Came), @"
        Merci d’être venu·e jeudi 17 décembre

        Bonjour Jeanne Le Goff,

        Merci pour votre présence et pour ce que vous avez apporté.

        Il reste une chose que vous seul·e pouvez faire : relire ce que le public lira de votre lieu. Deux minutes suffisent.

        Relire ma fiche :
        https://portrea.exemple.fr/f/token
        ");
    }

    #[test]
    fn whoever_was_absent_owes_no_explanation() {
        insta::assert_snapshot!(body(Audience::Absent), @"
        Ce qui s’est dit jeudi 17 décembre, et la suite

        Bonjour Jeanne Le Goff,

        Vous n’avez pas pu être des nôtres, et cela arrive. L’essentiel peut se faire d’où vous êtes : dire en deux minutes ce que l’on trouve dans votre lieu.

        Relire ma fiche :
        https://portrea.exemple.fr/f/token
        ");
        let mut alone = samples::reminder(Audience::Absent);
        alone.place = None;
        assert!(alone.render().unwrap().text.contains("répondez simplement"));
    }
}
