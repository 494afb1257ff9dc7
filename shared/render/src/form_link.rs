//! The mail that brings a new link to a form, because the old one is over and its holder asked.

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
