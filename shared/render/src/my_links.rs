//! The mail that brings somebody the links to everything they answer for, because they typed their address and asked.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};
use crate::reminder::PlaceLink;

/// Here are your links.
#[derive(Clone, Debug)]
pub struct MyLinks {
    /// Around it.
    pub head: Letterhead,
    /// What the reader answers for.
    pub places: Vec<PlaceLink>,
}

trio!(
    MyLinks,
    "mail/my_links.subject.txt",
    "mail/my_links.txt",
    "mail/my_links.html"
);

impl MyLinks {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn every_place_is_there_with_its_link() {
        let mail = samples::my_links().render().unwrap();
        assert_eq!(
            mail.subject,
            "Vos liens vers l’inventaire de l’aide au numérique"
        );
        assert!(
            mail.text
                .contains("Mairie de Bégard\nhttps://portrea.exemple.fr/f/token")
        );
        assert!(mail.text.contains("Médiathèque de Bégard"));
    }
}
