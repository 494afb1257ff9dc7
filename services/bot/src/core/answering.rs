//! Answers: in the person’s own words or by a choice, kept one by one, each leading to the next question.

use portrea_actions::Typed;
use portrea_domain::answer;
use portrea_domain::document::Path;
use portrea_domain::questionnaire::{Kind, Question, SectionKey};
use portrea_hours::french;
use portrea_territory::normalise;

use super::effect::Effect;
use super::state::{Ask, Place};
use super::step::Talk;

/// What is asked about a service, in order; the form has more.
pub(super) const SERVICE_KEYS: [&str; 4] = ["name", "format", "fee", "hours"];

impl Talk<'_> {
    /// An answer in the person's own words. `words` is the same text folded.
    pub(super) fn answer(&mut self, ask: &Ask, text: &str, words: &str) {
        let Some(question) = ask.question() else {
            return;
        };
        match question.kind {
            Kind::Hours => self.hours(ask, text),
            Kind::Choice(_) => match chosen(question, words) {
                Some(code) => self.save(ask, vec![code.to_owned()]),
                None => self.missed("Ce n’est pas une des réponses proposées. Touchez un bouton, ou écrivez ce qu’il dit."),
            },
            Kind::Several(_) => self.tick(ask, question, text),
            _ => match answer::read(question, &[text.to_owned()]) {
                Ok(Some(_value)) => self.save(ask, vec![text.to_owned()]),
                Ok(None) => self.missed("Je n’ai rien lu."),
                Err(error) => self.missed(&error.to_string()),
            },
        }
    }

    fn hours(&mut self, ask: &Ask, text: &str) {
        match french::parse(text) {
            Ok(week) => {
                self.state.misses = 0;
                self.state.place = Place::Asking(Ask {
                    understood: Some(week.to_osm()),
                    ..ask.clone()
                });
            }
            Err(refusal) => {
                let retry = Ask {
                    understood: None,
                    ..ask.clone()
                };
                self.state.place = Place::Asking(retry);
                self.missed(&refusal.sentence_fr);
            }
        }
    }

    /// Ticks every choice named in a list: « jeunes, seniors et familles ».
    fn tick(&mut self, ask: &Ask, question: &Question, text: &str) {
        let mut ask = ask.clone();
        for item in text
            .split([',', ';', '\n'])
            .map(normalise)
            .filter(|item| !item.is_empty())
        {
            let Some(code) = chosen(question, &item) else {
                return self.missed("Je n’ai pas reconnu toutes vos réponses. Touchez les boutons, ou écrivez ce qu’ils disent.");
            };
            if !ask.ticked.iter().any(|ticked| ticked == code) {
                ask.ticked.push(code.to_owned());
            }
        }
        self.state.misses = 0;
        self.state.place = Place::Asking(ask);
    }

    pub(super) fn save(&mut self, ask: &Ask, texts: Vec<String>) {
        let mut answers = Vec::new();
        if let (Some(family), Some((service, _))) = (&ask.family, ask.path.as_service()) {
            answers.push(Typed {
                path: Path::service(service, "family"),
                texts: vec![family.clone()],
            });
        }
        answers.push(Typed {
            path: ask.path.clone(),
            texts,
        });
        self.carry_out(Effect::Save {
            listing: ask.listing,
            answers,
        });
    }

    /// The answers are kept: on to what follows.
    pub(super) fn saved(&mut self) {
        self.state.misses = 0;
        match self.state.place.clone() {
            Place::Asking(ask) => self.next(&ask),
            Place::Withdrawing { listing, .. } | Place::Offer { listing } => {
                self.say("C’est noté : cette aide disparaîtra de la fiche quand vous publierez.");
                self.move_on(Place::Offer { listing });
            }
            _ => {}
        }
    }

    /// The next question of the section or the service; after the last one, back to the whole.
    pub(super) fn next(&mut self, ask: &Ask) {
        if let Some((service, key)) = ask.path.as_service() {
            let after = SERVICE_KEYS
                .iter()
                .skip_while(|other| **other != key)
                .nth(1);
            match after {
                Some(key) => self.ask(ask.listing, Path::service(service, key)),
                None => self.move_on(Place::Offer {
                    listing: ask.listing,
                }),
            }
            return;
        }
        let section = ask.section().unwrap_or(SectionKey::Place);
        let mut after = section
            .questions()
            .skip_while(|question| question.key != ask.path.as_str())
            .skip(1);
        if let Some(question) = after.find(|question| question.is_asked()) {
            return self.ask(ask.listing, Path::field(question.key));
        }
        self.say("C’est noté. Voici la fiche maintenant :");
        self.move_on(Place::Home);
        self.open(ask.listing);
    }
}

/// The choice that these folded words name: its label, its code, or the beginning of one label only.
fn chosen(question: &Question, words: &str) -> Option<&'static str> {
    let choices = question.choices();
    let exact = choices
        .iter()
        .find(|choice| normalise(choice.label) == *words || normalise(choice.code) == *words);
    if let Some(choice) = exact {
        return Some(choice.code);
    }
    if words.chars().count() < 3 {
        return None;
    }
    let mut begin = choices
        .iter()
        .filter(|choice| normalise(choice.label).starts_with(words));
    let first = begin.next()?;
    begin.next().is_none().then_some(first.code)
}
