//! A place as a public source tells it, before anybody has checked it.

use portrea_domain::answer;
use portrea_domain::document::{Document, Path};
use portrea_domain::questionnaire;
use portrea_domain::territory::CommuneCode;

/// What a public source says of a place, before anybody of the territory has checked it.
#[derive(Clone, Debug, PartialEq)]
pub struct PrefilledPlace {
    /// Stable name of the place within its source: `mairie-22001`.
    pub source_id: String,
    /// The commune it stands in.
    pub commune: CommuneCode,
    /// The values that the questionnaire accepts. What the source does not say is absent.
    pub document: Document,
    /// The values of the source that were left out, each with its reason, in French.
    pub dropped: Vec<String>,
    /// The source, in French words for the page, without article.
    pub source: &'static str,
    /// The edition of the source: its year, the most that is known of it.
    pub source_date: &'static str,
}

impl PrefilledPlace {
    /// Takes the value if its question accepts it; otherwise says why not.
    pub(crate) fn fill(&mut self, key: &str, text: String) {
        let Some(question) = questionnaire::question(key) else {
            self.dropped
                .push(format!("{key}\u{a0}: cette question n’est plus posée."));
            return;
        };
        match answer::read(question, &[text]) {
            Ok(value) => {
                self.document.set(Path::field(key), value);
            }
            Err(error) => self
                .dropped
                .push(format!("{}\u{a0}: {error}", question.label)),
        }
    }
}
