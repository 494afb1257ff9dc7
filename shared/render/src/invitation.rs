//! The mail that invites somebody to a meeting.

use chrono_tz::Tz;
use portrea_domain::event::Event;

use crate::french;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};
use crate::wording::{Filling, Wording};

/// Come to the meeting.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Around it.
    pub head: Letterhead,
    /// The meeting.
    pub event: Event,
    /// Wall-clock times of the meeting.
    pub zone: Tz,
    /// The personal page of the invitation.
    pub link: String,
    /// How the invitation came to this person.
    pub origin: Origin,
    /// The référent’s own words, when there are some.
    pub words: Option<Words>,
}

/// Words of a référent’s own, filled in for one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The subject; the house’s when it is empty.
    pub subject: String,
    /// What stands before the facts of the meeting.
    pub paragraphs: Vec<String>,
}

impl Words {
    /// Fills a wording in for one reader: paragraphs are parted by empty lines.
    #[must_use]
    pub fn fill<'v>(
        subject: &Wording,
        body: &Wording,
        value_of: impl Fn(&str) -> Option<&'v str>,
    ) -> Self {
        let text = body.fill(Filling::Text, &value_of).replace("\r\n", "\n");
        let paragraphs = text
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty());
        Self {
            subject: subject.fill(Filling::Line, &value_of).trim().to_owned(),
            paragraphs: paragraphs.map(str::to_owned).collect(),
        }
    }
}

/// How an invitation came to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The référent invites them.
    Direct,
    /// Somebody invited passed it on: their name.
    PassedOn(String),
}

trio!(
    Invitation,
    "mail/invitation.subject.txt",
    "mail/invitation.txt",
    "mail/invitation.html"
);

impl Invitation {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn subject(&self) -> String {
        match &self.words {
            Some(words) if !words.subject.is_empty() => words.subject.clone(),
            _ => format!("Invitation pour le {} — {}", self.day(), self.event.title),
        }
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

    fn programme(&self) -> Vec<&str> {
        programme(&self.event)
    }

    fn passed_on_by(&self) -> Option<&str> {
        match &self.origin {
            Origin::PassedOn(name) => Some(name.trim()),
            Origin::Direct => None,
        }
    }
}

/// How people are received, in lines: the way in, what the place has, the meal.
pub(crate) fn reception(event: &Event) -> Vec<String> {
    let hosting = &event.hosting;
    let mut lines = Vec::new();
    if !hosting.access.trim().is_empty() {
        lines.push(format!("Pour venir\u{a0}: {}", one_line(&hosting.access)));
    }
    if !hosting.features.is_empty() {
        let labels: Vec<&str> = hosting
            .features
            .iter()
            .map(|feature| feature.label())
            .collect();
        lines.push(format!("Sur place\u{a0}: {}.", labels.join(", ")));
    }
    if hosting.meal {
        lines.push("Un repas est offert.".to_owned());
    }
    lines
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a programme.
pub(crate) fn programme(event: &Event) -> Vec<&str> {
    event
        .programme
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    #[test]
    fn an_invitation_says_what_when_where_and_why_it_came() {
        let mail = samples::invitation().render().unwrap();
        assert_eq!(
            mail.subject,
            "Invitation pour le jeudi 17 décembre — Journée collaborative"
        );
        insta::assert_snapshot!(mail.text, @"
        Bonjour Jeanne Le Goff,

        Lannion-Trégor Communauté réunit les personnes qui aident les habitants à se servir du numérique. Vous connaissez le terrain : votre présence compte.

        Journée collaborative
        Quand : jeudi 17 décembre 2026, de 9 h à 17 h
        Où : Salle des fêtes, 3 rue de la Gare, Bégard

        Au programme :
        - Café et accueil
        - Inventaire à plusieurs mains
        - Ce que l’on en fait

        Pouvez-vous venir ? Dites-le sur votre page, sans compte ni mot de passe :
        https://portrea.exemple.fr/i/token

        Ce lien est le vôtre. Si quelqu’un vient à votre place, indiquez-le sur la page : cette personne recevra le sien.

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Pourquoi ce message ? Vous êtes dans la liste des personnes à qui l’on écrit pour l’inventaire de l’aide au numérique de Lannion-Trégor Communauté. Source de votre adresse : site de la mairie de Bégard. Elle ne sert qu’à cela et n’est pas publiée. Pour la faire corriger ou effacer, répondez à ce message ; en cas de désaccord, vous pouvez saisir la CNIL (https://www.cnil.fr).

        Ne plus recevoir ces messages, ou choisir lesquels : https://portrea.exemple.fr/desabonner/prefs
        ");
    }

    #[test]
    fn somebody_who_comes_instead_is_told_who_passed_it_on() {
        let mut invitation = samples::invitation();
        invitation.origin = Origin::PassedOn("Yann Riou".to_owned());
        invitation.head.source = Some("donnée par Yann Riou".to_owned());
        let mail = invitation.render().unwrap();
        for part in [&mail.text, &mail.html] {
            assert!(part.contains("Yann Riou"), "{part}");
        }
    }

    #[test]
    fn the_words_of_the_referent_stand_before_the_facts_of_the_meeting() {
        let known = ["prenom", "commune"];
        let parse = |text| Wording::parse(text, &known).unwrap();
        let value_of = |field: &str| match field {
            "prenom" => Some("Jeanne"),
            "commune" => Some("Bégard <b>"),
            _ => None,
        };
        let mut invitation = samples::invitation();
        let subject = parse("{{prenom}}, parlons de {{ commune }}");
        let body = parse("On se voit {{prenom}} ?\r\n\r\nVenez de {{commune}}.");
        invitation.words = Some(Words::fill(&subject, &body, value_of));
        let mail = invitation.render().unwrap();
        assert_eq!(mail.subject, "Jeanne, parlons de Bégard <b>");
        assert!(
            mail.text.contains(
                "On se voit Jeanne ?\n\nVenez de Bégard <b>.\n\nJournée collaborative\nQuand"
            ),
            "{}",
            mail.text
        );
        assert!(
            mail.html.contains("<p>Venez de Bégard &#60;b&#62;.</p>"),
            "{}",
            mail.html
        );
        assert!(!mail.text.contains("réunit les personnes"));
        assert!(mail.text.contains("/i/token"));
    }

    proptest! {
        #[test]
        fn what_people_type_never_becomes_markup_nor_a_header(title in "\\PC*|[<>\"'&\r\n]{1,9}", name in ".*") {
            let mut invitation = samples::invitation();
            invitation.event.title = format!("{title}<script>alert(1)</script>");
            invitation.head.reader = format!("{name}<img src=x onerror=alert(1)>");
            invitation.event.programme = "<b>gras</b>".to_owned();
            let mail = invitation.render().unwrap();
            for tag in ["<script", "<img", "<b>"] {
                prop_assert!(!mail.html.contains(tag));
            }
            prop_assert!(!mail.subject.chars().any(char::is_control));
        }
    }
}
