//! The mail to somebody who was named to answer for a listing by whoever did before.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};
use crate::place_name::of_place;

/// You answer for this listing now, says your predecessor.
#[derive(Clone, Debug)]
pub struct Named {
    /// Around it.
    pub head: Letterhead,
    /// Name of the listing.
    pub place: String,
    /// Name of whoever answered for it; may be empty.
    pub predecessor: String,
    /// The form.
    pub link: String,
    /// Days the reader is left in peace when they do nothing.
    pub quiet_days: i64,
}

trio!(
    Named,
    "mail/named.subject.txt",
    "mail/named.txt",
    "mail/named.html"
);

impl Named {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn by(&self) -> &str {
        match self.predecessor.trim() {
            "" => "Votre prédécesseur",
            name => name,
        }
    }

    fn of_place(&self) -> String {
        of_place(&self.place)
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn whoever_is_named_knows_by_whom_and_that_nothing_is_asked_twice() {
        let mut named = samples::named();
        let mail = named.render().unwrap();
        assert_eq!(
            mail.subject,
            "Yann Le Bihan vous confie la fiche de la Mairie de Bégard"
        );
        assert!(mail.text.contains("avant 14\u{a0}jours"), "{}", mail.text);
        assert!(mail.text.contains("/f/token/pas-nous"));
        named.predecessor = String::new();
        let subject = named.render().unwrap().subject;
        assert!(subject.starts_with("Votre prédécesseur vous confie"));
    }
}
