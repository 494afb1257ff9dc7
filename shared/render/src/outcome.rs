//! The mail that tells people what became of what they said of places: what was not taken and why, never accusing.

use crate::letterhead::Letterhead;
use crate::mail::{Mail, RenderError, trio};
use crate::place_name::of_place;

/// What became of what you said.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Around it.
    pub head: Letterhead,
    /// What was said by whoever answers for places, place by place.
    pub places: Vec<PlaceOutcome>,
    /// What was said as a reader.
    pub suggestions: Vec<SuggestionOutcome>,
}

/// What was not taken of what somebody said of a place.
#[derive(Clone, Debug)]
pub struct PlaceOutcome {
    /// Name of the place.
    pub place: String,
    /// The form, to say it again.
    pub link: String,
    /// The answers that were not taken.
    pub refused: Vec<RefusedAnswer>,
    /// Why the place itself was not taken into the inventory, if it was not.
    pub declined: Option<String>,
}

/// An answer that was not taken.
#[derive(Clone, Debug)]
pub struct RefusedAnswer {
    /// The question.
    pub label: String,
    /// What was answered, in words; nothing when it was withdrawn.
    pub said: Option<String>,
    /// Why.
    pub reason: String,
}

/// What became of a suggestion.
#[derive(Clone, Debug)]
pub struct SuggestionOutcome {
    /// Name of the place.
    pub place: String,
    /// Its public page.
    pub link: String,
    /// What it was about: a question or a section.
    pub about: String,
    /// What came of it.
    pub came: Came,
}

/// What came of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// The page says so now.
    Corrected,
    /// The place is asked.
    Asked,
    /// It was not taken, for this reason.
    Kept(String),
}

trio!(
    Outcome,
    "mail/outcome.subject.txt",
    "mail/outcome.txt",
    "mail/outcome.html"
);

impl Outcome {
    /// Renders the mail.
    pub fn render(&self) -> Result<Mail, RenderError> {
        self.render_trio()
    }

    /// The one place it is about; nothing when there are several.
    fn of_place(&self) -> Option<String> {
        let places = self.places.iter().map(|one| &one.place);
        let mut names: Vec<&String> = places
            .chain(self.suggestions.iter().map(|one| &one.place))
            .collect();
        names.dedup();
        match names.as_slice() {
            [one] => Some(of_place(one)),
            _ => None,
        }
    }
}

impl PlaceOutcome {
    fn of_place(&self) -> String {
        of_place(&self.place)
    }
}

impl SuggestionOutcome {
    fn of_place(&self) -> String {
        of_place(&self.place)
    }

    fn words(&self) -> String {
        match &self.came {
            Came::Corrected => "C’est corrigé sur la page, grâce à vous.".to_owned(),
            Came::Asked => {
                "Nous demandons au lieu de vérifier. Merci de nous l’avoir dit.".to_owned()
            }
            Came::Kept(reason) => {
                format!(
                    "Après vérification, la page reste comme elle est. La raison\u{a0}: {reason}"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_refusal_says_what_and_why_and_where_to_say_it_again() {
        let mail = samples::outcome().render().unwrap();
        assert_eq!(
            mail.subject,
            "La fiche de la Mairie de Bégard : ce que nous avons gardé"
        );
        for part in [&mail.text, &mail.html] {
            for words in [
                "Téléphone public",
                "02 96 00 00 00",
                "Ce numéro ne répond pas.",
                "/f/token",
                "C’est corrigé sur la page",
            ] {
                assert!(part.contains(words), "{words} in {part}");
            }
        }
    }

    #[test]
    fn what_is_typed_is_shown_as_text() {
        let mut outcome = samples::outcome();
        let script = "<script>alert(1)</script>";
        outcome.places[0].refused[0].said = Some(script.to_owned());
        outcome.places[0].refused[0].reason = script.to_owned();
        outcome.suggestions[0].came = Came::Kept(script.to_owned());
        let mail = outcome.render().unwrap();
        assert!(!mail.html.contains("<script"), "{}", mail.html);
    }
}
