//! The mail that asks whether what we say of a place is still true.

use chrono_tz::Tz;
use portrea_domain::Timestamp;
use portrea_domain::questionnaire::SectionKey;

use crate::french;
use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};
use crate::section_words::{Fact, question_about};

/// Is this still true? One question a listing.
#[derive(Clone, Debug)]
pub struct Freshness {
    /// Around it.
    pub head: Letterhead,
    /// What is asked.
    pub questions: Vec<FreshnessQuestion>,
}

/// One section of one listing to look over.
#[derive(Clone, Debug)]
pub struct FreshnessQuestion {
    /// Name of the listing.
    pub place: String,
    /// The section asked about.
    pub section: SectionKey,
    /// What we say today; empty when we know nothing.
    pub facts: Vec<Fact>,
    /// When somebody last vouched for it, if ever.
    pub verified_at: Option<Timestamp>,
    /// Where it was read when nobody ever vouched for it; may be empty.
    pub origin: String,
    /// The form of this listing.
    pub link: String,
    /// What time it is.
    pub now: Timestamp,
    /// Wall-clock dates of the territory.
    pub zone: Tz,
}

trio!(
    Freshness,
    "mail/freshness.subject.txt",
    "mail/freshness.txt",
    "mail/freshness.html"
);

impl Freshness {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn only(&self) -> Option<&FreshnessQuestion> {
        match self.questions.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

impl FreshnessQuestion {
    fn question(&self) -> String {
        question_about(self.section, &self.place)
    }

    /// Since when we say so: a verification, a source, or nothing.
    fn since(&self) -> Option<String> {
        match self.verified_at {
            Some(at) => Some(format!(
                "Vérifié pour la dernière fois {} ({}).",
                french::ago(at, self.now, self.zone),
                french::date(at, self.zone)
            )),
            None if self.facts.is_empty() => None,
            None if self.origin.trim().is_empty() => {
                Some("Personne ne nous l’a encore confirmé.".to_owned())
            }
            None => Some(format!(
                "Trouvé ici\u{a0}: {}. Personne ne nous l’a encore confirmé.",
                self.origin.trim().trim_end_matches('.')
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn one_question_is_the_subject_and_shows_what_we_say() {
        let mail = samples::freshness().render().unwrap();
        assert_eq!(
            mail.subject,
            "Les horaires de la Mairie de Bégard sont-ils toujours exacts\u{a0}?"
        );
        insta::assert_snapshot!(mail.text, @"
        Bonjour Jeanne Le Goff,

        Des habitants consultent l’inventaire de l’aide au numérique de Lannion-Trégor Communauté avant de se déplacer. Pouvez-vous y jeter un œil ? Deux minutes suffisent, sans compte ni mot de passe.

        Les horaires de la Mairie de Bégard sont-ils toujours exacts ?
        Voici ce que nous indiquons aujourd’hui :
        - Horaires d’ouverture au public : du lundi au vendredi : 9 h – 12 h
        Vérifié pour la dernière fois il y a 6 mois (20 mai 2026).

        C’est exact, ou quelque chose a changé ? Dites-le ici :
        https://portrea.exemple.fr/f/token
        Ce n’est plus à vous de répondre ? https://portrea.exemple.fr/f/token/passer-la-main
        Ce lieu est fermé ? https://portrea.exemple.fr/f/token/ferme
        Ce n’est pas votre lieu ? https://portrea.exemple.fr/f/token/pas-nous

        Merci : grâce à vous, personne ne se déplace pour rien.

        Maël Kerambrun
        Lannion-Trégor Communauté
        Une question ? Répondez à ce message, ou écrivez à mael@exemple.invalid.

        —
        Pourquoi ce message ? Vous êtes dans la liste des personnes à qui l’on écrit pour l’inventaire de l’aide au numérique de Lannion-Trégor Communauté. Source de votre adresse : site de la mairie de Bégard. Elle ne sert qu’à cela et n’est pas publiée. Pour la faire corriger ou effacer, répondez à ce message ; en cas de désaccord, vous pouvez saisir la CNIL (https://www.cnil.fr).

        Ne plus recevoir ces messages, ou choisir lesquels : https://portrea.exemple.fr/desabonner/prefs
        ");
    }

    #[test]
    fn several_listings_go_into_one_mail_with_a_link_each() {
        let mut freshness = samples::freshness();
        let mut second = freshness.questions[0].clone();
        second.place = "Médiathèque".to_owned();
        second.link = "https://portrea.exemple.fr/f/second".to_owned();
        second.verified_at = None;
        second.origin = "Annuaire de l’administration".to_owned();
        freshness.questions.push(second);
        let mail = freshness.render().unwrap();
        assert_eq!(mail.subject, "2 fiches à relire, deux minutes chacune");
        for part in [&mail.text, &mail.html] {
            for link in ["/f/token", "/f/second"] {
                assert!(part.contains(link), "{part}");
            }
            assert!(part.contains("Trouvé ici\u{a0}: Annuaire de l’administration."));
        }
    }

    #[test]
    fn what_we_do_not_know_is_asked_without_a_reproach() {
        let mut freshness = samples::freshness();
        freshness.questions[0].facts.clear();
        freshness.questions[0].verified_at = None;
        let mail = freshness.render().unwrap();
        assert!(
            mail.text.contains("Nous ne le savons pas encore"),
            "{}",
            mail.text
        );
    }
}
