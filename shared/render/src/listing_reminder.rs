//! The mail about a listing whose offer nobody has described yet.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// Tell us what your place offers.
#[derive(Clone, Debug)]
pub struct ListingReminder {
    /// Around it.
    pub head: Letterhead,
    /// Name of the listing.
    pub place: String,
    /// The form.
    pub link: String,
}

trio!(
    ListingReminder,
    "mail/listing_reminder.subject.txt",
    "mail/listing_reminder.txt",
    "mail/listing_reminder.html"
);

impl ListingReminder {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn offering_nothing_is_an_answer_too() {
        let mail = samples::listing_reminder().render().unwrap();
        assert_eq!(
            mail.subject,
            "Que propose votre lieu\u{a0}? Deux minutes pour «\u{a0}Mairie de Bégard\u{a0}»"
        );
        assert!(mail.text.contains("ou rien de cela"), "{}", mail.text);
        assert!(mail.text.contains("https://portrea.exemple.fr/f/token"));
    }
}
