//! Answers: in the person’s own words or by a choice, kept one by one, each leading to the next question.

use portrea_actions::Typed;
use portrea_domain::answer;
use portrea_domain::document::Path;
use portrea_domain::questionnaire::{Group, Kind, Question, SectionKey};
use portrea_hours::{Rhythm, french};
use portrea_territory::normalise;

use super::effect::Effect;
use super::state::{Ask, Place};
use super::step::Talk;

impl Talk<'_> {
    /// An answer in the person's own words. `words` is the same text folded.
    pub(super) fn answer(&mut self, ask: &Ask, text: &str, words: &str) {
        let Some(question) = ask.question() else {
            return;
        };
        match question.kind {
            Kind::Hours => {
                let read = french::parse(text).map(|week| week.to_osm());
                self.understood(ask, read.map_err(|refusal| refusal.sentence_fr));
            }
            Kind::Rhythm => {
                let read = Rhythm::read(text).map(|rhythm| rhythm.to_string());
                self.understood(ask, read.map_err(|refusal| refusal.sentence_fr));
            }
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

    /// Hours are repeated as they were understood before they are kept.
    fn understood(&mut self, ask: &Ask, read: Result<String, String>) {
        let (understood, refusal) = match read {
            Ok(stored) => (Some(stored), None),
            Err(sentence) => (None, Some(sentence)),
        };
        self.state.place = Place::Asking(Ask {
            understood,
            ..ask.clone()
        });
        match refusal {
            Some(sentence) => self.missed(&sentence),
            None => self.state.misses = 0,
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
            Place::Withdrawing { listing, group, .. } | Place::Entries { listing, group } => {
                self.say(match group {
                    Group::Stops => {
                        "C’est noté : cet arrêt disparaîtra de la fiche quand vous publierez."
                    }
                    Group::Services => {
                        "C’est noté : cette aide disparaîtra de la fiche quand vous publierez."
                    }
                    Group::Closings => {
                        "C’est noté : cette fermeture disparaîtra de la fiche quand vous publierez."
                    }
                });
                self.move_on(Place::Entries { listing, group });
            }
            _ => {}
        }
    }

    /// Whether a question may be passed over: not the one that makes a new entry.
    pub(super) fn may_skip(&self, ask: &Ask) -> bool {
        let Some((group, entry, _)) = ask.path.as_entry() else {
            return true;
        };
        let view = self.view.listing(ask.listing);
        view.is_some_and(|view| view.has_entry(group, entry))
    }

    /// The next question of the section or the entry that is asked as things stand; after the last one, back to the whole.
    pub(super) fn next(&mut self, ask: &Ask) {
        let view = self.view.listing(ask.listing);
        let asks = |path: &Path| view.is_some_and(|view| view.listing.document.asks(path));
        if let Some((group, entry, key)) = ask.path.as_entry() {
            let after = group
                .questions()
                .iter()
                .skip_while(|question| question.key != key);
            let mut paths = after
                .skip(1)
                .map(|question| Path::entry(group, entry, question.key));
            match paths.find(asks) {
                Some(path) => self.ask(ask.listing, path),
                None => self.enough(ask),
            }
            return;
        }
        let section = ask.section().unwrap_or(SectionKey::Place);
        let after = section
            .questions()
            .skip_while(|question| question.key != ask.path.as_str())
            .skip(1)
            .filter(|question| question.is_asked());
        let next = after.map(|question| Path::field(question.key)).find(asks);
        if let Some(path) = next {
            return self.ask(ask.listing, path);
        }
        self.enough(ask);
    }

    /// Enough was said of the section or the entry: back to the whole.
    pub(super) fn enough(&mut self, ask: &Ask) {
        if let Some((group, _, _)) = ask.path.as_entry() {
            return self.move_on(Place::Entries {
                listing: ask.listing,
                group,
            });
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
