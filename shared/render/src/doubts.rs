//! The mail that tells a référent, in the morning, which listings need them.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// These listings need you.
#[derive(Clone, Debug)]
pub struct Doubts {
    /// Around it.
    pub head: Letterhead,
    /// What was said of which listings.
    pub doubts: Vec<DoubtLine>,
    /// The desk.
    pub link: String,
}

/// One listing and what was said of it.
#[derive(Clone, Debug)]
pub struct DoubtLine {
    /// Its name.
    pub place: String,
    /// What was said.
    pub why: &'static str,
    /// Since when, in words.
    pub since: String,
}

trio!(
    Doubts,
    "mail/doubts.subject.txt",
    "mail/doubts.txt",
    "mail/doubts.html"
);

impl Doubts {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    fn count(&self) -> String {
        match self.doubts.len() {
            1 => "Une fiche".to_owned(),
            count => format!("{count}\u{a0}fiches"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn the_referent_reads_which_listing_and_why() {
        let mail = samples::doubts().render().unwrap();
        assert_eq!(mail.subject, "Une fiche à regarder");
        assert!(
            mail.text.contains(
                "- Mairie de Bégard\u{a0}: plus personne ne s’en occupe (3 novembre 2026)"
            ),
            "{}",
            mail.text
        );
    }
}
