//! The mail that brings a link to a form to whoever asked: a new one because the old one is over, or the first one because
//! they proposed a place.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};
use crate::place_name::of_place;

/// Here is a new link to the form.
#[derive(Clone, Debug)]
pub struct FormLink {
    /// Around it.
    pub head: Letterhead,
    /// Name of the listing.
    pub place: String,
    /// Whether the place is only proposed: the référent has not accepted it yet.
    pub proposed: bool,
    /// The form.
    pub link: String,
}

trio!(
    FormLink,
    "mail/form_link.subject.txt",
    "mail/form_link.txt",
    "mail/form_link.html"
);

impl FormLink {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn of_place(&self) -> String {
        of_place(&self.place)
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn whoever_proposed_a_place_reads_what_becomes_of_it_and_what_to_do_if_it_was_not_them() {
        let mail = crate::FormLink {
            proposed: true,
            ..samples::form_link()
        };
        let mail = mail.render().unwrap();
        assert_eq!(
            mail.subject,
            "Votre lien pour compléter la fiche de la Mairie de Bégard"
        );
        for text in [&mail.text, &mail.html] {
            assert!(text.contains("/f/token") && !text.contains("précédent"));
            assert!(text.contains("Ce n’est pas vous"), "{text}");
        }
    }

    #[test]
    fn the_new_link_is_there_twice_told() {
        let mail = samples::form_link().render().unwrap();
        assert_eq!(
            mail.subject,
            "Votre nouveau lien vers la fiche de la Mairie de Bégard"
        );
        assert!(mail.text.contains("https://portrea.exemple.fr/f/token"));
        assert!(
            mail.html
                .contains("href=\"https://portrea.exemple.fr/f/token\"")
        );
    }
}
