//! One mail for several things that would have been asked of the same person on the same day.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// Several things at once.
#[derive(Clone, Debug)]
pub struct Grouped {
    /// Around it.
    pub head: Letterhead,
    /// What is asked, the most pressing first.
    pub parts: Vec<Part>,
}

/// One thing asked among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub title: String,
    /// What must be known of it.
    pub lines: Vec<String>,
    /// What the button says.
    pub button: &'static str,
    /// What it opens.
    pub link: String,
}

trio!(
    Grouped,
    "mail/grouped.subject.txt",
    "mail/grouped.txt",
    "mail/grouped.html"
);

impl Grouped {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn several_requests_come_in_one_mail_each_with_its_link() {
        let mail = samples::grouped().render().unwrap();
        assert_eq!(mail.subject, "2 demandes en un seul message");
        let end = mail.text.find("Maël Kerambrun").unwrap();
        let (body, _) = mail.text.split_at(end);
        insta::assert_snapshot!(body, @"
        Bonjour Jeanne Le Goff,

        Pour ne pas vous écrire plusieurs fois, voici en un seul message ce que nous avions à vous demander. Chaque point se règle séparément.

        1. Journée collaborative
        jeudi 17 décembre 2026, de 9 h à 17 h
        Répondre à l’invitation :
        https://portrea.exemple.fr/i/token

        2. Les horaires de la Mairie de Bégard sont-ils toujours exacts ?
        Horaires d’ouverture au public : du lundi au vendredi : 9 h – 12 h
        Confirmer ou corriger :
        https://portrea.exemple.fr/f/token
        ");
    }
}
