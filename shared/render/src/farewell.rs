//! The mail that tells somebody who gave no sign of life for years that what is kept of them will be erased.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};

/// What is kept of you will be erased.
#[derive(Clone, Debug)]
pub struct Farewell {
    /// Around it.
    pub head: Letterhead,
    /// Years without a sign of life.
    pub years: i64,
    /// The day it will be done, in words.
    pub day: String,
    /// Where the reader sees what is kept, and stays.
    pub link: String,
}

trio!(
    Farewell,
    "mail/farewell.subject.txt",
    "mail/farewell.txt",
    "mail/farewell.html"
);

impl Farewell {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }
}

#[cfg(test)]
mod tests {
    use crate::samples;

    #[test]
    fn the_day_of_the_erasure_and_the_way_out_are_told() {
        let mail = samples::farewell().render().unwrap();
        assert!(mail.text.contains("effacées le 3 décembre 2029"));
        assert!(mail.text.contains("/desabonner/token/mes-donnees"));
    }
}
